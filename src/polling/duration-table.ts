import { ages, cellOf, cells, longestMs, shortestMs } from './age-grid.ts';
import { type Below, belowAt } from './distribution.ts';

/** So few are left that nothing can be said of them. */
const fewestLeft = 1e-12;

/** How long jobs of one kind take, made for quick answers. Ages and times: milliseconds. */
export class DurationTable {
  readonly #below: Below;
  /** ∫ P(T ≤ u) du from 0 to each place: the lag that has gathered by then, had nobody looked. */
  readonly #lag: Float64Array;

  constructor(below: Below) {
    this.#below = below;
    this.#lag = new Float64Array(cells + 1);
    this.#lag[0] = ((below[0] ?? 0) * shortestMs) / 2;
    for (let place = 1; place <= cells; place += 1) {
      const width = (ages[place] ?? 0) - (ages[place - 1] ?? 0);
      const mean = ((below[place] ?? 0) + (below[place - 1] ?? 0)) / 2;
      this.#lag[place] = (this.#lag[place - 1] ?? 0) + mean * width;
    }
  }

  /** P(T ≤ age). */
  below(ageMs: number): number {
    return belowAt(this.#below, ageMs);
  }

  /** The age by which a share of jobs is done. @param share - between 0 and 1 */
  quantileMs(share: number): number {
    if ((this.#below[0] ?? 0) >= share) return shortestMs;
    if ((this.#below[cells] ?? 0) < share) return longestMs;
    const cell = lastWhere(0, (place) => (this.#below[place] ?? 0) < share);
    const from = this.#below[cell] ?? 0;
    const to = this.#below[cell + 1] ?? 0;
    const part = to > from ? (share - from) / (to - from) : 0;
    const start = ages[cell] ?? 0;
    return start + part * ((ages[cell + 1] ?? longestMs) - start);
  }

  /**
   * The lag that is expected to have gathered at an age, since a look that found the job running.
   * @returns milliseconds; of what should have ended long ago, all the time since
   */
  lagMs(lookedAtMs: number, ageMs: number): number {
    const since = Math.max(0, ageMs - lookedAtMs);
    const done = this.below(lookedAtMs);
    const left = 1 - done;
    if (left <= fewestLeft) return since;
    const gathered = this.#lagAt(ageMs) - this.#lagAt(lookedAtMs) - done * since;
    return Math.min(since, Math.max(0, gathered / left));
  }

  /**
   * The age at which the lag that is expected to have gathered since a look that found the job running comes to `lambdaMs`;
   * infinite where it never does. Where the hazard h is steady this is √(2λ/h) later.
   * @see https://doi.org/10.1287/mnsc.21.3.256
   */
  ageOfLag(lookedAtMs: number, lambdaMs: number): number {
    const done = this.below(lookedAtMs);
    const left = 1 - done;
    if (left <= fewestLeft) return Number.POSITIVE_INFINITY;
    const wanted = lambdaMs * left;
    const base = this.#lagAt(lookedAtMs);
    const gathered = (place: number) => {
      const age = ages[place] ?? 0;
      return age <= lookedAtMs ? 0 : (this.#lag[place] ?? 0) - base - done * (age - lookedAtMs);
    };
    if (gathered(cells) < wanted) return Number.POSITIVE_INFINITY;
    const cell = lastWhere(lookedAtMs <= shortestMs ? 0 : cellOf(lookedAtMs), (place) => gathered(place) < wanted);
    const from = Math.max(lookedAtMs, ages[cell] ?? 0);
    const missing = wanted + base + done * (from - lookedAtMs) - this.#lagAt(from);
    return from + this.#timeFor(missing, { cell, from, done });
  }

  /** Within one cell P(T ≤ age) is a line, so the lag is a parabola: slope/2 · x² + height · x = missing. */
  #timeFor(missing: number, { cell, from, done }: { cell: number; from: number; done: number }): number {
    const [start, end] = [ages[cell] ?? 0, ages[cell + 1] ?? longestMs];
    const slope = ((this.#below[cell + 1] ?? 0) - (this.#below[cell] ?? 0)) / (end - start);
    const height = Math.max(0, this.below(from) - done);
    const lag = Math.max(0, missing);
    const divisor = height + Math.sqrt(height * height + 2 * slope * lag);
    return divisor > 0 ? (2 * lag) / divisor : end - from;
  }

  #lagAt(ageMs: number): number {
    if (ageMs <= shortestMs) return (this.below(ageMs) * Math.max(0, ageMs)) / 2;
    if (ageMs >= longestMs) return (this.#lag[cells] ?? 0) + this.below(longestMs) * (ageMs - longestMs);
    const cell = cellOf(ageMs);
    const mean = ((this.#below[cell] ?? 0) + this.below(ageMs)) / 2;
    return (this.#lag[cell] ?? 0) + mean * (ageMs - (ages[cell] ?? 0));
  }
}

/** The last place of which something holds that holds up to a place and not after it; not the grid's very last. */
function lastWhere(from: number, holds: (place: number) => boolean): number {
  let low = from;
  let high = cells;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}
