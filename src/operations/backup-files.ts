/** The backups in their folder, by name: which moment each holds, and which of them are kept. Pure. */

const dayMs = 86_400_000;
const keptDays = 7;
const keptWeeks = 4;

/** Unfinished, or what was left of one: SQLite's side files begin with the same name. */
const partialMark = '.partial';

/** The name of the backup of a moment, milliseconds since the epoch: `raybot-2026-11-23T12-00-00Z.sqlite`, in UTC. */
export function backupName(now: number): string {
  return `raybot-${new Date(now).toISOString().slice(0, 19).replaceAll(':', '-')}Z.sqlite`;
}

/**
 * The newest copy whose accounts do not agree with its entries, kept for want of a better one. Its name is that of no backup,
 * and always the same, so there is one at most.
 */
export const differingCopyName = 'raybot-ledger-differs.sqlite';

/** Where a backup is written before it is known to be good. */
export function partialPath(target: string): string {
  return `${target}${partialMark}`;
}

/** The moment of a backup, milliseconds since the epoch; null for every other file. */
export function backupTime(name: string): number | null {
  const [, day, hours, minutes, seconds] = /^raybot-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z\.sqlite$/.exec(name) ?? [];
  const time = Date.parse(`${day}T${hours}:${minutes}:${seconds}Z`);
  return Number.isNaN(time) || backupName(time) !== name ? null : time;
}

/** The files among others that an unfinished backup left. */
export function leftovers(names: readonly string[]): string[] {
  return names.filter((name) => {
    const end = name.indexOf(partialMark);
    return end > 0 && backupTime(name.slice(0, end)) !== null;
  });
}

/**
 * The newest backup that is not later than now: a clock that was wrong may have left one of the future.
 * @returns its moment, or null without any
 */
export function newestBackup(names: readonly string[], now: number): number | null {
  const times = names.map(backupTime).filter((time) => time !== null && time <= now);
  return times.reduce<number | null>((newest, time) => Math.max(newest ?? 0, time ?? 0), null);
}

/**
 * The backups that are one too many. Kept are the newest of each of the last seven days (UTC) that have one; of what is
 * older, the first of each of the last four weeks (from Monday) that have one, so that they lie a week apart; and all of
 * the last 24 hours before the newest: one that was made by hand before a risky step outlives that day. Days and weeks
 * without a backup do not count, so a raybot that rested for months keeps its old ones.
 * @param names - of a whole folder; what is no backup is never named back
 */
export function superfluousBackups(names: readonly string[]): string[] {
  const newestFirst = names.filter((name) => backupTime(name) !== null).toSorted((a, b) => timeOf(b) - timeOf(a));
  const [newest] = newestFirst;
  if (newest === undefined) return [];
  const days = groupBy(newestFirst, dayOf).slice(0, keptDays);
  const recent = new Set(days.flat());
  const weeks = groupBy(
    newestFirst.filter((name) => !recent.has(name)),
    weekOf,
  ).slice(0, keptWeeks);
  const kept = new Set([...days.map((day) => day[0]), ...weeks.map((week) => week.at(-1))]);
  return newestFirst.filter((name) => !kept.has(name) && timeOf(name) <= timeOf(newest) - dayMs);
}

/** Groups what lies in the same slot; groups and what is in them keep their order. */
function groupBy(names: readonly string[], slotOf: (name: string) => number): string[][] {
  return [...Map.groupBy(names, slotOf).values()];
}

function timeOf(name: string): number {
  return backupTime(name) ?? 0;
}

function dayOf(name: string): number {
  return Math.floor(timeOf(name) / dayMs);
}

/** Weeks are counted from a Monday: the epoch began on a Thursday. */
function weekOf(name: string): number {
  return Math.floor((dayOf(name) + 3) / 7);
}
