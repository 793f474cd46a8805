import type { DurationPrior } from '../catalogue/models.ts';
import { logOf } from './age-grid.ts';
import { type Below, belowAt, kernelBelow, lognormalBelow, mixtureBelow } from './distribution.ts';
import { DurationTable } from './duration-table.ts';
import { momentsOf, quantileOf, silvermanBandwidth } from './log-sample.ts';
import { middleOf, readSpan, type SeenSpan } from './seen-span.ts';

/** How many jobs are remembered: more would make it slow to follow a provider that has changed. */
export const rememberedJobs = 64;
/** So many jobs weigh as much as what was believed before. */
const priorJobs = 3;
/** A share of jobs that may take any time, so that a surprise is still looked for. */
const surprise = { share: 0.02, sigma: 1 } as const;
/** In log time. Narrower than this, and a job that takes a second longer would be a surprise. */
const narrowest = 0.02;
/** What is kept, with each job, of how well each estimate has predicted. */
const scoreMemory = 0.95;
/** No prediction is worse than this: one surprise must not decide for ever. */
const leastLikelihood = 1e-6;
/** A job among the first or the last so many of what was expected is a stray. */
const edge = 0.04;
/** Where so large a share was expected between two looks, that is believed half. */
const believable = 0.1;
/** So many strays in a row on one side are no chance (one in some ten thousand): the provider has changed. */
const straysOfChange = 3;

/** Jobs in a row that were quicker or slower than expected. */
interface Strays {
  readonly side: -1 | 1;
  readonly jobs: number;
  /** When the first of them was noticed. */
  readonly since: number;
}

/** What was seen of jobs of one kind, and what is to be expected of the next one. */
export class DurationHistory {
  #prior: DurationPrior;
  #expected: Below;
  /** Log milliseconds of the remembered jobs. */
  #logs: readonly number[] = [];
  #strays: Strays | null = null;
  /** How well each estimate has predicted: log likelihood, with forgetting. */
  readonly #scores = { kernel: 0, lognormal: 0 };
  #kernel: Below;
  #lognormal: Below;
  #table: DurationTable;

  /** @param prior - what is believed before anything was seen */
  constructor(prior: DurationPrior) {
    this.#prior = prior;
    this.#expected = priorBelow(prior);
    this.#kernel = this.#expected;
    this.#lognormal = this.#expected;
    this.#table = new DurationTable(this.#expected);
  }

  /** How many jobs it rests on. */
  get jobs(): number {
    return this.#logs.length;
  }

  get table(): DurationTable {
    return this.#table;
  }

  /** Something else is believed from now on about what was not seen. */
  believe(prior: DurationPrior): void {
    const { medianSeconds, sigma } = this.#prior;
    if (medianSeconds === prior.medianSeconds && sigma === prior.sigma) return;
    this.#prior = prior;
    this.#expected = priorBelow(prior);
    this.#estimate();
  }

  /** Jobs of which is known that nothing has changed since, oldest first; what makes no sense is left out. */
  recall(spans: readonly SeenSpan[]): void {
    for (const given of spans) {
      const span = readSpan(given);
      if (span) this.#take(span);
    }
  }

  /**
   * A job has finished. What makes no sense is left out. Where the provider has changed, all that was before is forgotten.
   * @param now - milliseconds since the epoch
   */
  learn(given: SeenSpan, now: number): void {
    const span = readSpan(given);
    if (!span) return;
    this.#strays = this.#straysWith(span, now);
    const hasChanged = this.#strays !== null && isChange(this.#strays, span, now);
    if (hasChanged) {
      this.#strays = null;
      this.#logs = this.#logs.slice(1 - straysOfChange);
    }
    this.#take(span);
  }

  #take(span: SeenSpan): void {
    this.#judge(span);
    this.#logs = [...this.#logs, logOf(this.#likelyMs(span))].slice(-rememberedJobs);
    this.#estimate();
  }

  /** Each estimate is judged by what it said before the job was seen. */
  #judge({ afterMs, byMs }: SeenSpan): void {
    const score = (below: Below) => Math.log(Math.max(leastLikelihood, belowAt(below, byMs) - belowAt(below, afterMs)));
    this.#scores.kernel = scoreMemory * this.#scores.kernel + score(this.#kernel);
    this.#scores.lognormal = scoreMemory * this.#scores.lognormal + score(this.#lognormal);
  }

  #straysWith({ afterMs, byMs }: SeenSpan, now: number): Strays | null {
    const isQuick = this.#table.below(byMs) < edge;
    if (!isQuick && this.#table.below(afterMs) <= 1 - edge) return null;
    const side = isQuick ? -1 : 1;
    const known: Strays = this.#strays?.side === side ? this.#strays : { side, jobs: 0, since: now };
    return { ...known, jobs: known.jobs + 1 };
  }

  /**
   * Where in its span a job ended. Looks far apart say little: then the middle of those that were expected there is nearer to
   * the truth than the middle of the span, unless next to none were expected.
   */
  #likelyMs(span: SeenSpan): number {
    const before = this.#table.below(span.afterMs);
    const share = Math.max(0, this.#table.below(span.byMs) - before);
    const trust = share ** 2 / (share ** 2 + believable ** 2);
    const expectedMs = Math.min(span.byMs, Math.max(span.afterMs, this.#table.quantileMs(before + share / 2)));
    return trust * expectedMs + (1 - trust) * middleOf(span);
  }

  #estimate(): void {
    const logs = this.#logs;
    if (logs.length === 0) {
      this.#kernel = this.#expected;
      this.#lognormal = this.#expected;
      this.#table = new DurationTable(this.#expected);
      return;
    }
    const share = logs.length ** 2 / (logs.length ** 2 + priorJobs ** 2);
    const tail = surpriseAround(logs);
    const complete = (estimate: Below) =>
      mixtureBelow([
        [(1 - surprise.share) * share, estimate],
        [(1 - surprise.share) * (1 - share), this.#expected],
        [surprise.share, tail],
      ]);
    this.#kernel = complete(kernelBelow(logs, Math.max(narrowest, silvermanBandwidth(logs))));
    this.#lognormal = complete(fitOf(logs));
    const { kernel, lognormal } = this.#scores;
    const trust = 1 / (1 + Math.exp(lognormal - kernel));
    this.#table = new DurationTable(
      mixtureBelow([
        [trust, this.#kernel],
        [1 - trust, this.#lognormal],
      ]),
    );
  }
}

/**
 * Of many jobs at a time those that are noticed in a row are alike, as whoever is urgent for the same reason has its turn at
 * the same time: the last one must have begun after the first was noticed.
 */
function isChange({ jobs, since }: Strays, { byMs }: SeenSpan, now: number): boolean {
  return jobs >= straysOfChange && now - byMs >= since;
}

function priorBelow({ medianSeconds, sigma }: DurationPrior): Below {
  const mu = Math.log(medianSeconds * 1000);
  return mixtureBelow([
    [1 - surprise.share, lognormalBelow(mu, sigma)],
    [surprise.share, lognormalBelow(mu, surprise.sigma)],
  ]);
}

function surpriseAround(logs: readonly number[]): Below {
  const sorted = logs.toSorted((a, b) => a - b);
  return lognormalBelow(quantileOf(sorted, 0.5), surprise.sigma);
}

function fitOf(logs: readonly number[]): Below {
  const { mean, deviation } = momentsOf(logs);
  // Of few jobs the spread is hardly known: a little more than it seems.
  return lognormalBelow(mean, Math.max(narrowest, deviation * (1 + 1 / logs.length)));
}
