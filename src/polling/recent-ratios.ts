import type { DurationPrior } from '../catalogue/models.ts';
import { momentsOf, quantileOf } from './log-sample.ts';

/** So many jobs tell enough to go by; more would make it slow to follow a change. */
export const enoughJobs = 16;
/** In log time: what holds for jobs of other kinds holds for these no more exactly than this. */
const leastSpread = 0.3;

/** How many times longer than was believed beforehand the last jobs of several kinds took. */
export class RecentRatios {
  /** Logarithms. */
  #ratios: readonly number[] = [];

  /** @param ratio - above 0 */
  add(ratio: number): void {
    this.#ratios = [...this.#ratios, Math.log(ratio)].slice(-enoughJobs);
  }

  /** The provider has changed. */
  forget(): void {
    this.#ratios = [];
  }

  /** What is to be believed of a kind, by what others have shown; null while they are too few. */
  correct({ medianSeconds }: DurationPrior): DurationPrior | null {
    if (this.#ratios.length < enoughJobs) return null;
    const middle = quantileOf(
      this.#ratios.toSorted((a, b) => a - b),
      0.5,
    );
    const sigma = Math.max(leastSpread, momentsOf(this.#ratios).deviation);
    return { medianSeconds: medianSeconds * Math.exp(middle), sigma };
  }
}
