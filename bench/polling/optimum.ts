import { type Below, belowAt } from '../../src/polling/distribution.ts';
import { longestGapMs, shortestGapMs } from '../../src/polling/poll-gap.ts';

/** Ages between which the optimum chooses, milliseconds. */
const stepMs = 100;
/** Beyond it next to nobody is left, and looks come once a minute. */
const horizonShare = 0.9999;

/** Mean lag and looks per job. */
export interface Best {
  readonly lagSeconds: number;
  readonly looks: number;
}

/**
 * The best that anybody can do who knows the law and keeps to our bounds, by dynamic programming from the last age to the
 * first: at each look the next one is chosen so that lag and looks together cost least.
 * @param lambdaMs - what one look is worth
 * @see https://doi.org/10.1287/mnsc.21.3.256
 */
export function optimumOf(below: Below, lambdaMs: number): Best {
  const ages = horizonOf(below);
  const done = Float64Array.from({ length: ages + longestGapMs / stepMs + 1 }, (_, index) =>
    belowAt(below, index * stepMs),
  );
  const sums = runningSums(done);
  const shares = { done, sums };
  // By age of a look that found the job running: what is still to come, in shares of all jobs.
  const lag = new Float64Array(done.length);
  const looks = new Float64Array(done.length);
  for (let from = ages; from >= 0; from -= 1) {
    let least = Number.POSITIVE_INFINITY;
    let chosen = from + shortestGapMs / stepMs;
    for (let to = from + shortestGapMs / stepMs; to <= from + longestGapMs / stepMs; to += 1) {
      const cost = lagBetween(shares, from, to) + (lag[to] ?? 0) + lambdaMs * (left(done, from) + (looks[to] ?? 0));
      if (cost >= least) continue;
      least = cost;
      chosen = to;
    }
    lag[from] = lagBetween(shares, from, chosen) + (lag[chosen] ?? 0);
    looks[from] = left(done, from) + (looks[chosen] ?? 0);
  }
  return { lagSeconds: (lag[0] ?? 0) / 1000, looks: looks[0] ?? 0 };
}

interface Shares {
  readonly done: Float64Array;
  /** Σ of `done` up to each age, by the trapezoid rule. */
  readonly sums: Float64Array;
}

/** The lag of those that end between two looks, milliseconds in shares of all jobs. */
function lagBetween({ done, sums }: Shares, from: number, to: number): number {
  return ((sums[to] ?? 0) - (sums[from] ?? 0)) * stepMs - (done[from] ?? 0) * (to - from) * stepMs;
}

function left(done: Float64Array, index: number): number {
  return 1 - (done[index] ?? 1);
}

function runningSums(done: Float64Array): Float64Array {
  const sums = new Float64Array(done.length);
  for (let index = 1; index < done.length; index += 1) {
    sums[index] = (sums[index - 1] ?? 0) + ((done[index] ?? 0) + (done[index - 1] ?? 0)) / 2;
  }
  return sums;
}

function horizonOf(below: Below): number {
  let index = 0;
  while (belowAt(below, index * stepMs) < horizonShare) index += 1;
  return index;
}
