import { topOf } from './top-of.ts';
import type { Usage, UsageFigures } from './usage-figures.ts';

/** A number as databases give it: some give counts and sums as text. */
type Count = string | number | bigint;

/** How many jobs ended in one way, and for how many credits. */
export interface CountedJobs {
  readonly state: string;
  readonly jobs: Count;
  /** Null where nothing was spent. */
  readonly credits: Count | null;
}

export interface CountedOutcomes extends CountedJobs {
  readonly model: string | null;
  readonly failure: string | null;
}

export interface CountedMembers extends CountedJobs {
  readonly member_id: string;
}

export interface CountedDurations {
  /** Whole, or with a fraction where the database divides so. */
  readonly seconds: Count;
  readonly jobs: Count;
}

type Sums = { -readonly [Name in keyof UsageFigures]: UsageFigures[Name] };

const shownMembers = 10;

/** Adds up what is read in pieces. */
export class UsageTally {
  readonly #total = noUse();
  readonly #days = new Map<string, Sums>();
  readonly #members = new Map<string, Sums>();
  readonly #models = new Map<string | null, Sums>();
  readonly #failures = new Map<string, number>();
  readonly #durations = new Map<number, number>();

  /** A day stands in the usage from now on, even if nothing follows. */
  openDay(date: string): void {
    sumsOf(this.#days, date);
  }

  addOutcomes(date: string, rows: readonly CountedOutcomes[]): void {
    for (const row of rows) {
      for (const sums of [this.#total, sumsOf(this.#days, date), sumsOf(this.#models, row.model)]) add(sums, row);
      if (isFailed(row.state) && row.failure !== null) count(this.#failures, row.failure, row.jobs);
    }
  }

  addMembers(rows: readonly CountedMembers[]): void {
    for (const row of rows) add(sumsOf(this.#members, row.member_id), row);
  }

  addDurations(rows: readonly CountedDurations[]): void {
    // A clock that was set back makes a video that was there before it was asked for.
    for (const { seconds, jobs } of rows) count(this.#durations, Math.max(0, Math.trunc(Number(seconds))), jobs);
  }

  usage(): Usage {
    const { delivered, failed } = this.#total;
    const members = [...this.#members].filter(([, { creditsSpent }]) => creditsSpent > 0);
    const models = [...this.#models].filter(([, used]) => used.delivered + used.failed + used.creditsSpent > 0);
    return {
      total: { ...this.#total },
      days: [...this.#days].map(([date, used]) => ({ date, ...used })),
      topMembers: topOf(members, shownMembers, byUse).map(([memberId, used]) => ({ memberId, ...used })),
      byModel: models.sort(byUse).map(([model, used]) => ({ model, ...used })),
      byFailure: [...this.#failures].sort(byCount).map(([failure, jobs]) => ({ failure, jobs })),
      failureShare: delivered + failed > 0 ? failed / (delivered + failed) : null,
      durationSeconds: quantilesOf(this.#durations),
    };
  }
}

function noUse(): Sums {
  return { creditsSpent: 0, delivered: 0, failed: 0 };
}

function sumsOf<Key>(all: Map<Key, Sums>, key: Key): Sums {
  const sums = all.get(key) ?? noUse();
  all.set(key, sums);
  return sums;
}

function add(sums: Sums, { state, jobs, credits }: CountedJobs): void {
  sums.creditsSpent += Number(credits ?? 0);
  if (state === 'delivered') sums.delivered += Number(jobs);
  else if (isFailed(state)) sums.failed += Number(jobs);
}

function isFailed(state: string): boolean {
  return state === 'failed' || state === 'undelivered';
}

function count<Key>(counts: Map<Key, number>, key: Key, jobs: Count): void {
  counts.set(key, (counts.get(key) ?? 0) + Number(jobs));
}

type Keyed<Value> = readonly [key: string | null, value: Value];

function byUse([a, ofA]: Keyed<Sums>, [b, ofB]: Keyed<Sums>): number {
  return (
    ofB.creditsSpent - ofA.creditsSpent ||
    ofB.delivered - ofA.delivered ||
    ofB.failed - ofA.failed ||
    byText(a ?? '', b ?? '')
  );
}

function byCount([a, ofA]: Keyed<number>, [b, ofB]: Keyed<number>): number {
  return ofB - ofA || byText(a ?? '', b ?? '');
}

function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** By nearest rank: the smallest value that so many reach or stay under. */
function quantilesOf(counts: ReadonlyMap<number, number>): Usage['durationSeconds'] {
  const ordered = [...counts].sort(([a], [b]) => a - b);
  const all = ordered.reduce((sum, [, jobs]) => sum + jobs, 0);
  const quantile = (share: number): number => {
    let seen = 0;
    for (const [value, jobs] of ordered) {
      seen += jobs;
      if (seen >= share * all) return value;
    }
    return 0;
  };
  return all > 0 ? { median: quantile(0.5), p95: quantile(0.95) } : null;
}
