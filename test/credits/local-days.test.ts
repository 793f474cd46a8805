import { describe, expect, it } from 'vitest';
import { localDays, type Span } from '../../src/credits/local-days.ts';
import { UnknownTimeZoneError } from '../../src/credits/periods.ts';

const hourMs = 3_600_000;
const daysOf = (span: Span, zone: string) => [...localDays(span, zone)];
const at = (text: string) => Date.parse(text);

describe('the days of a span', () => {
  it('begin at local midnight and follow each other without a gap', () => {
    const days = daysOf({ from: at('2026-11-22T23:00Z'), until: at('2026-11-25T23:00Z') }, 'Europe/Vienna');
    expect(days).toEqual([
      { date: '2026-11-23', start: at('2026-11-22T23:00Z'), end: at('2026-11-23T23:00Z') },
      { date: '2026-11-24', start: at('2026-11-23T23:00Z'), end: at('2026-11-24T23:00Z') },
      { date: '2026-11-25', start: at('2026-11-24T23:00Z'), end: at('2026-11-25T23:00Z') },
    ]);
  });

  it('are cut to the span at both ends', () => {
    const span = { from: at('2026-11-23T10:00Z'), until: at('2026-11-24T00:00:00.001Z') };
    expect(daysOf(span, 'UTC')).toEqual([
      { date: '2026-11-23', start: span.from, end: at('2026-11-24T00:00Z') },
      { date: '2026-11-24', start: at('2026-11-24T00:00Z'), end: span.until },
    ]);
  });

  it.each([
    ['23 hours when clocks go forward', 'Europe/Vienna', '2026-03-29', 23],
    ['25 hours when they go back', 'Europe/Vienna', '2026-10-25', 25],
    ['23 hours where midnight itself is left out', 'America/Sao_Paulo', '2018-11-04', 23],
    ['24 hours in a zone without such changes', 'Asia/Kolkata', '2026-10-25', 24],
  ])('have %s', (_what, zone, date, hours) => {
    const days = daysOf({ from: at(`${date}T12:00Z`) - 72 * hourMs, until: at(`${date}T12:00Z`) + 72 * hourMs }, zone);
    const day = days.find((each) => each.date === date);
    expect(day && (day.end - day.start) / hourMs).toBe(hours);
    for (const [index, next] of days.slice(1).entries()) expect(next.start).toBe(days[index]?.end);
  });

  it.each([
    ['an empty span', { from: 5, until: 5 }, 'UTC'],
    ['a span that runs backwards', { from: 5, until: 4 }, 'UTC'],
    ['no number', { from: Number.NaN, until: 4 }, 'UTC'],
    ['more than a year', { from: 0, until: 400 * 24 * hourMs }, 'UTC'],
  ])('are refused for %s', (_what, span, zone) => {
    expect(() => daysOf(span, zone)).toThrow(RangeError);
  });

  it('leave out a date that the zone itself left out', () => {
    const span = { from: at('2011-12-30T08:00Z'), until: at('2011-12-31T08:00Z') };
    expect(daysOf(span, 'Pacific/Apia').map(({ date }) => date)).toEqual(['2011-12-29', '2011-12-31']);
  });

  it('are refused for a zone that nobody knows', () => {
    expect(() => daysOf({ from: 0, until: 1 }, 'Mars/Olympus')).toThrow(UnknownTimeZoneError);
  });

  it('are 366 in a leap year', () => {
    const days = daysOf({ from: at('2028-01-01T00:00Z'), until: at('2029-01-01T00:00Z') }, 'UTC');
    expect([days.length, days[0]?.date, days.at(-1)?.date]).toEqual([366, '2028-01-01', '2028-12-31']);
  });
});
