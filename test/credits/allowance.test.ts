import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRefillDue, type LastRefill, refillCredits } from '../../src/credits/allowance.ts';
import { type Period, type PeriodBounds, periodAt } from '../../src/credits/periods.ts';

const at = (text: string) => Date.parse(text);
const hourMs = 3_600_000;

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

describe('whether a refill is due', () => {
  const due = (last: LastRefill | null, period: Period, now: string, zone = 'UTC') =>
    isRefillDue(last ?? { lastRefillAt: null, lastKey: null }, periodAt(period, at(now), zone));
  const given = (period: Period, when: string, zone = 'UTC'): LastRefill => ({
    lastRefillAt: at(when),
    lastKey: periodAt(period, at(when), zone).key,
  });

  it('it is for a new member, once in a period, and again in the next', () => {
    expect(due(null, 'week', '2026-11-25T10:00:00Z')).toBe(true);
    const last = given('week', '2026-11-25T10:00:00Z');
    expect(due(last, 'week', '2026-11-25T10:00:00Z')).toBe(false);
    expect(due(last, 'week', '2026-11-29T23:59:59.999Z')).toBe(false);
    expect(due(last, 'week', '2026-11-30T00:00:00Z')).toBe(true);
    expect(due(last, 'week', '2027-03-01T00:00:00Z')).toBe(true);
  });

  it('a refill in the first moment of a period is of that period', () => {
    const last = given('day', '2026-11-25T00:00:00Z');
    expect(due(last, 'day', '2026-11-25T00:00:00Z')).toBe(false);
    expect(due(last, 'day', '2026-11-26T00:00:00Z')).toBe(true);
  });

  it.each([
    // Filled on Wednesday for its week; then the guild changes its mind on the same day, or later.
    ['week', 'day', '2026-11-25T10:00:00Z', '2026-11-25T18:00:00Z', false],
    ['week', 'day', '2026-11-25T10:00:00Z', '2026-11-26T00:00:00Z', true],
    ['week', 'month', '2026-11-25T10:00:00Z', '2026-11-28T00:00:00Z', false],
    ['week', 'month', '2026-11-25T10:00:00Z', '2026-12-01T00:00:00Z', true],
    ['day', 'week', '2026-11-25T10:00:00Z', '2026-11-29T10:00:00Z', false],
    ['day', 'week', '2026-11-25T10:00:00Z', '2026-11-30T00:00:00Z', true],
    ['month', 'week', '2026-11-02T10:00:00Z', '2026-11-25T10:00:00Z', true],
  ] satisfies [Period, Period, string, string, boolean][])(
    'after a change from %s to %s, with one given at %s, at %s: %s',
    (before, after, when, now, expected) => {
      expect(due(given(before, when), after, now)).toBe(expected);
    },
  );

  it.each([
    // The day of Tokyo had begun at 15:00 UTC the day before, the day of New York begins at 05:00 UTC.
    ['Asia/Tokyo', '2026-11-25T00:10:00Z', '2026-11-25T00:11:00Z', false],
    ['Asia/Tokyo', '2026-11-25T00:10:00Z', '2026-11-25T15:00:00Z', true],
    ['America/New_York', '2026-11-25T00:10:00Z', '2026-11-25T00:11:00Z', false],
    ['America/New_York', '2026-11-25T00:10:00Z', '2026-11-25T05:00:00Z', true],
    ['America/New_York', '2026-11-25T05:00:00Z', '2026-11-25T23:00:00Z', false],
  ])('after a change from UTC to %s, with one given at %s, at %s: %s', (zone, when, now, expected) => {
    expect(due(given('day', when), 'day', now, zone)).toBe(expected);
  });

  it('a clock that was a year ahead does not keep refills away for that year', () => {
    const last = given('week', '2027-11-25T10:00:00Z');
    expect(due(last, 'week', '2026-11-25T10:00:00Z')).toBe(true);
  });

  type Step = { aheadHours: number; period: Period; zone: string };
  type Refill = { at: number; bounds: PeriodBounds };

  /** What the ledger does: asks, then writes an entry whose key is unique for ever. */
  function play(steps: readonly Step[]): Refill[] {
    const refills: Refill[] = [];
    let now = at('2026-10-20T00:00:00Z');
    for (const { aheadHours, period, zone } of steps) {
      now += aheadHours * hourMs;
      const bounds = periodAt(period, now, zone);
      const last = refills.at(-1);
      const isNew = !refills.some((refill) => refill.bounds.key === bounds.key);
      if (isNew && isRefillDue({ lastRefillAt: last?.at ?? null, lastKey: last?.bounds.key ?? null }, bounds))
        refills.push({ at: now, bounds });
    }
    return refills;
  }

  const period = fc.constantFrom<Period>('day', 'week', 'month');
  const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Kiritimati', 'Asia/Kolkata');
  const forward = fc.integer({ min: 0, max: 60 });

  it('no change of period or zone brings two refills into one period, old or new', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ aheadHours: forward, period, zone }), { maxLength: 40 }), (steps) => {
        const refills = play(steps);
        for (const [index, refill] of refills.entries()) {
          const next = refills[index + 1];
          if (next) expect(next.bounds.start).toBeGreaterThan(refill.at);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('without a change every period in which a member comes brings exactly one', () => {
    fc.assert(
      fc.property(fc.array(forward, { minLength: 1, maxLength: 40 }), period, zone, (hours, period, zone) => {
        let now = at('2026-10-20T00:00:00Z');
        const visited = new Set<string>();
        for (const aheadHours of hours) {
          now += aheadHours * hourMs;
          visited.add(periodAt(period, now, zone).key);
        }
        const steps = hours.map((aheadHours) => ({ aheadHours, period, zone }));
        expect(play(steps).map(({ bounds }) => bounds.key)).toEqual([...visited]);
      }),
      { numRuns: 300 },
    );
  });

  it('a clock that leaps both ways brings every period once at most, and none that is visited goes without', () => {
    const leap = fc.integer({ min: -24 * 400, max: 24 * 400 });
    fc.assert(
      fc.property(fc.array(leap, { minLength: 1, maxLength: 40 }), period, zone, (hours, period, zone) => {
        let now = at('2026-10-20T00:00:00Z');
        const visited = new Set<string>();
        for (const aheadHours of hours) {
          now += aheadHours * hourMs;
          visited.add(periodAt(period, now, zone).key);
        }
        const refills = play(hours.map((aheadHours) => ({ aheadHours, period, zone })));
        expect(refills.map(({ bounds }) => bounds.key)).toEqual([...visited]);
      }),
      { numRuns: 300 },
    );
  });
});
