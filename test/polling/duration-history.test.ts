import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../sandbox/seeded-random.ts';
import { DurationHistory, rememberedJobs } from '../../src/polling/duration-history.ts';
import type { SeenSpan } from '../../src/polling/seen-span.ts';

const prior = { medianSeconds: 30, sigma: 0.8 };

/** One job after the other, each seen within two seconds. */
function teach(history: DurationHistory, durationsMs: readonly number[], begun = 0): number {
  let now = begun;
  for (const ms of durationsMs) {
    now += ms;
    history.learn({ afterMs: Math.max(0, ms - 1_000), byMs: ms + 1_000 }, now);
  }
  return now;
}

/** Lognormal, the median a minute. */
function draw(count: number, sigma: number, seed = 1): number[] {
  const random = seededRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Array.from({ length: count }, () => 60_000 * Math.exp(sigma * normal()));
}

describe('a history of durations', () => {
  it('believes what it was told before it has seen anything', () => {
    expect(new DurationHistory(prior).table.quantileMs(0.5) / 30_000).toBeCloseTo(1, 1);
  });

  it('learns how long jobs take, and how much that varies', () => {
    const history = new DurationHistory(prior);
    teach(history, draw(64, 0.35));
    expect(history.table.quantileMs(0.5) / 60_000).toBeGreaterThan(0.85);
    expect(history.table.quantileMs(0.5) / 60_000).toBeLessThan(1.15);
    expect(history.table.quantileMs(0.05) / 33_700).toBeGreaterThan(0.75);
    expect(history.table.quantileMs(0.95) / 106_700).toBeLessThan(1.3);
  });

  it('always leaves room for a surprise', () => {
    const history = new DurationHistory(prior);
    teach(history, draw(64, 0.05));
    expect(history.table.below(200_000)).toBeLessThan(1);
    expect(history.table.below(20_000)).toBeGreaterThan(0);
  });

  it('remembers the last jobs alone', () => {
    const history = new DurationHistory(prior);
    teach(history, draw(200, 0.35));
    expect(history.jobs).toBe(rememberedJobs);
  });

  it('forgets what was, after three jobs in a row that took much longer', () => {
    const history = new DurationHistory(prior);
    const now = teach(history, draw(64, 0.15));
    teach(history, [180_000, 175_000, 185_000], now);
    expect(history.jobs).toBe(3);
    expect(history.table.quantileMs(0.95)).toBeGreaterThan(150_000);
  });

  it('and after three that took much less time', () => {
    const history = new DurationHistory(prior);
    const now = teach(history, draw(64, 0.15));
    teach(history, [15_000, 16_000, 15_000], now);
    expect(history.jobs).toBe(3);
  });

  it('forgets nothing for strays on both sides', () => {
    const history = new DurationHistory(prior);
    const now = teach(history, draw(64, 0.15));
    teach(history, [180_000, 15_000, 175_000, 16_000], now);
    expect(history.jobs).toBe(rememberedJobs);
  });

  it('nor for slow jobs of one time that are noticed together', () => {
    const history = new DurationHistory(prior);
    const now = teach(history, draw(64, 0.15)) + 300_000;
    for (let index = 0; index < 5; index += 1) {
      history.learn({ afterMs: 170_000, byMs: 180_000 }, now + index * 1_000);
    }
    expect(history.jobs).toBe(rememberedJobs);
  });

  it('comes to the same by recalling what was learned', () => {
    const learned = new DurationHistory(prior);
    const recalled = new DurationHistory(prior);
    const durations = draw(40, 0.35);
    teach(learned, durations);
    recalled.recall(durations.map((ms) => ({ afterMs: Math.max(0, ms - 1_000), byMs: ms + 1_000 })));
    expect(recalled.table.quantileMs(0.5)).toBe(learned.table.quantileMs(0.5));
  });

  it('takes the end of a job between two looks far apart for where most are expected', () => {
    const history = new DurationHistory(prior);
    const now = teach(history, draw(64, 0.15));
    for (let index = 1; index <= 30; index += 1) history.learn({ afterMs: 0, byMs: 80_000 }, now + index * 80_000);
    expect(history.table.quantileMs(0.5)).toBeGreaterThan(52_000);
  });

  it.each<[string, SeenSpan]>([
    ['no time', { afterMs: 0, byMs: 0 }],
    ['less than no time', { afterMs: -9_000, byMs: -5_000 }],
    ['no number', { afterMs: Number.NaN, byMs: 60_000 }],
    ['for ever', { afterMs: 0, byMs: Number.POSITIVE_INFINITY }],
    ['an end before the beginning', { afterMs: 60_000, byMs: 50_000 }],
    ['hours between two looks', { afterMs: 1_000, byMs: 9 * 3_600_000 }],
    ['an end that nobody waits for', { afterMs: 14_400_000, byMs: 14_400_001 }],
    ['a number of another world', { afterMs: 9e15, byMs: 9e15 }],
  ])('learns nothing from what cannot have been: %s', (_, span) => {
    const history = new DurationHistory(prior);
    history.learn(span, 0);
    history.recall([span]);
    expect(history.jobs).toBe(0);
  });

  it('stays sound when all jobs take no time at all, the same time, or hours', () => {
    for (const ms of [1, 60_000, 20 * 3_600_000]) {
      const history = new DurationHistory(prior);
      for (let index = 1; index <= 70; index += 1) history.learn({ afterMs: ms, byMs: ms }, index * ms);
      const [low, middle, high] = [0.05, 0.5, 0.95].map((share) => history.table.quantileMs(share));
      expect(low).toBeGreaterThanOrEqual(500);
      expect(middle).toBeGreaterThanOrEqual(low ?? Number.NaN);
      expect(high).toBeLessThanOrEqual(4 * 3_600_000);
    }
  });
});
