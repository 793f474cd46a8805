import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  backupName,
  backupTime,
  leftovers,
  newestBackup,
  partialPath,
  superfluousBackups,
} from '../../src/operations/backup-files.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** A Monday, noon. */
const noon = Date.UTC(2026, 10, 23, 12);

const nameOf = (daysAgo: number, hours = 0) => backupName(noon - daysAgo * dayMs + hours * hourMs);
const daysAgo = (name: string) => (noon - (backupTime(name) ?? Number.NaN)) / dayMs;

/** What is left in the folder. */
const kept = (names: readonly string[]) => names.filter((name) => !superfluousBackups(names).includes(name));

describe('the name of a backup', () => {
  it('says its moment in UTC, so that names sort by time', () => {
    expect(backupName(Date.UTC(2026, 0, 2, 3, 4, 5, 678))).toBe('raybot-2026-01-02T03-04-05Z.sqlite');
  });

  it('is read back to the second', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (seconds) => {
        expect(backupTime(backupName(seconds * 1000))).toBe(seconds * 1000);
      }),
    );
  });

  it.each([
    'raybot.sqlite',
    'raybot-2026-11-23.sqlite',
    'raybot-2026-02-30T12-00-00Z.sqlite',
    'raybot-2026-11-23T24-00-00Z.sqlite',
    'raybot-2026-11-23T12-00-00Z.sqlite.partial',
    'raybot-2026-11-23T12-00-00Z.sqlite-wal',
    'before-raybot-2026-11-23T12-00-00Z.sqlite',
    'raybot-before-the-upgrade.sqlite',
  ])('%s is none', (name) => {
    expect(backupTime(name)).toBeNull();
  });
});

it('leftovers are unfinished backups and what SQLite put beside them, and nothing of anybody else', () => {
  const unfinished = partialPath(backupName(noon));
  const names = [unfinished, `${unfinished}-journal`, backupName(noon), 'mine.partial', '.partial', 'notes.txt'];
  expect(leftovers(names)).toEqual([unfinished, `${unfinished}-journal`]);
});

describe('the newest backup', () => {
  it('is that of the latest moment up to now; a clock that was wrong once does not count', () => {
    const names = [nameOf(3), nameOf(1), 'raybot.sqlite', nameOf(-400), nameOf(2)];
    expect(newestBackup(names, noon)).toBe(noon - dayMs);
  });

  it('is null without any', () => {
    expect(newestBackup(['raybot.sqlite', nameOf(-1)], noon)).toBeNull();
  });
});

describe('kept are', () => {
  it('the last seven days, then the first of each of four weeks', () => {
    const names = Array.from({ length: 60 }, (_, day) => nameOf(day));
    // Day 0 is a Monday, and so are days 7, 14 and so on.
    expect(kept(names).map(daysAgo)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 14, 21, 28]);
  });

  it('the last of each day, but all of the last 24 hours', () => {
    const names = [nameOf(0), nameOf(0, -2), nameOf(1, 3), nameOf(1, 2), nameOf(1, -1), nameOf(2, 5), nameOf(2, 4)];
    expect(superfluousBackups(names)).toEqual([nameOf(1, -1), nameOf(2, 4)]);
  });

  it('days and weeks that have one, however long ago they are', () => {
    const names = [0, 100, 101, 102, 103, 104, 105, 200, 210, 220, 230, 240].map((day) => nameOf(day));
    expect(superfluousBackups(names)).toEqual([nameOf(240)]);
  });

  it('files that are no backups', () => {
    const names = [...Array.from({ length: 60 }, (_, day) => nameOf(day)), 'notes.txt', 'raybot-old.sqlite'];
    expect(kept(names)).toEqual(expect.arrayContaining(['notes.txt', 'raybot-old.sqlite']));
  });

  it('the newest in any case; and who is asked again has nothing more to delete', () => {
    const moments = fc.array(fc.integer({ min: 0, max: 120 * 24 }), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(moments, (hours) => {
        const names = [...new Set(hours.map((hour) => nameOf(0, -hour)))];
        const left = kept(names);
        expect(left).toContain(names.toSorted().at(-1));
        expect(superfluousBackups(left)).toEqual([]);
      }),
    );
  });

  it('day by day over a year: each of the last seven days, and one of each of the four weeks before', () => {
    let names: string[] = [];
    for (let day = 0; day < 365; day += 1) {
      names = kept([...names, backupName(noon + day * dayMs)]);
      const ages = names.map((name) => (noon + day * dayMs - (backupTime(name) ?? 0)) / dayMs);
      const wanted = Array.from({ length: Math.min(7, day + 1) }, (_, age) => age);
      expect(ages).toEqual(expect.arrayContaining(wanted));
      expect(ages.length).toBeLessThanOrEqual(7 + 4);
      if (day > 40) {
        expect(Math.max(...ages)).toBeGreaterThanOrEqual(4 * 7);
        const gaps = ages.toSorted((a, b) => a - b).map((age, index, all) => age - (all[index - 1] ?? 0));
        expect(Math.max(...gaps)).toBeLessThanOrEqual(7);
      }
    }
  });
});
