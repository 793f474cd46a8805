import { describe, expect, it } from 'vitest';
import { drawGenerationTimesMs, normalQuantile } from '../../bench/generation-times.ts';

describe('the lengths of generations', () => {
  const times = drawGenerationTimesMs(100);

  it('are the same in each run', () => {
    expect(drawGenerationTimesMs(100)).toEqual(times);
  });

  it('begin when raybot begins to look, and come in no order', () => {
    expect(Math.min(...times)).toBeGreaterThan(33_750);
    expect(Math.max(...times)).toBeLessThan(81_000);
    expect(times).not.toEqual(times.toSorted((a, b) => a - b));
  });

  it('are shorter than the law’s median in as many cases as the law says', () => {
    expect(times.filter((time) => time < 60_000)).toHaveLength(60);
  });
});

describe('a normal quantile', () => {
  it.each([
    [0.05, -1.645],
    [0.5, 0],
    [0.72, 0.583],
    [0.85, 1.036],
    [0.95, 1.645],
  ])('of %d is %d', (share, expected) => {
    expect(normalQuantile(share)).toBeCloseTo(expected, 1);
  });
});
