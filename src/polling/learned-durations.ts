import type { DurationPrior } from '../catalogue/models.ts';
import { longestMs, shortestMs } from './age-grid.ts';
import { DurationHistory } from './duration-history.ts';
import type { DurationTable } from './duration-table.ts';
import { enoughJobs, RecentRatios } from './recent-ratios.ts';
import { middleOf, readSpan, type SeenSpan } from './seen-span.ts';

/** Jobs that should take about the same time. */
export interface DurationKey {
  readonly provider: string;
  readonly model: string;
  /** Of the clip. */
  readonly durationSeconds: number;
  readonly resolution: string;
}

/** A job that has finished. */
export interface SeenJob {
  readonly key: DurationKey;
  /** What the catalogue says of such jobs. */
  readonly prior: DurationPrior;
  readonly span: SeenSpan;
}

interface Kind {
  readonly key: DurationKey;
  /** What the catalogue says. */
  readonly prior: DurationPrior;
  readonly history: DurationHistory;
}

/**
 * How long jobs take, learned from those that have finished. A kind of which few were seen is judged by the others of its
 * model at the same provider, else by all of the provider, else by what the catalogue says: of them it is known by how much
 * they differ from the catalogue.
 */
export class LearnedDurations {
  readonly #kinds = new Map<string, Kind>();
  /** By model at a provider, and by provider. */
  readonly #groups = new Map<string, RecentRatios>();

  /** @param prior - of the catalogue; counts when the key is asked for the first time */
  tableOf(key: DurationKey, prior: DurationPrior): DurationTable {
    return this.#kindOf(key, prior).history.table;
  }

  /** How many jobs of this very kind are remembered. */
  jobsOf(key: DurationKey): number {
    return this.#kinds.get(kindOf(key))?.history.jobs ?? 0;
  }

  /** What was learned in an earlier life, oldest first, as far as it was still remembered. */
  recall(seen: readonly SeenJob[]): void {
    for (const { key, prior, span } of seen) {
      this.#kindOf(key, prior).history.recall([span]);
      this.#tellGroups({ key, prior, span });
    }
  }

  /**
   * A job has finished. What makes no sense is left out.
   * @param now - milliseconds since the epoch
   * @returns how many jobs of this kind are remembered now, this one among them; 0 where it was left out
   */
  learn({ key, prior, span }: SeenJob, now: number): number {
    if (readSpan(span) === null) return 0;
    const { history } = this.#kindOf(key, prior);
    const before = history.jobs;
    history.learn(span, now);
    if (history.jobs < before) for (const group of this.#groupsOf(key)) group.forget();
    this.#tellGroups({ key, prior, span });
    return history.jobs;
  }

  #tellGroups({ key, prior, span: given }: SeenJob): void {
    const span = readSpan(given);
    if (!span) return;
    const ms = Math.min(longestMs, Math.max(shortestMs, middleOf(span)));
    for (const group of this.#groupsOf(key)) group.add(ms / (prior.medianSeconds * 1000));
    for (const kind of this.#kinds.values()) if (kind.key.provider === key.provider) this.#believe(kind);
  }

  #kindOf(key: DurationKey, prior: DurationPrior): Kind {
    const name = kindOf(key);
    const known = this.#kinds.get(name);
    if (known) return known;
    const kind = { key, prior, history: new DurationHistory(prior) };
    this.#kinds.set(name, kind);
    this.#believe(kind);
    return kind;
  }

  /** With enough jobs of its own, a kind needs no others. */
  #believe({ key, prior, history }: Kind): void {
    if (history.jobs >= enoughJobs) return;
    const [ofModel, ofProvider] = this.#groupsOf(key).map((group) => group.correct(prior));
    history.believe(ofModel ?? ofProvider ?? prior);
  }

  #groupsOf({ provider, model }: DurationKey): RecentRatios[] {
    return [`${provider}/${model}`, provider].map((name) => {
      const group = this.#groups.get(name) ?? new RecentRatios();
      this.#groups.set(name, group);
      return group;
    });
  }
}

/** One name for all jobs of a key. */
export function kindOf({ provider, model, durationSeconds, resolution }: DurationKey): string {
  return `${provider}/${model}/${durationSeconds}/${resolution}`;
}
