import type { Clock } from '../../src/clock.ts';

const MINUTE_MS = 60_000;

/**
 * Counts who was let in within the last minute of the clock.
 * @returns lets one more in, and null; or, when there were `limit` already (null: no limit), when the first of them
 *   counts no more, milliseconds of the clock
 */
export function createMinuteWindow(clock: Clock): (limit: number | null) => number | null {
  let recentTimes: number[] = [];
  return (limit) => {
    const now = clock.now();
    recentTimes = recentTimes.filter((time) => now - time < MINUTE_MS);
    if (limit !== null && recentTimes.length >= limit) return (recentTimes[0] ?? now) + MINUTE_MS;
    recentTimes.push(now);
    return null;
  };
}
