import { periodAt } from './periods.ts';

/** One day as a place counts it. `start` and `end` (the first moment after it) are milliseconds since the epoch. */
export interface LocalDay {
  /** As ISO 8601 writes it: `2026-11-23`. */
  readonly date: string;
  readonly start: number;
  readonly end: number;
}

/** A span of time, milliseconds since the epoch: `from` belongs to it, `until` does not. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** Enough for a leap year in which the first and the last day are cut. */
const maxDays = 367;

/**
 * The days of a time zone that a span touches, oldest first, one at a time: dates are slow to work out. The first and the last
 * one are cut to the span; days are those of `periodAt`.
 * @param timeZone - as IANA names it
 * @throws {RangeError} at the first step, where the span is empty or has more days than a year
 * @throws {UnknownTimeZoneError}
 */
export function* localDays({ from, until }: Span, timeZone: string): Generator<LocalDay> {
  if (!(from < until)) throw new RangeError(`the span from ${from} until ${until} is empty`);
  if (until - from > maxDays * 86_400_000) throw new RangeError(`a span of more than ${maxDays} days`);
  for (let start = from; start < until; ) {
    const day = periodAt('day', start, timeZone);
    const end = Math.min(until, day.end);
    yield { date: dateOf(day.key), start, end };
    start = end;
  }
}

/** A day's key is `day:2026-11-23`, perhaps with its zone behind. */
function dateOf(key: string): string {
  return key.slice('day:'.length, 'day:2026-11-23'.length);
}
