import { ages, cellOf, cells, logAt, longestMs, placeNear, shortestMs } from './age-grid.ts';
import { normalBelow } from './normal.ts';

/** P(T ≤ age) at each place of the grid. */
export type Below = Float64Array;

/** Nothing of a kernel stands farther off than so many of its widths. */
const kernelReach = 4;

/**
 * A lognormal law.
 * @param mu - mean of log milliseconds
 * @param sigma - in log time
 */
export function lognormalBelow(mu: number, sigma: number): Below {
  const below = new Float64Array(cells + 1);
  for (let place = 0; place <= cells; place += 1) below[place] = normalBelow((logAt(place) - mu) / sigma);
  return below;
}

/**
 * A kernel estimate in log time.
 * @param logs - log milliseconds, at least one
 * @param bandwidth - in log time
 */
export function kernelBelow(logs: readonly number[], bandwidth: number): Below {
  const below = new Float64Array(cells + 1);
  /** How many kernels lie wholly before each place. */
  const passed = new Int32Array(cells + 2);
  const share = 1 / logs.length;
  for (const log of logs) {
    const first = placeNear(log - kernelReach * bandwidth);
    const last = placeNear(log + kernelReach * bandwidth);
    for (let place = first; place <= last; place += 1) {
      below[place] = (below[place] ?? 0) + share * normalBelow((logAt(place) - log) / bandwidth);
    }
    passed[last + 1] = (passed[last + 1] ?? 0) + 1;
  }
  let before = 0;
  for (let place = 0; place <= cells; place += 1) {
    before += passed[place] ?? 0;
    below[place] = (below[place] ?? 0) + share * before;
  }
  return below;
}

/** A mixture; the shares are to add up to one. */
export function mixtureBelow(parts: readonly (readonly [share: number, below: Below])[]): Below {
  const mixed = new Float64Array(cells + 1);
  for (const [share, below] of parts) {
    for (let place = 0; place <= cells; place += 1) mixed[place] = (mixed[place] ?? 0) + share * (below[place] ?? 0);
  }
  return mixed;
}

/** P(T ≤ age) at any age: between two places as on a straight line. */
export function belowAt(below: Below, ageMs: number): number {
  if (ageMs <= shortestMs) return ((below[0] ?? 0) * Math.max(0, ageMs)) / shortestMs;
  if (ageMs >= longestMs) return below[cells] ?? 1;
  const cell = cellOf(ageMs);
  const start = ages[cell] ?? 0;
  const share = (ageMs - start) / ((ages[cell + 1] ?? longestMs) - start);
  const low = below[cell] ?? 0;
  return low + ((below[cell + 1] ?? 0) - low) * share;
}
