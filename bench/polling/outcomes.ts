import { percentile } from '../statistics.ts';

/** One job: how long its end went unnoticed, and the looks that this took. */
export interface Outcome {
  readonly lagMs: number;
  readonly looks: number;
}

/** What a schedule comes to over many jobs. */
export interface Figures {
  readonly lagSeconds: number;
  readonly p95Seconds: number;
  readonly looks: number;
  /** Mean lag × mean looks, seconds: for each law it has a floor, whatever one is willing to spend. */
  readonly product: number;
}

export function figuresOf(outcomes: readonly Outcome[]): Figures {
  const lags = outcomes.map(({ lagMs }) => lagMs / 1000);
  const lagSeconds = mean(lags);
  const looks = mean(outcomes.map((outcome) => outcome.looks));
  return { lagSeconds, p95Seconds: percentile(lags, 95), looks, product: lagSeconds * looks };
}

/** What lag and looks cost together, seconds. @param lambdaMs - what one look is worth */
export function costOf({ lagSeconds, looks }: Pick<Figures, 'lagSeconds' | 'looks'>, lambdaMs: number): number {
  return lagSeconds + (lambdaMs / 1000) * looks;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
