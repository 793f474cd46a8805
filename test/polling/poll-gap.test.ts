import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DurationHistory } from '../../src/polling/duration-history.ts';
import { leastLambdaMs } from '../../src/polling/patience.ts';
import { nextGapMs } from '../../src/polling/poll-gap.ts';
import { gapByProgress } from '../../src/polling/progress-gap.ts';

const usual = new DurationHistory({ medianSeconds: 60, sigma: 0.35 }).table;
const gapAt = (ageMs: number, lambdaMs: number = leastLambdaMs) => nextGapMs(usual, { ageMs, lambdaMs });

describe('the gap to the next look', () => {
  it('is long while nothing can be done, short when most end, longer again for the late', () => {
    expect(gapAt(0)).toBeGreaterThan(20_000);
    expect(gapAt(60_000)).toBeLessThan(4_000);
    expect(gapAt(600_000)).toBeGreaterThan(gapAt(60_000));
  });

  it('grows with what a look is worth', () => {
    expect(gapAt(60_000, 1_000)).toBeGreaterThan(2 * gapAt(60_000, 100));
  });

  it('is never shorter than half a second nor longer than a minute, whatever was learned or is asked', () => {
    const odd = fc.oneof(
      fc.double(),
      fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -5, 0, 1e15),
    );
    const spans = fc.array(fc.record({ afterMs: odd, byMs: odd }), { maxLength: 5 });
    fc.assert(
      fc.property(spans, odd, odd, (seen, ageMs, lambdaMs) => {
        const history = new DurationHistory({ medianSeconds: 60, sigma: 0.35 });
        for (const [index, span] of seen.entries()) history.learn(span, index);
        const gapMs = nextGapMs(history.table, { ageMs, lambdaMs });
        expect(gapMs).toBeGreaterThanOrEqual(500);
        expect(gapMs).toBeLessThanOrEqual(60_000);
      }),
      { numRuns: 300 },
    );
  });

  it('lets a job that never ends be looked at once a minute at least, and at most twice', () => {
    let ageMs = 0;
    let looks = 0;
    while (ageMs < 24 * 3_600_000) {
      ageMs += gapAt(ageMs);
      looks += 1;
    }
    expect(looks).toBeGreaterThanOrEqual(1_440);
    expect(looks).toBeLessThan(2_880);
  });
});

describe('the gap by the provider’s percentage', () => {
  const at = (percent: number, atMs: number) => ({ percent, atMs });

  it.each<[string, ReturnType<typeof at> | null, ReturnType<typeof at>]>([
    ['was not given before', null, at(50, 30_000)],
    ['stands still', at(50, 20_000), at(50, 30_000)],
    ['went back', at(60, 20_000), at(50, 30_000)],
    ['has just begun to move', at(0, 20_000), at(50, 30_000)],
    ['is full', at(90, 20_000), at(100, 30_000)],
  ])('is the law’s where it %s', (_, before, now) => {
    expect(gapByProgress(before, now, 7_000)).toBe(7_000);
  });

  it('is no longer than half of what is left', () => {
    expect(gapByProgress(at(80, 20_000), at(90, 24_000), 30_000)).toBe(2_000);
    expect(gapByProgress(at(98, 20_000), at(99, 20_100), 30_000)).toBe(500);
  });

  it('is no shorter than an eighth of it, but never more than twice the law’s', () => {
    expect(gapByProgress(at(10, 10_000), at(20, 14_000), 3_000)).toBe(4_000);
    expect(gapByProgress(at(10, 10_000), at(11, 20_000), 3_000)).toBe(6_000);
  });
});
