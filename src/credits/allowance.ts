import type { Period, PeriodBounds } from './periods.ts';

export { periodAt } from './periods.ts';

/** Credits that each member has at the start of a period. */
export interface Allowance {
  readonly credits: number;
  readonly period: Period;
}

/** What a refill fills up to. */
export interface RefillLimit {
  /** The allowance: as much as one refill adds at most. */
  readonly credits: number;
  /** Unused credits that may go over into the new period on top of it; 0 when left out: it only fills up. */
  readonly rolloverCredits?: number;
}

/**
 * What a new period adds: the allowance, but no more than fills what is available up to allowance and rollover together.
 * Without rollover, credits that are left over count towards the allowance and do not pile up. Credits above the limit stay.
 *
 * Held credits are not available: a video that was begun in the old period belongs to it, so they count as spent. If its
 * hold is given back afterwards, the member keeps it on top of the limit: never more than the price of what was under
 * way at the refill, and the next refill counts it as left over.
 * @param availableCredits - balance less holds
 */
export function refillCredits({ credits, rolloverCredits = 0 }: RefillLimit, availableCredits: number): number {
  return Math.max(0, Math.min(credits, credits + rolloverCredits - availableCredits));
}

/** A member's newest refill, also one that added nothing; nulls for a member who never had one. */
export interface LastRefill {
  /** Milliseconds since the epoch. */
  readonly lastRefillAt: number | null;
  /** The key of the period for which it was given. */
  readonly lastKey: string | null;
}

/**
 * Whether a member gets the refill of a period:
 *
 * 1. No period is filled twice. Only the newest refill is known here; the ledger's unique key has the last word.
 * 2. A period is filled only if no refill was given since it began. So where the guild's period or time zone is changed in
 *    the middle of a period, the refill of the old one counts for every new period that had already begun at that time, and
 *    members win nothing by the change; the next refill comes when the new period ends.
 *
 * A refill from after the period's end was given by a clock that was set back since. It says nothing about this period:
 * otherwise one wrong clock would keep the refills away until that time has come.
 */
export function isRefillDue({ lastRefillAt, lastKey }: LastRefill, bounds: PeriodBounds): boolean {
  if (lastRefillAt === null) return true;
  if (lastKey === bounds.key) return false;
  return lastRefillAt < bounds.start || lastRefillAt >= bounds.end;
}
