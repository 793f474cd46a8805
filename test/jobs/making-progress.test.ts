import { describe, expect, it } from 'vitest';
import { type DurationLaw, learnedLaw, priorLaw } from '../../src/jobs/duration-law.ts';
import { Making } from '../../src/jobs/making-progress.ts';
import type { Progress } from '../../src/jobs/poster.ts';
import { DurationHistory } from '../../src/polling/duration-history.ts';
import { FakeProvider, finishedStatus, runningStatus } from '../builders/fake-provider.ts';
import { startJobWorld } from '../builders/job-world.ts';
import { anOrigin } from '../builders/jobs.ts';
import { until } from '../builders/manual-clock.ts';

const id = anOrigin().interactionId;
const flash = priorLaw({ medianSeconds: 60, sigma: 0.35 });

describe('the time that is expected', () => {
  it('is the median at first, and always lies ahead', () => {
    expect(flash.expectedMs(0)).toBe(60_000);
    for (let ageMs = 0; ageMs < 600_000; ageMs += 500) {
      expect(flash.expectedMs(ageMs)).toBeGreaterThan(ageMs);
      expect(flash.expectedMs(ageMs + 500)).toBeGreaterThanOrEqual(flash.expectedMs(ageMs));
    }
  });

  // Half of those that are left: the quantiles of 75 % after 50 %, and of 97.5 % after 95 %, by a table of the normal law.
  it.for([
    [60_000, 60_000 * Math.exp(0.35 * 0.67449)],
    [60_000 * Math.exp(0.35 * 1.64485), 60_000 * Math.exp(0.35 * 1.95996)],
    [60_000 * Math.exp(0.35 * -1.64485), 60_000 * Math.exp(0.35 * 0.06271)],
  ] as const)('at the age of %i ms is %i ms', ([ageMs, expectedMs]) => {
    expect(Math.abs(flash.expectedMs(ageMs) / expectedMs - 1)).toBeLessThan(0.001);
  });
});

/** What a card says over time, each text with the second at which it first does. */
function said(making: Making, law: DurationLaw, each = (_ageMs: number) => {}): { at: number; progress: Progress }[] {
  const texts: { at: number; progress: Progress }[] = [];
  for (let ageMs = 0; ageMs <= law.quantileMs(0.95) + 60_000; ageMs += 1_000) {
    each(ageMs);
    const { progress } = making.outlook(ageMs);
    if (JSON.stringify(texts.at(-1)?.progress) !== JSON.stringify(progress))
      texts.push({ at: ageMs / 1_000, progress });
  }
  return texts;
}

describe.for([
  ['a flash', 60, 0.35],
  ['a long one', 225, 0.35],
  ['one in a hurry', 8, 0.35],
  ['one of which little is known', 60, 1.2],
] as const)('the bar of %s', ([_, medianSeconds, sigma]) => {
  const law = priorLaw({ medianSeconds, sigma });

  it('moves in tens, never back, and stops short of the end', () => {
    const percents = said(new Making(0, law), law).flatMap(({ progress }) =>
      progress.stage === 'making' ? [progress.percent] : [],
    );
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    for (const percent of percents) expect([0, 10, 20, 30, 40, 50, 60, 70, 80, 90]).toContain(percent);
  });

  it('stands beside a promise that has not passed when it is told, and is told anew when it has', () => {
    const making = new Making(0, law);
    for (let ageMs = 0; ageMs <= law.quantileMs(0.95); ageMs += 100) {
      const { progress, changesInMs } = making.outlook(ageMs);
      if (progress.stage !== 'making' || progress.expectedAt === null) continue;
      expect(progress.expectedAt).toBeGreaterThan(ageMs);
      expect(ageMs + changesInMs).toBeLessThanOrEqual(Math.max(progress.expectedAt, ageMs + 1_000));
    }
  });

  it('ends where it takes longer than 95 of 100', () => {
    const last = said(new Making(0, law), law).at(-1);
    expect(last?.progress).toEqual({ stage: 'late' });
    expect(last?.at).toBe(Math.floor(law.quantileMs(0.95) / 1_000) + 1);
  });
});

describe('a provider’s percentage', () => {
  it('moves the bar in the law’s place, and never back', () => {
    const making = new Making(0, flash);
    const percents = said(making, flash, (ageMs) => {
      if (ageMs === 20_000) making.says(64);
      if (ageMs === 30_000) making.says(12);
      if (ageMs === 40_000) making.says(99);
    }).flatMap(({ at, progress }) => (progress.stage === 'making' ? [`${at}: ${progress.percent}`] : []));
    expect(percents.slice(0, 4)).toEqual(['0: 0', '6: 10', '12: 20', '19: 30']);
    expect(percents.slice(4, 6)).toEqual(['20: 60', '40: 90']);
  });

  it('that does not move says nothing', () => {
    const making = new Making(0, flash);
    expect([null, 0, 100, 40, 40].map((percent) => making.says(percent))).toEqual([false, false, false, true, false]);
  });
});

const roads = [
  [
    'on a road where the answer is the video',
    (provider: FakeProvider) => {
      provider.isSynchronous = true;
      provider.onSubmit = async (_input, aboutToSend) => {
        await aboutToSend();
        return new Promise(() => {});
      };
    },
  ],
  [
    'by a provider that tells when it is done',
    (provider: FakeProvider) => {
      provider.notifies = true;
    },
  ],
  ['by one that has to be looked at', () => {}],
] as const;

describe('the card of a video that is being made', () => {
  it.for(roads)(
    '%s promises what lies ahead, and says when it takes longer than most',
    async ([, prepare], context) => {
      const provider = new FakeProvider();
      provider.onStatus = () => runningStatus;
      prepare(provider);
      const world = await startJobWorld(context, [provider]);
      const shown: { at: number; progress: Progress }[] = [];
      const { createdAt } = await world.jobIn('preparing');
      world.poster.showProgress = async (_job, progress) => {
        shown.push({ at: world.clock.now() - createdAt, progress });
      };
      await world.runner.recover();
      world.runner.start();
      await until(async () => ['submitting', 'submitted'].includes((await world.store.get(id)).state));
      for (let second = 0; second < 150; second += 1) await world.clock.advance(1_000);
      const stages = shown.map(({ progress }) => progress.stage);
      expect([...new Set(stages)]).toEqual(['preparing', 'making', 'late']);
      for (const [index, { at, progress }] of shown.entries()) {
        if (progress.stage !== 'making' || progress.expectedAt === null) continue;
        const nextAt = shown[index + 1]?.at ?? Number.POSITIVE_INFINITY;
        expect(at).toBeLessThan(progress.expectedAt - createdAt);
        // A second of the agenda's own, no more.
        expect(nextAt).toBeLessThanOrEqual(progress.expectedAt - createdAt + 1_000);
      }
      void world.runner.stop(0);
    },
  );

  it('of a minute is drawn at most twelve times', async (context) => {
    const provider = new FakeProvider();
    const world = await startJobWorld(context, [provider]);
    const { createdAt } = await world.jobIn('preparing');
    provider.onStatus = () => (world.clock.now() - createdAt < 60_000 ? runningStatus : finishedStatus);
    let edits = 0;
    world.poster.showProgress = async () => {
      edits += 1;
    };
    await world.leadToEnd(id);
    expect((await world.store.get(id)).state).toBe('delivered');
    expect(edits).toBeGreaterThan(6);
    expect(edits).toBeLessThanOrEqual(12);
  });

  it('is not drawn over once the answer is there', async (context) => {
    const provider = new FakeProvider();
    provider.isSynchronous = true;
    const world = await startJobWorld(context, [provider]);
    await world.jobIn('preparing');
    await world.leadToEnd(id);
    const drawn = [...world.poster.progress];
    await world.clock.advance(10 * 60_000);
    expect(world.poster.progress).toEqual(drawn);
    expect((await world.store.get(id)).state).toBe('delivered');
  });
});

it('a video that stood in line at its provider is promised anew when that begins', () => {
  const making = new Making(0, flash);
  expect(making.outlook(200_000).progress).toEqual({ stage: 'late' });
  expect(making.countsFrom(190_000)).toBe(true);
  expect(making.outlook(200_000).progress).toMatchObject({ stage: 'making', expectedAt: expect.any(Number) });
  expect(making.countsFrom(190_000)).toBe(false);
});

it('nor is it said to be ready any moment then, however far the bar had moved', () => {
  const making = new Making(0, flash);
  making.outlook(40_000);
  making.countsFrom(40_000);
  const { progress } = making.outlook(41_000);
  if (progress.stage !== 'making' || progress.expectedAt === null) throw new Error('it is not promised');
  expect(progress.expectedAt).toBeGreaterThanOrEqual(41_000 + 55_000);
});

it('what is promised stands beside the time by which 19 of 20 are done', () => {
  expect(new Making(1_000, flash).outlook(1_000).progress).toMatchObject({
    expectedAt: 61_000,
    latestAt: 1_000 + flash.quantileMs(0.95),
  });
});

it.for([flash, priorLaw({ medianSeconds: 125, sigma: 0.15 }), priorLaw({ medianSeconds: 40, sigma: 0.8 })])(
  'the latest moment that is told is never before, nor next to, the one that is expected (%#)',
  (law) => {
    const texts = said(new Making(0, law), law);
    const told = texts.flatMap(({ progress }) => (progress.stage === 'making' ? [progress] : []));
    const both = told.filter(({ latestAt }) => latestAt !== undefined);
    expect(both.length).toBeGreaterThan(0);
    for (const { expectedAt, latestAt } of both)
      expect((latestAt ?? 0) - (expectedAt ?? 0)).toBeGreaterThanOrEqual(10_000);
  },
);

it('the time that was learned always lies ahead, too', () => {
  const learned = learnedLaw(new DurationHistory({ medianSeconds: 60, sigma: 0.35 }).table);
  for (const ageMs of [0, 30_000, 60_000, 600_000, 5 * 3_600_000, 100 * 3_600_000]) {
    expect(learned.expectedMs(ageMs)).toBeGreaterThan(ageMs);
  }
});
