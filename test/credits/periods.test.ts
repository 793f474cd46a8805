import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTimeZone, type Period, periodAt, timeZoneNamed, UnknownTimeZoneError } from '../../src/credits/periods.ts';

const at = (text: string) => Date.parse(text);
const hourMs = 3_600_000;

describe('periods of UTC', () => {
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
    // Clocks in Europe were changed in these weeks; UTC knows nothing of it.
    ['week', '2026-10-25T12:00:00Z', 'week:2026-10-19', '2026-10-26'],
    ['day', '2026-03-29T01:30:00Z', 'day:2026-03-29', '2026-03-30'],
    ['month', '2026-11-01T00:00:00.000Z', 'month:2026-11-01', '2026-12-01'],
    ['month', '2026-12-31T23:59:59.999Z', 'month:2026-12-01', '2027-01-01'],
    ['month', '2028-02-29T23:59:59.999Z', 'month:2028-02-01', '2028-03-01'],
    ['month', '2027-02-28T23:59:59.999Z', 'month:2027-02-01', '2027-03-01'],
  ] satisfies [Period, string, string, string][])('%s at %s is %s and ends at %s', (period, now, key, end) => {
    const start = at(key.slice(key.indexOf(':') + 1));
    expect(periodAt(period, at(now))).toEqual({ key, start, end: at(end) });
    expect(periodAt(period, at(now), 'UTC')).toEqual({ key, start, end: at(end) });
  });
});

describe('periods of a time zone', () => {
  it.each([
    ['day', 'Asia/Tokyo', '2026-11-22T15:00:00Z', 'day:2026-11-23', '2026-11-22T15:00:00Z', 24],
    ['day', 'Asia/Tokyo', '2026-11-22T14:59:59.999Z', 'day:2026-11-22', '2026-11-21T15:00:00Z', 24],
    ['day', 'Asia/Kathmandu', '2026-11-22T18:15:00Z', 'day:2026-11-23', '2026-11-22T18:15:00Z', 24],
    ['day', 'Pacific/Kiritimati', '2026-12-31T10:00:00Z', 'day:2027-01-01', '2026-12-31T10:00:00Z', 24],
    // Days on which the clocks are changed.
    ['day', 'Europe/Berlin', '2026-03-29T12:00:00Z', 'day:2026-03-29', '2026-03-28T23:00:00Z', 23],
    ['day', 'Europe/Berlin', '2026-10-25T12:00:00Z', 'day:2026-10-25', '2026-10-24T22:00:00Z', 25],
    ['day', 'Australia/Lord_Howe', '2026-04-05T00:00:00Z', 'day:2026-04-05', '2026-04-04T13:00:00Z', 24.5],
    ['week', 'Europe/Berlin', '2026-03-25T00:00:00Z', 'week:2026-03-23', '2026-03-22T23:00:00Z', 167],
    ['week', 'Europe/Berlin', '2026-10-25T22:59:59.999Z', 'week:2026-10-19', '2026-10-18T22:00:00Z', 169],
    ['month', 'America/New_York', '2026-11-30T12:00:00Z', 'month:2026-11-01', '2026-11-01T04:00:00Z', 30 * 24 + 1],
    ['month', 'America/New_York', '2028-03-01T04:59:59Z', 'month:2028-02-01', '2028-02-01T05:00:00Z', 29 * 24],
    // No midnight: the clocks go from 00:00 to 01:00, and the day begins there.
    ['day', 'America/Sao_Paulo', '2017-10-15T03:00:00Z', 'day:2017-10-15', '2017-10-15T03:00:00Z', 23],
    ['day', 'Africa/Cairo', '2024-04-26T00:00:00Z', 'day:2024-04-26', '2024-04-25T22:00:00Z', 23],
    ['week', 'Asia/Beirut', '2024-03-31T10:00:00Z', 'week:2024-03-25', '2024-03-24T22:00:00Z', 167],
    // Two midnights of one date: the clocks go from 01:00 back to 00:00.
    ['day', 'America/Havana', '2024-11-03T04:30:00Z', 'day:2024-11-03', '2024-11-03T04:00:00Z', 25],
    ['day', 'America/Havana', '2024-11-03T05:30:00Z', 'day:2024-11-03', '2024-11-03T04:00:00Z', 25],
    // The clocks go from 00:00 back to 23:00.
    ['day', 'America/Sao_Paulo', '2018-02-18T02:30:00Z', 'day:2018-02-17', '2018-02-17T02:00:00Z', 25],
    // The clocks go from 00:01 of Sunday back to 23:01 of Saturday: Sunday has begun, and stays.
    ['day', 'America/St_Johns', '2006-10-29T02:29:59.999Z', 'day:2006-10-28', '2006-10-28T02:30:00Z', 24],
    ['day', 'America/St_Johns', '2006-10-29T02:30:30Z', 'day:2006-10-29', '2006-10-29T02:30:00Z', 25],
    ['day', 'America/St_Johns', '2006-10-29T02:45:00Z', 'day:2006-10-29', '2006-10-29T02:30:00Z', 25],
    ['day', 'America/St_Johns', '2006-10-29T03:30:00Z', 'day:2006-10-29', '2006-10-29T02:30:00Z', 25],
    // The island skipped 30 December 2011.
    ['day', 'Pacific/Apia', '2011-12-30T09:59:59Z', 'day:2011-12-29', '2011-12-29T10:00:00Z', 24],
    ['day', 'Pacific/Apia', '2011-12-30T10:00:00Z', 'day:2011-12-31', '2011-12-30T10:00:00Z', 24],
    ['week', 'Pacific/Apia', '2012-01-01T00:00:00Z', 'week:2011-12-26', '2011-12-26T10:00:00Z', 6 * 24],
  ] satisfies [Period, string, string, string, string, number][])(
    '%s in %s at %s is %s, from %s on for %d hours',
    (period, zone, now, key, start, hours) => {
      // What was worked out last is remembered: elsewhere first, so that this is worked out.
      periodAt(period, 0, zone);
      const bounds = periodAt(period, at(now), zone);
      expect(bounds).toEqual({ key: `${key}@${zone}`, start: at(start), end: at(start) + hours * hourMs });
    },
  );

  it('is the same however often and in whichever order it is asked', () => {
    const moments = ['2026-03-28T12:00:00Z', '2026-03-29T12:00:00Z', '2026-03-28T12:00:00Z'].map(at);
    const keys = moments.map((now) => [periodAt('day', now, 'Europe/Paris').key, periodAt('day', now).key]);
    expect(keys).toEqual([
      ['day:2026-03-28@Europe/Paris', 'day:2026-03-28'],
      ['day:2026-03-29@Europe/Paris', 'day:2026-03-29'],
      ['day:2026-03-28@Europe/Paris', 'day:2026-03-28'],
    ]);
  });

  it('has one key, however the zone is written', () => {
    const now = at('2026-11-23T12:00:00Z');
    expect(periodAt('day', now, 'europe/BERLIN')).toEqual(periodAt('day', now, 'Europe/Berlin'));
    expect(periodAt('day', now, 'utc')).toEqual(periodAt('day', now));
  });

  it.each(['Nowhere/Land', '', '+02:00', 'Europe/Berlin ', '2026-01-01T00:00[Europe/Berlin]'])(
    'refuses the unknown zone «%s» by name',
    (zone) => {
      expect(() => periodAt('day', 0, zone)).toThrow(UnknownTimeZoneError);
      expect(() => periodAt('day', 0, zone)).toThrow(JSON.stringify(zone));
    },
  );
});

describe('all periods of all zones', () => {
  const zones = ['UTC', 'Etc/GMT+12', ...Intl.supportedValuesOf('timeZone')];
  const zone = fc.constantFrom(...zones);
  const period = fc.constantFrom<Period>('day', 'week', 'month');
  const moment = fc.integer({ min: at('1970-01-05T00:00:00Z'), max: at('2060-01-01T00:00:00Z') });

  it('follow one another without gap or overlap, each with a key of its own', () => {
    fc.assert(
      fc.property(period, zone, moment, (period, zone, now) => {
        const here = periodAt(period, now, zone);
        const [before, after] = [periodAt(period, here.start - 1, zone), periodAt(period, here.end, zone)];
        expect(here.start).toBeLessThanOrEqual(now);
        expect(here.end).toBeGreaterThan(now);
        expect(before.end).toBe(here.start);
        expect(after.start).toBe(here.end);
        expect([periodAt(period, here.start, zone), periodAt(period, here.end - 1, zone)]).toEqual([here, here]);
        expect(new Set([before.key, here.key, after.key]).size).toBe(3);
        expect([before.key, here.key, after.key]).toEqual([before.key, here.key, after.key].sort());
      }),
      { numRuns: 1_000 },
    );
  });

  it('begin when the clocks there first show the date of their key', () => {
    fc.assert(
      fc.property(period, zone, moment, (period, zone, now) => {
        const { key, start } = periodAt(period, now, zone);
        const firstDay = key.slice(key.indexOf(':') + 1).slice(0, 10);
        expect(localDate(start, zone) >= firstDay).toBe(true);
        expect(localDate(start - 1, zone) < firstDay).toBe(true);
        if (period === 'week') expect(new Date(firstDay).getUTCDay()).toBe(1);
        if (period === 'month') expect(firstDay.endsWith('-01')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('never share a key with another period or zone', () => {
    fc.assert(
      fc.property(period, period, zone, zone, moment, moment, (period, other, zone, otherZone, now, then) => {
        const [one, two] = [periodAt(period, now, zone), periodAt(other, then, otherZone)];
        if (one.key === two.key) expect([period, zone, one]).toEqual([other, otherZone, two]);
        expect(periodAt(period, now, zone).key === periodAt(period, now, otherZone).key).toBe(zone === otherZone);
      }),
      { numRuns: 300 },
    );
  });

  it.each(['America/St_Johns', 'Africa/Cairo', 'Pacific/Apia', 'Asia/Gaza', 'Africa/Casablanca'])(
    'tile forty years of %s day by day',
    (zone) => {
      const keys = new Set<string>();
      let bounds = periodAt('day', at('1990-01-01T12:00:00Z'), zone);
      const broken: string[] = [];
      while (bounds.end < at('2030-01-01T00:00:00Z')) {
        keys.add(bounds.key);
        const next = periodAt('day', bounds.end, zone);
        if (next.start !== bounds.end || keys.has(next.key)) broken.push(next.key);
        bounds = next;
      }
      expect(broken).toEqual([]);
      expect(keys.size).toBeGreaterThan(14_600);
    },
  );

  /** By another road than the one that is tested. */
  function localDate(now: number, zone: string): string {
    return new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(now);
  }
});

describe('a time zone', () => {
  it.each([
    ['UTC', 'UTC'],
    ['utc', 'UTC'],
    ['europe/berlin', 'Europe/Berlin'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['America/Port-au-Prince', 'America/Port-au-Prince'],
    ['asia/calcutta', 'Asia/Calcutta'],
    ['Etc/GMT+5', 'Etc/GMT+5'],
  ])('«%s» is known as %s', (typed, name) => {
    expect(timeZoneNamed(typed)).toBe(name);
    expect(isTimeZone(typed)).toBe(true);
  });

  it.each([
    '',
    ' UTC',
    'UTC ',
    'Mars/Phobos',
    'Berlin',
    '+02:00',
    '-05',
    '2026-01-01T00:00Z',
    '2026-01-01T00:00[Europe/Berlin]',
    'Europe/Berlin\n',
    'Ｅurope/Berlin',
    'constructor',
    '🌍',
    `Europe/${'x'.repeat(10_000)}`,
  ])('«%s» is none', (typed) => {
    expect(isTimeZone(typed)).toBe(false);
  });

  it('is every one of those that Intl lists', () => {
    expect(Intl.supportedValuesOf('timeZone').filter((name) => timeZoneNamed(name) !== name)).toEqual([]);
  });
});
