import type { DurationPrior } from '../catalogue/models.ts';
import type { Candidate } from '../catalogue/offer.ts';
import type { DurationTable } from '../polling/duration-table.ts';

/** How long such jobs take, as far as we know. */
export interface DurationLaw {
  /** The time within which a share of such jobs is done, whole milliseconds; `share` between 0 and 1. */
  quantileMs(share: 0.05 | 0.5 | 0.95): number;
  /**
   * The age by which half of those are done that are still under way at an age: later than it, so that what is promised by
   * it lies ahead. Whole milliseconds.
   */
  expectedMs(ageMs: number): number;
}

/** Standard normal quantiles of the shares that are asked for. */
const normalQuantile = { 0.05: -1.6449, 0.5: 0, 0.95: 1.6449 } as const;
/** What is promised lies ahead. */
const leastGrowth = 1.02;
/** Beyond so many standard deviations the tail is too thin to be computed well; it goes on in the same proportion. */
const farthest = 4;

export function priorLaw({ medianSeconds, sigma }: DurationPrior): DurationLaw {
  const medianMs = medianSeconds * 1000;
  return {
    quantileMs: (share) => Math.ceil(medianMs * Math.exp(sigma * normalQuantile[share])),
    expectedMs(ageMs) {
      const z = ageMs > 0 ? Math.log(ageMs / medianMs) / sigma : Number.NEGATIVE_INFINITY;
      if (z < -farthest) return Math.ceil(medianMs);
      const known = Math.min(z, farthest);
      return Math.ceil(ageMs * Math.exp(sigma * (halfLifeFrom(known) - known)));
    },
  };
}

/** What was learned of such jobs. */
export function learnedLaw(table: DurationTable): DurationLaw {
  return {
    quantileMs: (share) => Math.ceil(table.quantileMs(share)),
    // Of those that should have ended long ago nobody knows more than that they take longer.
    expectedMs: (ageMs) => Math.ceil(Math.max(table.quantileMs((1 + table.below(ageMs)) / 2), ageMs * leastGrowth)),
  };
}

/** How long it takes whoever makes a job. */
export type LawOf = (candidate: Candidate) => DurationLaw;

/** By the catalogue alone. */
export const priorLawOf: LawOf = ({ terms }) => priorLaw(terms.latency);

/** Where a standard normal's tail is half of what it is at `z`, by halving the interval that holds it. */
function halfLifeFrom(z: number): number {
  const half = tail(z) / 2;
  let low = z;
  // The tail of 1 is less than half of any tail from 0 down, and above 0 it halves within less than 1.
  let high = Math.max(z, 0) + 1;
  for (let step = 0; step < 30; step += 1) {
    const middle = (low + high) / 2;
    if (tail(middle) > half) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * The share of a standard normal above `z`.
 * @see https://personal.math.ubc.ca/~cbm/aands/page_299.htm formula 7.1.26, off by at most 1.5 · 10⁻⁷
 */
function tail(z: number): number {
  if (z < 0) return 1 - tail(-z);
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const sum = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return (sum * Math.exp(-x * x)) / 2;
}
