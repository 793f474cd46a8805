import { describe, expect, it } from 'vitest';
import { type AllowancePeriod, periodAt, refillCredits } from '../../src/credits/allowance.ts';

const at = (text: string) => Date.parse(text);

it.each([
  ['day', '2026-11-23T00:00:00.000Z', 'day:2026-11-23', '2026-11-24'],
  ['day', '2026-11-23T23:59:59.999Z', 'day:2026-11-23', '2026-11-24'],
  ['day', '2028-02-29T12:00:00Z', 'day:2028-02-29', '2028-03-01'],
  ['day', '2026-12-31T23:59:59Z', 'day:2026-12-31', '2027-01-01'],
  // A week begins on Monday.
  ['week', '2026-11-23T00:00:00.000Z', 'week:2026-11-23', '2026-11-30'],
  ['week', '2026-11-29T23:59:59.999Z', 'week:2026-11-23', '2026-11-30'],
  ['week', '2026-11-22T23:59:59.999Z', 'week:2026-11-16', '2026-11-23'],
  ['week', '2027-01-01T00:00:00Z', 'week:2026-12-28', '2027-01-04'],
  ['week', '2028-02-29T08:00:00Z', 'week:2028-02-28', '2028-03-06'],
  // Clocks in Europe were changed in these weeks; periods know nothing of it.
  ['week', '2026-10-25T12:00:00Z', 'week:2026-10-19', '2026-10-26'],
  ['day', '2026-03-29T01:30:00Z', 'day:2026-03-29', '2026-03-30'],
  ['month', '2026-11-01T00:00:00.000Z', 'month:2026-11-01', '2026-12-01'],
  ['month', '2026-12-31T23:59:59.999Z', 'month:2026-12-01', '2027-01-01'],
  ['month', '2028-02-29T23:59:59.999Z', 'month:2028-02-01', '2028-03-01'],
  ['month', '2027-02-28T23:59:59.999Z', 'month:2027-02-01', '2027-03-01'],
] satisfies [AllowancePeriod, string, string, string][])('%s at %s is %s and ends at %s', (period, now, key, end) => {
  const bounds = periodAt(period, at(now));
  expect([bounds.key, bounds.end]).toEqual([key, at(end)]);
  expect(bounds.start).toBe(at(key.slice(key.indexOf(':') + 1)));
});

describe('a refill', () => {
  it.each([
    [300, 0, 300],
    [300, 120, 180],
    [300, 300, 0],
    [300, 450, 0],
    [0, 0, 0],
  ])('to %i with %i left adds %i', (credits, available, added) => {
    expect(refillCredits({ credits, period: 'week' }, available)).toBe(added);
  });
});
