import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topOf } from '../../src/credits/top-of.ts';
import type { DayUsage } from '../../src/credits/usage-figures.ts';
import { usageRows } from '../../src/credits/usage-rows.ts';

const firstDay = Date.UTC(2026, 0, 1);
const days = (count: number): DayUsage[] =>
  Array.from({ length: count }, (_, index) => ({
    date: new Date(firstDay + index * 86_400_000).toISOString().slice(0, 10),
    creditsSpent: index,
    delivered: 1,
    failed: 0,
  }));
const usageIn = (count: number) => ({
  days: days(count),
  topMembers: [],
  total: { creditsSpent: 200, delivered: 0, failed: 0 },
});

describe('a usage as lines', () => {
  it('has a line for each day where there is room', () => {
    const rows = usageRows(usageIn(30), 31);
    expect(rows.daysPerRow).toBe(1);
    expect(rows.days[29]).toEqual({
      date: '2026-01-30',
      lastDate: '2026-01-30',
      creditsSpent: 29,
      delivered: 1,
      failed: 0,
    });
  });

  it('draws weeks together where there is not, and the newest one is whole', () => {
    const { daysPerRow, days: lines } = usageRows(usageIn(30), 29);
    expect(daysPerRow).toBe(7);
    expect(lines.map(({ delivered }) => delivered)).toEqual([2, 7, 7, 7, 7]);
    expect(lines.at(-1)).toMatchObject({
      date: '2026-01-24',
      lastDate: '2026-01-30',
      creditsSpent: 23 + 24 + 25 + 26 + 27 + 28 + 29,
    });
  });

  it('never has more lines than asked for, and loses nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 367 }), fc.integer({ min: 1, max: 100 }), (count, maxRows) => {
        const { days: lines } = usageRows(usageIn(count), maxRows);
        expect(lines.length).toBeLessThanOrEqual(maxRows);
        expect(lines.reduce((sum, line) => sum + line.creditsSpent, 0)).toBe((count * (count - 1)) / 2);
      }),
    );
  });

  it('ranks members and says which part of all is theirs', () => {
    const member = (memberId: string, creditsSpent: number) => ({ memberId, creditsSpent, delivered: 1, failed: 0 });
    const { members } = usageRows({ ...usageIn(1), topMembers: [member('ann', 150), member('ben', 50)] }, 1);
    expect(members.map(({ rank, memberId, share }) => [rank, memberId, share])).toEqual([
      [1, 'ann', 0.75],
      [2, 'ben', 0.25],
    ]);
  });
});

describe('the first of many', () => {
  it('are those that sorting all of them would give', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), fc.integer({ min: 1, max: 12 }), (items, count) => {
        const keyed = items.map((value, index) => ({ value, index }));
        const compare = (a: { value: number }, b: { value: number }) => b.value - a.value;
        expect(topOf(keyed, count, compare)).toEqual(keyed.toSorted(compare).slice(0, count));
      }),
    );
  });
});
