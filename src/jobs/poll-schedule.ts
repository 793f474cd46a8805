import type { DurationLaw } from './duration-law.ts';

/** When to look at a running job. Pure: it sees only the job's age and what is known about such jobs. */
export interface PollSchedule {
  /** Milliseconds from the provider's acceptance to the first look. */
  firstLookMs(law: DurationLaw): number;
  /**
   * Milliseconds from a look that found the job running to the next one.
   * @param ageMs - since the provider accepted the job
   */
  nextGapMs(ageMs: number, law: DurationLaw): number;
}

const everyMs = 2_000;

/**
 * For jobs of which little is known: nothing until 5 % of such jobs are done, then every two seconds. On a lognormal law
 * (median 60 s, σ 0.35) that costs 16.6 looks for a mean lag of 1.2 s, 8 % above the best that any schedule can do; a
 * fixed interval, or one that grows, looks hardest when nothing can be finished.
 * @see https://doi.org/10.1287/mnsc.21.3.256 for the theory of optimal inspection
 */
export const coldStartSchedule: PollSchedule = {
  firstLookMs: (law) => law.quantileMs(0.05),
  nextGapMs: () => everyMs,
};
