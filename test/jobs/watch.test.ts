import { beforeEach, describe, expect, it } from 'vitest';
import { ProviderError } from '../../src/errors/provider-error.ts';
import { DurationHistory } from '../../src/polling/duration-history.ts';
import { leastLambdaMs } from '../../src/polling/patience.ts';
import { nextGapMs } from '../../src/polling/poll-gap.ts';
import type { Operation } from '../../src/providers/video-provider.ts';
import { aFailure, finishedStatus, runningStatus } from '../builders/fake-provider.ts';
import { type JobWorld, startJobWorld } from '../builders/job-world.ts';
import { rows } from '../builders/jobs.ts';

let world: JobWorld;
beforeEach(async (context) => {
  world = await startJobWorld(context);
});

const signal = new AbortController().signal;
/** Of a kind of which nothing was seen, while there are requests to spare. */
const gapAt = (ageMs: number, medianSeconds = 60) =>
  nextGapMs(new DurationHistory({ medianSeconds, sigma: 0.35 }).table, { ageMs, lambdaMs: leastLambdaMs });
const firstLookMs = gapAt(0);

const look = async (id: string) => world.watch.look(await world.store.get(id), signal);

/** Looks whenever a look is due, until the job is no longer `submitted` or some time has passed. */
async function watchFor(id: string, ms: number): Promise<void> {
  const end = world.clock.now() + ms;
  while (world.clock.now() <= end && (await world.store.get(id)).state === 'submitted') {
    const gap = await look(id);
    await world.clock.advance(gap);
  }
}

async function dueJob() {
  const job = await world.jobIn('submitted');
  await world.clock.advance(firstLookMs);
  return job;
}

describe('a look', () => {
  it('is not made before it is due', async () => {
    const { id } = await world.jobIn('submitted');
    await world.clock.advance(10_000);
    expect(await look(id)).toBe(firstLookMs - 10_000);
    expect(world.provider.looks).toEqual([]);
  });

  it('at a longer clip or a slower model is due later', async () => {
    const { id } = await world.jobIn('submitted', { request: { durationSeconds: 9 } });
    const ray = rows.find(({ model }) => model === 'ray-2');
    expect(await look(id)).toBe(gapAt(0, 108));
    expect(ray?.terms[5]?.latency.medianSeconds).toBe(125);
  });

  it('after a restart is made at once where it is overdue', async () => {
    const { id } = await world.jobIn('submitted');
    await world.clock.advance(600_000);
    expect(await look(id)).toBe(0);
    expect(world.provider.looks).toEqual([`request-${id}-1`]);
  });

  it('that finds the job running is followed by another', async () => {
    const { id } = await dueJob();
    world.provider.onStatus = () => runningStatus;
    expect(await look(id)).toBe(gapAt(firstLookMs));
    expect((await world.store.get(id)).state).toBe('submitted');
  });

  it('that finds it finished records where the video is, how long, and what it cost', async () => {
    const { id, createdAt } = await dueJob();
    expect(await look(id)).toBe(0);
    expect(await world.store.get(id)).toMatchObject({
      state: 'finished',
      resultUrl: 'https://cdn.example.org/clip.mp4',
      // It may have been made at once, however late that is noticed: the link is not promised for longer than it lives.
      resultExpiresAt: createdAt + world.provider.fileLifeMs,
    });
    const attempt = await world.database.selectFrom('attempt').selectAll().executeTakeFirstOrThrow();
    expect(attempt).toMatchObject({ state: 'finished', cost_micro_usd: 375_000, ended_at: world.clock.now() });
    expect(await world.summary(id)).toBe('finished, hold pending, 249 left');
  });

  it.for([
    ['moderation', 'moderated'],
    ['validation', 'provider-refused'],
    ['other', 'provider-failed'],
  ] as const)('that finds it failed by %s ends it as %s', async ([kind, failure]) => {
    const { id } = await dueJob();
    world.provider.onStatus = () => aFailure({ kind, detail: 'their words' });
    expect(await look(id)).toBe(0);
    expect(await world.summary(id)).toBe(`failed ${failure}, hold voided, 300 left`);
    const attempt = await world.database.selectFrom('attempt').selectAll().executeTakeFirstOrThrow();
    expect(attempt).toMatchObject({ state: 'failed', detail: 'their words' });
  });
});

it('a request that has stood in line is promised anew when it is made at last', async () => {
  const { id } = await dueJob();
  world.provider.onStatus = () => ({ ...runningStatus, isQueued: true });
  await watchFor(id, 300_000);
  expect(world.cards.current(id)).toEqual({ stage: 'late' });
  world.provider.onStatus = () => runningStatus;
  await look(id);
  expect(world.cards.current(id)).toMatchObject({ stage: 'making' });
});

describe('looks that have to wait for their turns', () => {
  const waitingOf = (operation: Operation) => {
    if (!operation.waiting) throw new Error('it says nothing of its turn');
    return operation.waiting;
  };

  it('are the more urgent the surer it is that the job is done, after a restart too', async () => {
    const { id } = await world.jobIn('submitted');
    await world.clock.advance(40_000);
    const urgencies: number[] = [];
    world.provider.onStatus = (operation) => {
      urgencies.push(waitingOf(operation).urgency());
      return runningStatus;
    };
    await look(id);
    await world.clock.advance(40_000);
    await world.newProcess().watch.look(await world.store.get(id), signal);
    const [early = 0, late = 0] = urgencies;
    expect(late).toBeGreaterThan(10 * early);
  });

  it('come more seldom from then on, and as often as before when nobody waits any more', async () => {
    const { id } = await dueJob();
    let waitMs = 4_000;
    world.provider.onStatus = async (operation) => {
      await world.clock.advance(waitMs);
      waitingOf(operation).hadTurn(100);
      return runningStatus;
    };
    await world.clock.advance(60_000 - firstLookMs);
    const before = await look(id);
    for (let turn = 0; turn < 20; turn += 1) await look(id);
    const { submittedAt } = (await world.store.lastAttempt(id)) ?? {};
    const ageMs = () => world.clock.now() - (submittedAt ?? Number.NaN);
    const strained = await look(id);
    expect(strained).toBeGreaterThan(1.5 * gapAt(ageMs()));
    expect(before).toBeLessThan(strained);
    waitMs = 50;
    for (let turn = 0; turn < 30; turn += 1) {
      await world.clock.advance(5_000);
      await look(id);
    }
    expect((await look(id)) / gapAt(ageMs())).toBeCloseTo(1, 2);
  });
});

describe('a request that the provider does not know', () => {
  it('may be known a moment later', async () => {
    const { id } = await dueJob();
    world.provider.onStatus = () => ({ state: 'unknown' });
    await watchFor(id, 7_000);
    world.provider.onStatus = () => finishedStatus;
    await look(id);
    expect(await world.summary(id)).toBe('finished, hold pending, 249 left');
  });

  it('for half a minute is lost: credits back, the operator told', async () => {
    const { id } = await dueJob();
    world.provider.onStatus = () => ({ state: 'unknown' });
    await watchFor(id, 60_000);
    expect(world.provider.looks).toHaveLength(16);
    expect(await world.summary(id)).toBe('failed provider-lost, hold voided, 300 left');
    expect(world.notices).toMatchObject([{ code: 'provider-lost', jobId: id }]);
    expect(await world.store.lastAttempt(id)).toMatchObject({ state: 'lost' });
  });

  it('has its time anew after every answer that knows it', async () => {
    const { id } = await dueJob();
    let looks = 0;
    world.provider.onStatus = () => (++looks % 4 === 0 ? runningStatus : { state: 'unknown' });
    await watchFor(id, 60_000);
    expect(await world.summary(id)).toBe('submitted, hold pending, 249 left');
  });
});

describe('a clock that was set', () => {
  it('back an hour puts the first look off by no more than it takes', async () => {
    const { id } = await world.jobIn('submitted');
    world.clock.set(world.clock.now() - 3_600_000);
    expect(await look(id)).toBe(firstLookMs);
    await world.clock.advance(firstLookMs);
    await look(id);
    expect(world.provider.looks).toHaveLength(1);
  });

  it('back an hour between two looks makes the later ones no rarer', async () => {
    const { id } = await dueJob();
    world.provider.onStatus = () => runningStatus;
    await watchFor(id, 30_000);
    const gapMs = await look(id);
    world.clock.set(world.clock.now() - 3_600_000);
    expect(await look(id)).toBe(gapMs);
  });

  it('ahead two hours ends no job that the provider still knows', async () => {
    const { id } = await world.jobIn('submitted');
    await world.clock.advance(2 * 3_600_000 - 1_000);
    world.provider.onStatus = () => finishedStatus;
    await look(id);
    expect(await world.summary(id)).toBe('finished, hold pending, 249 left');
  });

  it('ahead two hours ends a job that the provider does not know, half a minute later', async () => {
    const { id } = await world.jobIn('submitted');
    await world.clock.advance(2 * 3_600_000 - 1_000);
    world.provider.onStatus = () => ({ state: 'unknown' });
    await watchFor(id, 35_000);
    expect(world.provider.looks).toHaveLength(2);
    expect(await world.summary(id)).toBe('failed provider-lost, hold voided, 300 left');
  });

  it('ahead two hours does not end one that is found by the second look, at a provider whose history lags', async () => {
    const { id } = await world.jobIn('submitted');
    await world.clock.advance(2 * 3_600_000 - 1_000);
    world.provider.onStatus = () => (world.provider.looks.length < 2 ? { state: 'unknown' } : finishedStatus);
    await watchFor(id, 35_000);
    expect((await world.store.get(id)).state).toBe('finished');
  });
});

it('a request that never ends is left at twice the time for which the provider keeps them', async () => {
  const { id, createdAt } = await dueJob();
  world.provider.onStatus = () => runningStatus;
  await world.clock.advance(2 * world.provider.retentionMs - 60_000);
  await look(id);
  expect((await world.store.get(id)).state).toBe('submitted');
  await watchFor(id, 120_000);
  expect(await world.summary(id)).toBe('failed provider-lost, hold voided, 300 left');
  expect(world.clock.now() - createdAt).toBeGreaterThan(2 * world.provider.retentionMs);
});

describe('an answer that makes no sense', () => {
  const malformed = () => {
    throw new ProviderError('malformed', 'a page of HTML', true);
  };

  it('is borne for ten minutes, then the job ends with the credits back and the operator told', async () => {
    const { id } = await dueJob();
    world.provider.onStatus = malformed;
    await watchFor(id, 598_000);
    expect((await world.store.get(id)).state).toBe('submitted');
    await watchFor(id, 10_000);
    expect(await world.summary(id)).toBe('failed provider-malformed, hold voided, 300 left');
    expect(world.notices).toMatchObject([{ code: 'provider-malformed', jobId: id, detail: 'a page of HTML' }]);
  });

  it('now and then harms nothing', async () => {
    const { id } = await dueJob();
    let looks = 0;
    world.provider.onStatus = () => (++looks % 3 === 0 ? runningStatus : malformed());
    await watchFor(id, 120_000);
    expect(await world.summary(id)).toBe('submitted, hold pending, 249 left');
  });
});

describe('a look that gets no answer', () => {
  it.for([
    ['transient', undefined, 2_000],
    ['rate', 20_000, 20_000],
    ['credentials', undefined, 30_000],
  ] as const)('by %s (asked to wait %s ms) is made again after %i ms', async ([kind, retryAfterMs, gap]) => {
    const { id } = await dueJob();
    const details = retryAfterMs === undefined ? {} : { retryAfterMs };
    world.provider.onStatus = () => {
      throw new ProviderError(kind, 'x', true, details);
    };
    expect(await look(id)).toBe(gap);
    expect(await world.summary(id)).toBe('submitted, hold pending, 249 left');
  });

  it('makes what the provider said before it forgotten: it has to be unknown without a break', async () => {
    const { id } = await dueJob();
    world.provider.onStatus = () => ({ state: 'unknown' });
    await look(id);
    world.provider.onStatus = () => {
      throw new ProviderError('transient', '503', true);
    };
    await watchFor(id, 60_000);
    world.provider.onStatus = () => ({ state: 'unknown' });
    await look(id);
    expect(await world.summary(id)).toBe('submitted, hold pending, 249 left');
  });

  it('for want of a key is told to the operator', async () => {
    const { id } = await dueJob();
    world.provider.onStatus = () => {
      throw new ProviderError('credentials', '401', true);
    };
    await watchFor(id, 120_000);
    expect(world.notices).toMatchObject([{ code: 'provider-needs-attention', provider: 'segmind' }]);
  });

  it('is made until the provider keeps the request no longer, then the job is lost', async () => {
    const { id, createdAt } = await dueJob();
    world.provider.onStatus = () => {
      throw new ProviderError('transient', '503', true, { retryAfterMs: 60_000 });
    };
    await watchFor(id, 2 * 3_600_000);
    expect(world.clock.now() - createdAt).toBeGreaterThan(world.provider.retentionMs);
    expect(world.clock.now() - createdAt).toBeLessThan(world.provider.retentionMs + 120_000);
    expect(await world.summary(id)).toBe('failed provider-lost, hold voided, 300 left');
    expect(world.provider.submits).toEqual([]);
  });

  it('by a fault of our own is no statement about the job', async () => {
    const { id } = await dueJob();
    world.provider.onStatus = () => {
      throw new TypeError('undefined is not a function');
    };
    await expect(look(id)).rejects.toThrow(TypeError);
    expect((await world.store.get(id)).state).toBe('submitted');
  });
});

it('the card follows what the provider says of its progress, and never goes back', async () => {
  const { id } = await dueJob();
  const said = [35, 30, 100, 88];
  world.provider.onStatus = () => ({ state: 'running', progress: said.shift() ?? 88 });
  const shown: string[] = [];
  world.poster.showProgress = async (_job, progress) => {
    shown.push(String(progress.stage === 'making' ? progress.percent : progress.stage));
  };
  await watchFor(id, 120_000);
  expect(shown).toEqual(shown.toSorted());
  expect(new Set(shown.slice(1))).toEqual(new Set(['80', 'late']));
});
