import type { DurationTable } from './duration-table.ts';
import { longestGapMs } from './poll-gap.ts';

/** Whoever waits so long for its turn goes before all who have waited less, so that nobody is passed over for ever. */
const starvingMs = longestGapMs;
/** Above any lag. */
const starving = Number.MAX_SAFE_INTEGER / 2;

/** A job that waits for a look. Milliseconds. */
export interface WaitingLook {
  /** Its age at the last look; 0 where there was none. */
  readonly lookedAtMs: number;
  readonly ageMs: number;
  /** Since it was due. */
  readonly waitedMs: number;
}

/**
 * How much a look is worth: the lag that is expected to have gathered since the last one. Where many jobs share a budget, the
 * best order is by this index.
 * @see https://doi.org/10.3390/math8122226 on such indices
 */
export function urgencyOf(table: DurationTable, { lookedAtMs, ageMs, waitedMs }: WaitingLook): number {
  return waitedMs > starvingMs ? starving + waitedMs : table.lagMs(lookedAtMs, ageMs);
}

/** Somebody who waits, and how urgently by now. */
export interface Urgent {
  urgency(): number;
}

/** The place of the most urgent one; of equals the first. @returns -1 where nobody waits */
export function mostUrgent(waiting: readonly Urgent[]): number {
  let place = waiting.length > 0 ? 0 : -1;
  let most = Number.NEGATIVE_INFINITY;
  for (const [index, { urgency }] of waiting.entries()) {
    const own = urgency();
    if (own > most) {
      most = own;
      place = index;
    }
  }
  return place;
}
