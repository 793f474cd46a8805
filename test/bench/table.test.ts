import { describe, expect, it } from 'vitest';
import { isMet, type Row, ratioOf, renderTable } from '../../bench/table.ts';

const row: Row = { what: 'slowest', unit: 'ms', raybot: 30, floor: 20 };

describe('a line of the table', () => {
  it('compares raybot with the floor', () => {
    expect(ratioOf(row)).toBe(1.5);
    expect(ratioOf({ what: 'idle', unit: 'MB', raybot: 30 })).toBeUndefined();
  });

  it('prefers a ratio that was made otherwise', () => {
    expect(ratioOf({ ...row, target: { of: 'ratio', atMost: 1.6, ratio: 1.7 } })).toBe(1.7);
  });

  it.each([
    [{ of: 'figure', atMost: 30 }, true],
    [{ of: 'figure', atMost: 29.9 }, false],
    [{ of: 'ratio', atMost: 1.5 }, true],
    [{ of: 'ratio', atMost: 1.4 }, false],
    [{ of: 'ratio', atMost: 1.6, ratio: 1.7 }, false],
  ] as const)('with the target %j is met: %s', (target, met) => {
    expect(isMet({ ...row, target })).toBe(met);
  });

  it('without a target is not judged', () => {
    expect(isMet(row)).toBeUndefined();
  });

  it('misses its target when there is no figure', () => {
    expect(isMet({ ...row, raybot: Number.NaN, target: { of: 'figure', atMost: 1000 } })).toBe(false);
  });
});

describe('the table', () => {
  const text = renderTable([
    {
      title: 'Edits',
      rows: [
        { ...row, raybot: 134.4, floor: 1.234, peer: 4728, target: { of: 'figure', atMost: 25 } },
        { what: 'a much longer line', unit: 'MB', raybot: 12.34 },
      ],
      notes: ['floor: undici'],
    },
  ]);
  const lines = text.split('\n');

  it('names title, columns, lines and notes in this order', () => {
    expect(lines.map((line) => line.trim().split(/\s{2,}/)[0])).toEqual([
      'Edits',
      'raybot',
      'slowest, ms',
      'a much longer line, MB',
      'floor: undici',
    ]);
  });

  it('shows three digits that count, ratio and verdict', () => {
    expect(lines[2]?.trim().split(/\s{2,}/)).toEqual(['slowest, ms', '134', '1.23', '4728', '109', '✗ ≤ 25 ms']);
  });

  it('puts the figures of a column below each other', () => {
    const ends = [lines[1]?.indexOf('raybot'), lines[2]?.indexOf('134'), lines[3]?.indexOf('12.3')];
    const lengths = ['raybot', '134', '12.3'].map(({ length }) => length);
    expect(new Set(ends.map((start, index) => (start ?? 0) + (lengths[index] ?? 0))).size).toBe(1);
  });
});
