import { describe, expect, it } from 'vitest';
import { median, percentile, ratioSpread, summarise } from '../../bench/statistics.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, index) => count - index);

describe('a percentile', () => {
  it.each([
    [50, 50],
    [99, 99],
    [100, 100],
    [0.5, 1],
  ])('%d of the numbers 1 to 100, in any order, is %d', (rank, expected) => {
    expect(percentile(upTo(100), rank)).toBe(expected);
  });

  it('is always one of the values', () => {
    expect(percentile([10, 20, 30], 50)).toBe(20);
    expect(percentile([10, 20], 50)).toBe(10);
  });

  it('sorts numbers as numbers', () => {
    expect(percentile([9, 10, 100], 100)).toBe(100);
  });

  it('of nothing is an error', () => {
    expect(() => percentile([], 50)).toThrow(RangeError);
  });
});

describe('a median', () => {
  it('is the value in the middle, or the mean of the two there', () => {
    expect(median([30, 10, 20])).toBe(20);
    expect(median([40, 10, 20, 30])).toBe(25);
  });
});

describe('a summary', () => {
  it('names middle, 99th percentile and maximum', () => {
    expect(summarise(upTo(200))).toEqual({ p50: 100, p99: 198, max: 200 });
  });
});

describe('a spread of ratios', () => {
  it('compares each value with the one beside it', () => {
    expect(ratioSpread([10, 40, 30, 80], [10, 20, 10, 20])).toEqual({ median: 2.5, lower: 1, upper: 3 });
  });

  it('is no number where nothing stands beside a value', () => {
    expect(ratioSpread([10], [])).toMatchObject({ median: Number.NaN });
  });
});
