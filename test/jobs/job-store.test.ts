import { beforeEach, describe, expect, it } from 'vitest';
import { candidatesFor } from '../../src/catalogue/offer.ts';
import { LedgerConflictError } from '../../src/credits/account.ts';
import { defaultPolicy } from '../../src/credits/policy.ts';
import { DuplicateJobError, StaleJobError } from '../../src/errors/job-error.ts';
import type { JobState } from '../../src/jobs/job.ts';
import type { JobStore } from '../../src/jobs/job-store.ts';
import { aBill, noBill } from '../builders/fake-provider.ts';
import { type JobWorld, startJobWorld, usualRules } from '../builders/job-world.ts';
import { aCandidate, anInput, anOrigin, aRequest, rowsOf, storedOrigin } from '../builders/jobs.ts';

let world: JobWorld;
beforeEach(async (context) => {
  world = await startJobWorld(context);
});

const dayMs = 86_400_000;

/** All that is stored, to see that nothing of it changed. */
async function everything() {
  const { database } = world;
  return {
    jobs: await database.selectFrom('job').selectAll().orderBy('id').execute(),
    attempts: await database.selectFrom('attempt').selectAll().execute(),
    accounts: await database.selectFrom('account').selectAll().execute(),
    holds: await database.selectFrom('hold').selectAll().execute(),
    entries: await database.selectFrom('ledger_entry').selectAll().execute(),
  };
}

describe('a request that is accepted', () => {
  it('is a job with its price held, from an allowance that came first', async () => {
    const request = aRequest({ prompt: '"quoted" 🦊', durationSeconds: 9, loop: true, isPrivate: true });
    const job = await world.accept({ request, origin: { mayPost: false } });
    const origin = { ...storedOrigin, mayPost: false, id: anOrigin().interactionId };
    expect(job).toMatchObject({ ...origin, state: 'accepted', request, priceCredits: 92 });
    expect(await world.summary(job.id)).toBe('accepted, hold pending, 208 left');
    expect((await everything()).jobs[0]?.expected_cost_micro_usd).toBe(675_000);
  });

  it('is taken once: the second time nothing changes', async () => {
    await world.accept();
    const before = await everything();
    await expect(world.accept()).rejects.toThrow(DuplicateJobError);
    await expect(world.accept({ request: { prompt: 'another fox' } })).rejects.toThrow(DuplicateJobError);
    expect(await everything()).toEqual(before);
  });

  it('is not taken for another one under the same id: of another member, in another guild, at another price', async () => {
    await world.accept();
    const before = await everything();
    for (const other of [
      { origin: { memberId: '777777777777777777' } },
      { origin: { guildId: '999999999999999999' } },
      { request: { durationSeconds: 9 as const } },
    ])
      await expect(world.accept(other)).rejects.toThrow(LedgerConflictError);
    expect(await everything()).toEqual(before);
  });

  it('once too often for the credits leaves nothing', async () => {
    for (let id = 1; id <= 5; id += 1) await world.accept({ origin: { interactionId: `99999999999999999${id}` } });
    const before = await everything();
    await expect(world.accept()).rejects.toMatchObject({
      code: 'too-few-credits',
      context: { price: 51, available: 45 },
    });
    expect(await everything()).toEqual(before);
  });

  it('by a member without any credits leaves no account', async () => {
    const request = aRequest();
    const rules = { ...usualRules, policy: defaultPolicy({ credits: 50, period: 'week' }) };
    const accepting = world.store.accept(anOrigin(), request, aCandidate(request), rules, world.clock.now());
    await expect(accepting).rejects.toMatchObject({ code: 'too-few-credits', context: { price: 51, available: 50 } });
    expect(await everything()).toEqual({ jobs: [], attempts: [], accounts: [], holds: [], entries: [] });
  });
});

describe('the spend limit of a day', () => {
  /** Room for two videos of 0.375 dollars. */
  const rules = { policy: defaultPolicy({ credits: 10_000, period: 'week' }), spendLimitMicroUsdPerDay: 750_000 };
  const acceptIn = (id: number, more = {}) => {
    const request = aRequest();
    const origin = anOrigin({ interactionId: `15736419150085488${id}`, ...more });
    return world.store.accept(origin, request, aCandidate(request), rules, world.clock.now());
  };
  const refused = { code: 'spend-limit-reached' };

  it('holds over all guilds, and says when it ends', async () => {
    await acceptIn(10);
    await acceptIn(11, { guildId: '999999999999999999' });
    const before = await everything();
    await expect(acceptIn(12, { guildId: '888888888888888888' })).rejects.toMatchObject({
      ...refused,
      context: { resetsAt: Date.UTC(2026, 10, 24) / 1000 },
    });
    expect(await everything()).toEqual(before);
  });

  it('does not hide that an interaction came twice', async () => {
    await acceptIn(10);
    await acceptIn(11);
    await expect(acceptIn(11)).rejects.toThrow(DuplicateJobError);
  });

  it('begins anew at midnight, UTC', async () => {
    await acceptIn(10);
    await acceptIn(11);
    await world.clock.advance(dayMs / 2 - 1);
    await expect(acceptIn(12)).rejects.toMatchObject(refused);
    await world.clock.advance(1);
    await acceptIn(12);
  });

  it.for([
    ['failed', 'provider-unavailable', false],
    ['failed', 'provider-failed', false],
    ['failed', 'moderated', false],
    ['cancelled', 'not-acknowledged', false],
    // A bill is possible for these.
    ['failed', 'submit-uncertain', true],
    ['failed', 'provider-lost', true],
    ['failed', 'provider-malformed', true],
    ['undelivered', 'video-unreachable', true],
    ['undelivered', 'delivery-impossible', true],
  ] as const)('a job that ended %s by %s counts: %s', async ([state, failure, counts]) => {
    const { id } = await acceptIn(10);
    await world.store.end(id, state, failure, world.clock.now());
    await acceptIn(11);
    if (counts) await expect(acceptIn(12)).rejects.toMatchObject(refused);
    else await acceptIn(12);
  });

  it('counts jobs that were delivered', async () => {
    const delivered = await world.jobIn('delivered');
    expect(delivered.state).toBe('delivered');
    await acceptIn(11);
    await expect(acceptIn(12)).rejects.toMatchObject(refused);
  });
});

const states: readonly JobState[] = [
  'accepted',
  'preparing',
  'submitting',
  'submitted',
  'finished',
  'delivering',
  'delivered',
  'failed',
  'cancelled',
  'undelivered',
];
const message = { messageId: '6', channelId: '3' };
const end = { n: 1, state: 'refused', detail: 'x' } as const;
const result = { n: 1, url: 'https://cdn.example.org/clip.mp4', bill: noBill, expiresAt: 1 };
type Change = (store: JobStore, id: string, now: number) => Promise<unknown>;
/** Each change, from which states it may be made, and to which it leads. */
const changes: Record<string, { from: readonly JobState[]; to: JobState; change: Change }> = {
  startAttempt: {
    from: ['preparing'],
    to: 'submitting',
    change: async (store, id, now) => store.startAttempt(aCandidate(), anInput(await store.get(id)), now),
  },
  submitted: {
    from: ['submitting'],
    to: 'submitted',
    change: (store, id, now) => store.submitted(id, 1, 'r', now, now),
  },
  backToPreparing: {
    from: ['submitting', 'submitted'],
    to: 'preparing',
    change: (store, id, now) => store.backToPreparing(id, end, now),
  },
  finished: { from: ['submitted'], to: 'finished', change: (store, id, now) => store.finished(id, result, now) },
  'finished by the submit itself': {
    from: ['submitting'],
    to: 'finished',
    change: (store, id, now) => store.finished(id, { ...result, submitted: { requestId: null } }, now),
  },
  startDelivery: {
    from: ['finished', 'delivering'],
    to: 'delivering',
    change: async (store, id, now) => store.startDelivery(await store.get(id), now),
  },
  delivered: {
    from: ['delivering'],
    to: 'delivered',
    change: (store, id, now) => store.delivered(id, message, 'channel:file', now),
  },
  end: {
    from: ['accepted', 'preparing', 'submitting', 'submitted', 'finished', 'delivering'],
    to: 'failed',
    change: (store, id, now) => store.end(id, 'failed', 'provider-failed', now),
  },
};

describe.for(Object.entries(changes))('%s', ([, { from, to, change }]) => {
  it.for(states.filter((state) => from.includes(state)))(`leads a job that is %s to ${to}`, async (state) => {
    const { id } = await world.jobIn(state);
    await change(world.store, id, world.clock.now());
    expect((await world.store.get(id)).state).toBe(to);
  });

  it.for(states.filter((state) => !from.includes(state)))('of a job that is %s changes nothing', async (state) => {
    const { id } = await world.jobIn(state);
    const before = await everything();
    await expect(change(world.store, id, world.clock.now() + 1)).rejects.toThrow(StaleJobError);
    expect(await everything()).toEqual(before);
  });
});

describe('an acknowledgement', () => {
  it('lets an accepted job run, once', async () => {
    const { id } = await world.accept();
    expect(await world.store.acknowledge(id, '555', 1)).toBe(true);
    expect(await world.store.acknowledge(id, '666', 2)).toBe(false);
    expect(await world.store.get(id)).toMatchObject({ state: 'preparing', progressMessageId: '555' });
  });

  it('does not wake a job that was cancelled meanwhile', async () => {
    const { id } = await world.jobIn('cancelled');
    expect(await world.store.acknowledge(id, '555', 1)).toBe(false);
    expect((await world.store.get(id)).state).toBe('cancelled');
  });
});

describe('credits move with the state, in one transaction:', () => {
  it('a delivery posts the hold', async () => {
    const { id } = await world.jobIn('delivered');
    expect(await world.summary(id)).toBe('delivered channel:file, hold posted, 249 left');
  });

  it.for(['failed', 'cancelled', 'undelivered'] as const)('a job that ends %s gives it back', async (state) => {
    const { id } = await world.jobIn(state);
    expect(await world.summary(id)).toMatch(new RegExp(`^${state} .*hold voided, 300 left$`));
  });

  it.for([
    ['delivering', (store: JobStore, id: string) => store.delivered(id, message, 'channel:file', 1)],
    ['submitted', (store: JobStore, id: string) => store.end(id, 'failed', 'provider-failed', 1)],
  ] as const)('where the hold cannot move, a job stays %s', async ([state, change]) => {
    const { id } = await world.jobIn(state);
    await world.database.deleteFrom('hold').execute();
    const before = await everything();
    await expect(change(world.store, id)).rejects.toThrow(/Ledger conflict/);
    expect(await everything()).toEqual(before);
  });
});

describe('an attempt', () => {
  it('is written down before it leaves, with its request as soon as it is known, and its cost at the end', async () => {
    const job = await world.jobIn('submitting');
    expect(await world.store.lastAttempt(job.id)).toMatchObject({
      n: 1,
      state: 'submitting',
      slug: 'ray-flash-2-720p',
      requestId: null,
      input: anInput(job),
    });
    await world.store.submitted(job.id, 1, 'request-1', 50, 55);
    expect(await world.store.lastAttempt(job.id)).toMatchObject({
      state: 'submitted',
      requestId: 'request-1',
      submittedAt: 50,
    });
    await world.store.finished(job.id, { ...result, bill: aBill }, 60);
    expect((await everything()).attempts[0]).toMatchObject({
      state: 'finished',
      cost_micro_usd: 375_000,
      metrics: '{"inference_time":60}',
      ended_at: 60,
    });
  });

  it('that brought the video with its answer was submitted and finished in one', async () => {
    const { id } = await world.jobIn('submitting');
    await world.store.finished(id, { ...result, url: null, expiresAt: null, submitted: { requestId: 'r' } }, 60);
    expect((await everything()).attempts[0]).toMatchObject({
      ...{ state: 'finished', request_id: 'r', submitted_at: 60, ended_at: 60, cost_micro_usd: null, metrics: null },
    });
    expect(await world.store.get(id)).toMatchObject({ state: 'finished', resultUrl: null, resultExpiresAt: null });
  });

  it('that came back leaves room for the next, at another provider and its cost, under the same hold', async () => {
    const job = await world.jobIn('submitted');
    const { priceCredits } = job;
    await world.store.backToPreparing(job.id, { n: 1, state: 'failed', detail: 'x', bill: aBill }, 50);
    const [other] = candidatesFor(job.request, rowsOf('apiframe'));
    await world.store.startAttempt(other, anInput(job, { attempt: 2, slug: other.row.slug }), 60);
    expect(await world.store.attempts(job.id)).toMatchObject([
      { n: 1, provider: 'segmind', state: 'failed', endedAt: 50 },
      { n: 2, provider: 'apiframe', state: 'submitting', slug: 'luma-ray-flash-2', startedAt: 60 },
    ]);
    expect(await world.store.lastAttempt(job.id)).toMatchObject({ n: 2 });
    const { attempts, jobs, holds } = await everything();
    expect(attempts[0]).toMatchObject({ detail: 'x', cost_micro_usd: 375_000 });
    expect(jobs).toMatchObject([{ price_credits: priceCredits, expected_cost_micro_usd: 510_000 }]);
    expect(holds).toMatchObject([{ state: 'pending', amount_credits: priceCredits }]);
  });

  it('is written down once: its number belongs to one request', async () => {
    const job = await world.jobIn('submitting');
    await world.store.backToPreparing(job.id, end, 50);
    const before = await everything();
    await expect(world.store.startAttempt(aCandidate(), anInput(job), 60)).rejects.toThrow(/UNIQUE/);
    expect(await everything()).toEqual(before);
  });

  it('of which there is none is null', async () => {
    const { id } = await world.accept();
    expect(await world.store.lastAttempt(id)).toBeNull();
    expect(await world.store.attempts(id)).toEqual([]);
  });

  it('is found by its request, among those of the same provider', async () => {
    const { id } = await world.jobIn('submitted');
    expect(await world.store.knowsRequest('segmind', `request-${id}-1`)).toBe(true);
    expect(await world.store.knowsRequest('apiframe', `request-${id}-1`)).toBe(false);
    expect(await world.store.knowsRequest('segmind', 'another')).toBe(false);
  });
});

describe('an address that a video got later', () => {
  const address = { url: 'https://storage.example.org/video.mp4', expiresAt: 70 };

  it.for(['finished', 'delivering'] as const)('is kept while the job is %s', async (state) => {
    const { id } = await world.jobIn(state);
    await world.store.published(id, address, 60);
    expect(await world.store.get(id)).toMatchObject({ state, resultUrl: address.url, resultExpiresAt: 70 });
  });

  it.for(['submitted', 'undelivered', 'delivered'] as const)('comes too late or too early for %s', async (state) => {
    const { id } = await world.jobIn(state);
    await expect(world.store.published(id, address, 60)).rejects.toThrow(StaleJobError);
  });
});

it('a delivery that is taken up again keeps its first time', async () => {
  const { id, deliveryStartedAt } = await world.jobIn('delivering');
  await world.store.startDelivery(await world.store.get(id), world.clock.now() + 5_000);
  expect((await world.store.get(id)).deliveryStartedAt).toBe(deliveryStartedAt);
});

describe('what a start takes up', () => {
  it('are jobs that are open or not settled, oldest first; settling ends a token', async () => {
    const ids = { open: '157364191500854886', ended: '157364191500854887', settled: '157364191500854888' };
    await world.jobIn('submitted', { origin: { interactionId: ids.open } });
    await world.clock.advance(1);
    await world.jobIn('failed', { origin: { interactionId: ids.ended } });
    await world.clock.advance(1);
    await world.jobIn('delivered', { origin: { interactionId: ids.settled } });
    await world.store.settle(ids.settled, world.clock.now());
    // An open job is not settled, whoever asks.
    await world.store.settle(ids.open, world.clock.now());
    expect((await world.store.unsettledJobs()).map(({ id }) => id)).toEqual([ids.open, ids.ended]);
    const tokens = (await everything()).jobs.map(({ interaction_token }) => interaction_token !== null);
    expect(tokens).toEqual([true, true, false]);
  });

  it('has no tokens that are dead', async () => {
    const { id } = await world.jobIn('submitted');
    await world.store.forgetTokensBefore(world.clock.now());
    expect((await world.store.get(id)).interactionToken).not.toBeNull();
    await world.store.forgetTokensBefore(world.clock.now() + 1);
    expect((await world.store.get(id)).interactionToken).toBeNull();
  });
});
