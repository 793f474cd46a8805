import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisTicks } from '../../src/charts/scale.ts';

describe('the lines of an axis', () => {
  it.each([
    [1, 3, [0, 1]],
    [3, 3, [0, 1, 2, 3]],
    [4, 3, [0, 2, 4]],
    [2_397, 4, [0, 1_000, 2_000, 3_000]],
    [100, 4, [0, 50, 100]],
    [1_245_300, 4, [0, 500_000, 1_000_000, 1_500_000]],
  ])('up to %i in %i steps', (largest, maxSteps, ticks) => {
    expect(axisTicks(largest, maxSteps)).toEqual(ticks);
  });

  it('are whole, evenly spaced, few, and reach the largest value', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 45 }), fc.integer({ min: 1, max: 6 }), (largest, maxSteps) => {
        const ticks = axisTicks(largest, maxSteps);
        const step = ticks[1] ?? 0;
        expect(ticks.every((tick, index) => tick === index * step && Number.isInteger(tick))).toBe(true);
        expect(ticks.length).toBeLessThanOrEqual(maxSteps + 1);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(largest);
        expect(ticks.at(-2)).toBeLessThan(largest);
      }),
    );
  });
});
