import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refillCredits } from '../../src/credits/allowance.ts';

describe('a refill', () => {
  it.each([
    [300, 0, 300],
    [300, 120, 180],
    [300, 300, 0],
    [300, 450, 0],
    [300, -20, 300],
    [0, 0, 0],
  ])('to %i with %i left adds %i', (credits, available, added) => {
    expect(refillCredits({ credits }, available)).toBe(added);
    expect(refillCredits({ credits, rolloverCredits: 0 }, available)).toBe(added);
  });

  it.each([
    [300, 100, 0, 300],
    [300, 100, 60, 300],
    [300, 100, 100, 300],
    [300, 100, 101, 299],
    [300, 100, 300, 100],
    [300, 100, 400, 0],
    [300, 100, 900, 0],
    [300, 900, 600, 300],
    [0, 100, 0, 0],
  ])('of %i where %i may go over adds, with %i left, %i more', (credits, rolloverCredits, left, added) => {
    expect(refillCredits({ credits, rolloverCredits }, left)).toBe(added);
  });

  it('never adds more than the allowance, never fills over the limit, and never gives the richer more', () => {
    const amount = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(
      fc.property(amount, amount, fc.integer({ min: -1_000, max: 2_000_000 }), (credits, rolloverCredits, left) => {
        const added = refillCredits({ credits, rolloverCredits }, left);
        expect(added).toBeGreaterThanOrEqual(0);
        expect(added).toBeLessThanOrEqual(credits);
        expect(Math.max(0, left) + added).toBeLessThanOrEqual(Math.max(left, credits + rolloverCredits));
        expect(Math.max(0, left) + added).toBeGreaterThanOrEqual(Math.min(credits, Math.max(0, left) + credits));
        expect(refillCredits({ credits, rolloverCredits }, left + 1)).toBeLessThanOrEqual(added);
        expect(refillCredits({ credits, rolloverCredits: rolloverCredits + 1 }, left)).toBeGreaterThanOrEqual(added);
      }),
    );
  });

  it('of members who spend nothing stops at allowance and rollover together', () => {
    let available = 0;
    const course = [1, 2, 3, 4].map(() => {
      available += refillCredits({ credits: 300, rolloverCredits: 500 }, available);
      return available;
    });
    expect(course).toEqual([300, 600, 800, 800]);
  });
});
