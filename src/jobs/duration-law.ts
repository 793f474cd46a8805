import type { CatalogueRow, DurationPrior, DurationSeconds } from '../catalogue/models.ts';
import type { Attempt } from './job.ts';

/** How long such jobs take, as far as we know: a lognormal law given by its prior. */
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

/** Of what nothing is known any more. */
const unknownPrior: DurationPrior = { medianSeconds: 60, sigma: 0.35 };

/** How long such an attempt takes. @param rows - of the catalogue as it is now */
export function lawOf(
  { provider, model, slug }: Pick<Attempt, 'provider' | 'model' | 'slug'>,
  durationSeconds: DurationSeconds,
  rows: readonly CatalogueRow[],
): DurationLaw {
  const own = rows.filter((row) => row.provider === provider && row.model === model);
  // A slug may have been renamed since.
  const row = own.find((each) => each.slug === slug) ?? own[0];
  return priorLaw(row?.terms[durationSeconds]?.latency ?? unknownPrior);
}

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
