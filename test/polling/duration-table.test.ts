import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { belowAt, kernelBelow, lognormalBelow, mixtureBelow } from '../../src/polling/distribution.ts';
import { DurationTable } from '../../src/polling/duration-table.ts';
import { normalBelow } from '../../src/polling/normal.ts';

const minute = Math.log(60_000);
const usual = new DurationTable(lognormalBelow(minute, 0.35));

describe('the normal law', () => {
  it.each([
    [0, 0.5],
    [1.6449, 0.95],
    [-1.6449, 0.05],
    [-2.3263, 0.01],
    [7, 1],
    [-7, 0],
  ])('has at %d a share of %d below', (z, share) => {
    expect(normalBelow(z)).toBeCloseTo(share, 5);
  });
});

describe('a table of durations', () => {
  it.each([
    [0.05, 60_000 * Math.exp(0.35 * -1.6449)],
    [0.5, 60_000],
    [0.95, 60_000 * Math.exp(0.35 * 1.6449)],
  ])('knows by which age a share of %d is done', (share, ageMs) => {
    expect(usual.quantileMs(share) / ageMs).toBeCloseTo(1, 3);
  });

  it('gives the first or the last age for shares that it does not know', () => {
    expect(new DurationTable(lognormalBelow(Math.log(10), 0.1)).quantileMs(0.5)).toBe(500);
    expect(new DurationTable(lognormalBelow(Math.log(1e9), 0.1)).quantileMs(0.5)).toBe(4 * 3_600_000);
  });

  it('says when the lag since a look has come to what was asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 150_000 }), fc.integer({ min: 10, max: 5_000 }), (lookedAtMs, lambdaMs) => {
        const ageMs = usual.ageOfLag(lookedAtMs, lambdaMs);
        expect(usual.lagMs(lookedAtMs, ageMs) / lambdaMs).toBeCloseTo(1, 4);
      }),
    );
  });

  it('looks after √(2λ/h) where the hazard h is steady', () => {
    const oncePerMs = 1 / 40_000;
    // P(T ≤ age) of a law without memory, on the same grid.
    const below = lognormalBelow(0, 1).map(
      (_, place) => 1 - Math.exp(-oncePerMs * 500 * Math.exp((place * Math.log(28_800)) / 512)),
    );
    const gapMs = new DurationTable(below).ageOfLag(30_000, 100) - 30_000;
    expect(gapMs / Math.sqrt((2 * 100) / oncePerMs)).toBeCloseTo(1, 1);
  });

  it('expects no more lag than time has passed, and none before anything can be done', () => {
    expect(usual.lagMs(0, 5_000)).toBeLessThan(1);
    expect(usual.lagMs(60_000, 70_000)).toBeLessThan(10_000);
    expect(usual.lagMs(3 * 3_600_000, 3 * 3_600_000 + 10_000)).toBe(10_000);
    expect(usual.lagMs(60_000, 50_000)).toBe(0);
  });

  it('has no next look where nobody is left', () => {
    expect(usual.ageOfLag(3 * 3_600_000, 100)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('a kernel estimate', () => {
  it('is the sum of its kernels', () => {
    const below = kernelBelow([minute, Math.log(20_000)], 0.1);
    const single = mixtureBelow([
      [0.5, lognormalBelow(minute, 0.1)],
      [0.5, lognormalBelow(Math.log(20_000), 0.1)],
    ]);
    for (const ageMs of [1_000, 19_000, 20_000, 40_000, 61_000, 3_600_000]) {
      expect(belowAt(below, ageMs)).toBeCloseTo(belowAt(single, ageMs), 3);
    }
  });
});
