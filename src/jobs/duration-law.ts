import type { DurationPrior } from '../catalogue/models.ts';

/** How long such jobs take, as far as we know: a lognormal law given by its prior. */
export interface DurationLaw {
  /** The time within which a share of such jobs is done, whole milliseconds; `share` between 0 and 1. */
  quantileMs(share: 0.05 | 0.5 | 0.95): number;
}

/** Standard normal quantiles of the shares that are asked for. */
const normalQuantile = { 0.05: -1.6449, 0.5: 0, 0.95: 1.6449 } as const;

export function priorLaw({ medianSeconds, sigma }: DurationPrior): DurationLaw {
  return { quantileMs: (share) => Math.ceil(medianSeconds * 1000 * Math.exp(sigma * normalQuantile[share])) };
}
