import { Temporal } from 'temporal-polyfill';

/** How often something is filled up or counted anew. A week starts on Monday (ISO 8601). */
export type Period = 'day' | 'week' | 'month';

/**
 * One period: `key` names it for ever, with the local date of its first day, such as `week:2026-11-23` (of UTC) or
 * `week:2026-11-23@Asia/Tokyo`; `end` is the first moment of the next one (milliseconds since the epoch).
 */
export interface PeriodBounds {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/** What a period is called in every time zone: `week:2026-11-23`. */
export function periodName({ key }: Pick<PeriodBounds, 'key'>): string {
  const [name = key] = key.split('@');
  return name;
}

/** A name that is no time zone, or none that this Node knows. */
export class UnknownTimeZoneError extends Error {
  readonly timeZone: string;

  constructor(timeZone: string) {
    super(`Unknown time zone ${JSON.stringify(timeZone.slice(0, longestName))}.`);
    this.name = 'UnknownTimeZoneError';
    this.timeZone = timeZone;
  }
}

const longestName = 64;

/** Names of the IANA database; no offsets (`+02:00`) and no timestamps, which Temporal would take too. */
const namePattern = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/;

/**
 * A time zone's name as the IANA database writes it: `europe/berlin` is `Europe/Berlin`.
 * An alias stays what it is, since which of two names counts as the right one changes with the years.
 * @returns null when there is no such zone
 * @see https://www.iana.org/time-zones
 */
export function timeZoneNamed(text: string): string | null {
  if (text.length > longestName || !namePattern.test(text)) return null;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text).timeZoneId;
  } catch {
    return null;
  }
}

export function isTimeZone(text: string): boolean {
  return timeZoneNamed(text) !== null;
}

/** The last answer of each: every command asks, and dates are slow to work out. */
const lastBounds = new Map<string, PeriodBounds>();

/** Over what three periods in every zone make: names may be written in more than one way. */
const mostKept = 2_000;

/**
 * The period in which a moment lies, by the calendar of a time zone.
 *
 * A period begins with the first moment at which the zone's clocks show its first day, and ends where the next one begins.
 * So days of 23 or 25 hours are no gap and no overlap; a day without a midnight begins when it begins; one with two
 * midnights begins with the first, also where the clocks go back over it into the day before; and a date that a zone
 * skipped has no period.
 * @param now - milliseconds since the epoch
 * @throws {UnknownTimeZoneError}
 */
export function periodAt(period: Period, now: number, timeZone = 'UTC'): PeriodBounds {
  const question = `${period} ${timeZone}`;
  const last = lastBounds.get(question);
  if (last && now >= last.start && now < last.end) return last;
  const bounds = boundsAt(period, now, timeZone);
  if (lastBounds.size >= mostKept) lastBounds.clear();
  lastBounds.set(question, bounds);
  return bounds;
}

function boundsAt(period: Period, now: number, timeZone: string): PeriodBounds {
  const zone = timeZoneNamed(timeZone);
  if (zone === null) throw new UnknownTimeZoneError(timeZone);
  const today = Temporal.Instant.fromEpochMilliseconds(Math.floor(now)).toZonedDateTimeISO(zone).toPlainDate();
  let firstDay = firstDayOf(period, today);
  let nextDay = firstDayAfter(period, firstDay);
  // The clocks may have gone back over midnight: they show the day before, but its period has ended.
  while (now >= firstMomentOf(nextDay, zone)) [firstDay, nextDay] = [nextDay, firstDayAfter(period, nextDay)];
  return {
    key: `${period}:${firstDay}${zone === 'UTC' ? '' : `@${zone}`}`,
    start: firstMomentOf(firstDay, zone),
    end: firstMomentOf(nextDay, zone),
  };
}

function firstDayOf(period: Period, day: Temporal.PlainDate): Temporal.PlainDate {
  if (period === 'month') return day.with({ day: 1 });
  return period === 'week' ? day.subtract({ days: day.dayOfWeek - 1 }) : day;
}

function firstDayAfter(period: Period, firstDay: Temporal.PlainDate): Temporal.PlainDate {
  if (period === 'month') return firstDay.add({ months: 1 });
  return firstDay.add({ days: period === 'week' ? 7 : 1 });
}

function firstMomentOf(day: Temporal.PlainDate, zone: string): number {
  return day.toZonedDateTime(zone).epochMilliseconds;
}
