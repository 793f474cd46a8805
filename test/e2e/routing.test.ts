import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { providerTitles } from '../../src/catalogue/models.ts';
import { type Line, openLine } from './line.ts';
import {
  expectClosedBooks,
  expectCreditsBack,
  expectPaidOnce,
  forgetTrouble,
  type JobBooks,
  kite,
  type QuickWorld,
  shareWorld,
} from './quick-world.ts';

/** Who makes a video when somebody cannot: the command stays the same, it is held and paid for once. */

type Provider = 'segmind' | 'apiframe';

const minuteMs = 60_000;
const plenty = { segmind: 100, apiframe: 100_000 } as const;

/** A bot that asks these, the first one first, each over a line that can be cut. */
function share(...providers: readonly [Provider, ...Provider[]]) {
  const lines: Partial<Record<Provider, Line>> = {};
  const shared = shareWorld({ providers }, async (world, file) => {
    lines.segmind = await openLine(file, world.segmind.origin);
    lines.apiframe = await openLine(file, world.apiframe.origin);
    return { environment: { SEGMIND_BASE_URL: lines.segmind.origin, APIFRAME_BASE_URL: lines.apiframe.origin } };
  });
  beforeEach(() => forgetTrouble(shared.world));
  // Before the world ends its jobs.
  afterEach(async () => {
    for (const line of Object.values(lines)) await line.mend();
    for (const name of providers) shared.world[name].credits = plenty[name];
  });
  return {
    get world() {
      return shared.world;
    },
    lineTo(provider: Provider): Line {
      const line = lines[provider];
      if (!line) throw new Error('the world begins with the first test');
      return line;
    },
  };
}

type Shared = ReturnType<typeof share>;

async function make({ world }: Shared, options: Parameters<QuickWorld['give']>[1] = kite): Promise<JobBooks> {
  const { id } = await world.give('ray-flash', options);
  return world.settle(id);
}

const waysOf = ({ attempts }: JobBooks) => attempts.map(({ provider, state }) => `${provider} ${state}`);

/** Submits that came in, refused ones too; the looks and questions of the bot are none. */
const submitsAt = (world: QuickWorld, provider: Provider) =>
  world[provider].requests.filter(
    ({ method, path }) => method === 'POST' && (path.startsWith('/v2/ray') || path === '/v2/videos/generate'),
  );

const noticesWith = (world: QuickWorld, words: string) => world.notices().filter((notice) => notice.includes(words));

/** What is the matter with a provider before it has taken anything. */
const troubles: Readonly<Record<string, (shared: Shared, provider: Provider) => unknown>> = {
  'is out of reach, as nobody listens': ({ lineTo }, provider) => lineTo(provider).cut(),
  'is out of credits': ({ world }, provider) => {
    world[provider].credits = 0;
  },
  'has withdrawn the model': ({ world }, provider) => {
    if (provider === 'segmind') world.segmind.faults.retiredSlugs = ['ray-flash-2-720p'];
    else world.apiframe.faults.withdrawnModels = ['luma-ray-flash-2'];
  },
  'refuses the key': ({ world }, provider) => {
    world[provider].faults.keyRevoked = true;
  },
  'has had too many requests': ({ world }, provider) => {
    world[provider].faults.requestsPerMinute = 0;
  },
};

/** What only the operator can mend. */
const lastingTroubles = Object.entries(troubles).filter(([name]) => !/out of reach|too many/.test(name));

describe.each<[Provider, Provider]>([
  ['segmind', 'apiframe'],
  ['apiframe', 'segmind'],
])('with %s before %s, a request', (first, second) => {
  const shared = share(first, second);

  it('goes to the first when all is well', async () => {
    const books = await make(shared);
    expectPaidOnce(books, { rung: 'channel:file' });
    expect(waysOf(books)).toEqual([`${first} finished`]);
  });

  it.each(Object.entries(troubles))('goes to the second when the first %s', async (_, begin) => {
    const { world } = shared;
    await begin(shared, first);
    const before = world[first].submitCount;
    const books = await make(shared);
    expectPaidOnce(books, { rung: 'channel:file' });
    expect(waysOf(books)).toEqual([`${first} refused`, `${second} finished`]);
    expect(world[first].submitCount).toBe(before);
    expect(books.attempts.map(({ cost_micro_usd }) => cost_micro_usd)).toEqual([
      null,
      second === 'segmind' ? 375_000 : 510_000,
    ]);
    await expectClosedBooks(world);
  });

  it.each(lastingTroubles)(
    'goes to the second at once while the first is known to be one that %s',
    async (_, begin) => {
      const { world } = shared;
      await begin(shared, first);
      await make(shared);
      const before = submitsAt(world, first).length;
      const books = await make(shared);
      expectPaidOnce(books);
      expect(waysOf(books)).toEqual([`${second} finished`]);
      expect(submitsAt(world, first)).toHaveLength(before);
    },
  );

  it('goes to the first again within two minutes after its account was filled up', async () => {
    const { world } = shared;
    world[first].credits = 0;
    await make(shared);
    world[first].credits = plenty[first];
    const accountPath = first === 'segmind' ? '/v1/get-user-credits' : '/v2/me';
    const looks = () => world[first].requests.filter(({ path }) => path === accountPath).length;
    const before = looks();
    await world.until('the account is looked at', async () => {
      world.clock.skip(minuteMs / 4);
      await delay(5);
      return looks() > before;
    });
    const books = await make(shared);
    expectPaidOnce(books);
    expect(waysOf(books)).toEqual([`${first} finished`]);
  });

  it('goes to the second when three in a row had no answer from the first but a 502, and those are not sent anew', async () => {
    const { world } = shared;
    const before = { submits: submitsAt(world, first).length, taken: world[first].submitCount };
    const noticesBefore = noticesWith(world, `**${providerTitles[first]}** does not work`).length;
    world[first].faults.submit = { kind: 'error-502' };
    const lost: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const { id } = await world.give('ray-flash', kite);
      await world.whenState(id, 'submitting');
      await world.until('it was sent', () => submitsAt(world, first).length > before.submits + count);
      lost.push(id);
    }
    await world.until(
      'the operator is told',
      () => noticesWith(world, `**${providerTitles[first]}** does not work`).length > noticesBefore,
    );
    const books = await make(shared);
    expectPaidOnce(books, { rung: 'channel:file' });
    expect(waysOf(books)).toEqual([`${second} finished`]);

    world[first].faults.submit = null;
    // Apiframe knows a repeated submit by its key. Segmind's history does not know these, and for certain nobody paid.
    if (first === 'segmind') world.clock.skip(11 * minuteMs);
    for (const id of lost) {
      const { attempts, ...found } = await world.settle(id);
      expect(attempts).toMatchObject([{ n: 1, provider: first }]);
      if (first === 'segmind') expectCreditsBack({ attempts, ...found }, 'submit-uncertain');
      else expect(found).toMatchObject({ job: { state: 'delivered' }, hold: 'posted', charged: 51 });
    }
    expect(world[first].submitCount).toBe(before.taken + (first === 'segmind' ? 0 : 3));
    const sent = submitsAt(world, first).slice(before.submits);
    const keys = new Set(sent.map(({ headers }) => headers['idempotency-key']));
    expect(first === 'segmind' ? sent.length : keys.size).toBe(3);
    expect(noticesWith(world, `**${providerTitles[first]}** does not work`)).toHaveLength(noticesBefore + 1);
  });

  it('that the first has taken and failed goes to the second, under the same hold', async () => {
    const { world } = shared;
    world[first].faults.failJobs = 'generic';
    const books = await make(shared);
    expectPaidOnce(books, { submits: 2, rung: 'channel:file' });
    expect(waysOf(books)).toEqual([`${first} failed`, `${second} finished`]);
    const holds = await world.database.selectFrom('hold').selectAll().where('job_id', '=', books.job.id).execute();
    expect(holds).toMatchObject([{ state: 'posted', amount_credits: 51 }]);
    await expectClosedBooks(world);
  });

  it('that both have failed is over', async () => {
    const { world } = shared;
    for (const name of [first, second]) world[name].faults.failJobs = 'generic';
    const books = await make(shared);
    expectCreditsBack(books, 'provider-failed');
    expect(books).toMatchObject({ submits: 2, paid: 0 });
    expect(waysOf(books)).toEqual([`${first} failed`, `${second} failed`]);
  });

  it('that the first has turned down for its content is not shown to the second', async () => {
    const { world } = shared;
    world[first].faults.failJobs = 'moderation';
    const books = await make(shared);
    expectCreditsBack(books, 'moderated');
    expect(books).toMatchObject({ submits: 1, paid: 0 });
    expect(waysOf(books)).toEqual([`${first} failed`]);
  });

  it('that the first has failed and charges for is not made by the second, and the operator is told', async () => {
    const { world } = shared;
    world[first].faults.failJobs = 'generic';
    if (first === 'segmind') world.segmind.faults.billsFailures = true;
    else world.apiframe.faults.failuresBilled = true;
    const books = await make(shared);
    expectCreditsBack(books, 'provider-failed');
    expect(books).toMatchObject({ submits: 1, paid: 1 });
    expect(waysOf(books)).toEqual([`${first} failed`]);
    await world.until('the operator is told', () =>
      world.notices().some((notice) => notice.includes(books.job.id) && notice.includes('seems to charge for it')),
    );
  });
});

describe('what only one provider can make', () => {
  const shared = share('segmind', 'apiframe');
  const tall = { ...kite, aspect_ratio: '9:21' };
  const moved = { ...kite, concepts: 'push_in, crane_up' };

  it('goes to that one, whatever the order', async () => {
    const [asTall, asMoved] = [await make(shared, tall), await make(shared, moved)];
    expectPaidOnce(asTall);
    expect(waysOf(asTall)).toEqual(['segmind finished']);
    expectPaidOnce(asMoved);
    expect(waysOf(asMoved)).toEqual(['apiframe finished']);
  });

  it.each([
    ['segmind', tall, 'Segmind', 'apiframe', ['5 s, 9 s', '16:9']],
    ['apiframe', moved, 'Apiframe', 'segmind', ['5 s, 9 s', '9:21']],
  ] as const)(
    'is refused with the way out while %s is out of credits, before anything is held',
    async (able, options, title, other, ways) => {
      const { world } = shared;
      world[able].credits = 0;
      const learnt = await make(shared, able === 'segmind' ? kite : moved);
      expect(learnt.attempts[0]).toMatchObject({ provider: able, state: 'refused' });

      const answer = await world.ask('ray-flash', options);
      expect(answer.ephemeral).toBe(true);
      expect(answer.content).toContain(` needs ${title}, which cannot be used right now`);
      for (const way of ways) expect(answer.content).toContain(way);
      const { database } = world;
      const id = answer.interactionId ?? '';
      expect(await database.selectFrom('job').select('id').where('id', '=', id).execute()).toEqual([]);
      expect(await database.selectFrom('hold').select('job_id').where('job_id', '=', id).execute()).toEqual([]);

      const books = await make(shared);
      expectPaidOnce(books);
      expect(waysOf(books)).toEqual([`${other} finished`]);
    },
  );
});

describe('with one provider alone', () => {
  const shared = share('segmind');

  /** The card of a job says that it waits, and why. */
  async function whenWaiting({ discord }: QuickWorld, jobId: string, why: string): Promise<void> {
    await discord.whenMessage(({ interactionId, content }) => interactionId === jobId && content.includes(why), {
      timeoutMs: 10_000,
    });
  }

  it('that nobody reaches, a job waits with the reason shown, and is made when it is back', async () => {
    const { world } = shared;
    const noticesBefore = world.notices().length;
    await shared.lineTo('segmind').cut();
    const { id } = await world.give('ray-flash', kite);
    await whenWaiting(world, id, 'Segmind cannot be reached. You keep your place');
    await world.until('the operator is told', () => noticesWith(world, '**Segmind** does not work').length > 0);
    await shared.lineTo('segmind').mend();
    world.clock.skip(minuteMs);
    expectPaidOnce(await world.settle(id));
    await world.until('the operator is told', () => noticesWith(world, '**Segmind** works again').length > 0);
    expect(world.notices().slice(noticesBefore)).toHaveLength(2);
    await expectClosedBooks(world);
  });

  it('that stays away for ten minutes, a job ends with the credits back', async () => {
    const { world } = shared;
    await shared.lineTo('segmind').cut();
    const { id } = await world.give('ray-flash', kite);
    await whenWaiting(world, id, 'Segmind cannot be reached');
    world.clock.skip(10 * minuteMs);
    const books = await world.settle(id);
    expectCreditsBack(books, 'provider-unavailable');
    expect(books.submits).toBe(0);
  });

  it('that fails one video after the other, a job waits with the reason shown until it is well again', async () => {
    const { world } = shared;
    world.segmind.faults.failJobs = 'generic';
    const failed = [];
    for (let count = 0; count < 5; count += 1) failed.push((await world.give('ray-flash', kite)).id);
    await world.settle(...failed);
    world.segmind.faults.failJobs = null;
    const { id } = await world.give('ray-flash', kite);
    await whenWaiting(world, id, 'Segmind has trouble making videos');
    world.clock.skip(minuteMs);
    expectPaidOnce(await world.settle(id));
  });

  it('that answers 429, a job waits with the reason shown', async () => {
    const { world } = shared;
    world.segmind.faults.requestsPerMinute = 0;
    const { id } = await world.give('ray-flash', kite);
    await whenWaiting(world, id, 'Segmind is busy. You keep your place');
    world.segmind.faults.requestsPerMinute = null;
    world.clock.skip(2 * minuteMs);
    expectPaidOnce(await world.settle(id));
  });

  it('whose balance falls, the operator is told once at each threshold, and anew when it had been filled up', async () => {
    const { world } = shared;
    const told = () => noticesWith(world, 'in `LOW_BALANCE_USD`').map((notice) => /\$[\d.]+/.exec(notice)?.[0]);
    const before = told().length;
    for (const credits of [9.5, 9.4, 4.5, 0.5, 0.4, 60, 9]) {
      world.segmind.credits = credits;
      await whenLookedAt(world);
    }
    await world.until('the operator is told', () => told().length - before === 4);
    expect(told().slice(before)).toEqual(['$9.50', '$4.50', '$0.50', '$9.00']);
  });
});

/** The account is looked at once more: every ten minutes, when all is well. */
async function whenLookedAt({ segmind, clock, until }: QuickWorld): Promise<void> {
  const looks = () => segmind.requests.filter(({ path, status }) => path === '/v1/get-user-credits' && status !== null);
  const before = looks().length;
  await until('the account was looked at', async () => {
    clock.skip(minuteMs);
    await delay(5);
    return looks().length > before;
  });
}
