import type { Period } from './periods.ts';

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
