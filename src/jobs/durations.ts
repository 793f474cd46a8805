import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { type CatalogueRow, type DurationPrior, durationsSeconds, resolutions } from '../catalogue/models.ts';
import type { Candidate } from '../catalogue/offer.ts';
import type { GenerationRequest } from '../catalogue/request.ts';
import type { Database } from '../database/schema.ts';
import type { DurationTable } from '../polling/duration-table.ts';
import { type DurationKey, kindOf, LearnedDurations } from '../polling/learned-durations.ts';
import { LearningOrder } from '../polling/learning-order.ts';
import { readSpan, type SeenSpan } from '../polling/seen-span.ts';
import { type DurationLaw, learnedLaw, priorLaw } from './duration-law.ts';
import type { Attempt } from './job.ts';
import { keepNewest, readSeenDurations, type SeenDuration } from './seen-durations.ts';

/** Of what nothing is known any more. */
const unknownPrior: DurationPrior = { medianSeconds: 60, sigma: 0.35 };

type AttemptKind = Pick<Attempt, 'provider' | 'model' | 'slug'>;
type RequestKind = Pick<GenerationRequest, 'durationSeconds' | 'resolution'>;

export interface DurationsParts {
  readonly database: Kysely<Database>;
  /** Of the catalogue as it is now. */
  readonly rows: readonly CatalogueRow[];
  readonly log: Logger;
}

/** How long jobs take: what the catalogue says at first, then what those that have finished have shown. */
export class Durations {
  readonly #parts: DurationsParts;
  readonly #learned = new LearnedDurations();
  readonly #order = new LearningOrder<SeenDuration>();

  constructor(parts: DurationsParts) {
    this.#parts = parts;
  }

  /** Takes up what was learned before. */
  async load(): Promise<void> {
    const seen = await readSeenDurations(this.#parts.database);
    this.#learned.recall(seen.map(({ key, span }) => ({ key, span, prior: this.#priorOf(key) })));
  }

  tableOf(attempt: AttemptKind, request: RequestKind): DurationTable {
    const key = keyOf(attempt, request);
    return this.#learned.tableOf(key, this.#priorOf(key, attempt.slug));
  }

  lawOf(attempt: AttemptKind, request: RequestKind): DurationLaw {
    return learnedLaw(this.tableOf(attempt, request));
  }

  /** The same for one way to make a request. All that the catalogue knows is of one resolution. */
  lawOfCandidate({ row, terms }: Candidate): DurationLaw {
    // What its provider charges today may stand in the catalogue's place; the time that it takes is the catalogue's own.
    const seconds = durationsSeconds.find((each) => row.terms[each]?.latency === terms.latency);
    const [resolution] = resolutions;
    return seconds === undefined ? priorLaw(terms.latency) : this.lawOf(row, { durationSeconds: seconds, resolution });
  }

  /** What a finished job has shown, to be written down with its end; null where that is nothing. */
  seen(attempt: AttemptKind, request: RequestKind, span: SeenSpan | null): SeenDuration | null {
    const known = span && readSpan(span);
    return known && { key: keyOf(attempt, request), span: known };
  }

  /** A job is under way. @param since - milliseconds since the epoch */
  begun(jobId: string, attempt: AttemptKind, request: RequestKind, since: number): void {
    this.#order.begun(jobId, { kind: kindOf(keyOf(attempt, request)), since });
  }

  /** Nothing is to be learned from it any more. */
  over(jobId: string): void {
    this.#order.over(jobId);
  }

  /**
   * Learns from what was written down, once those that began before are over, too. Where the provider has changed, what was
   * before is forgotten there, too.
   */
  async learn(jobId: string, shown: SeenDuration, now: number): Promise<void> {
    const { key } = shown;
    const prior = this.#priorOf(key);
    const since = now - shown.span.byMs;
    let hasChanged = false;
    for (const job of this.#order.ended({ jobId, kind: kindOf(key), since, shown, now })) {
      const before = this.#learned.jobsOf(key);
      if (this.#learned.learn({ key, prior, span: job.shown.span }, job.now) < before) hasChanged = true;
    }
    if (hasChanged) await this.#forgetOlder(key);
  }

  async #forgetOlder(key: DurationKey): Promise<void> {
    const { database, log } = this.#parts;
    log.info({ ...key }, 'such videos take another time than before');
    // Those that are still to be learned from are written down already.
    const count = this.#learned.jobsOf(key) + this.#order.heldOf(kindOf(key));
    await keepNewest(database, key, count).catch((error: unknown) => {
      log.warn({ err: error }, 'what was forgotten still stands in the database');
    });
  }

  /** A slug may have been renamed since. */
  #priorOf({ provider, model, durationSeconds }: DurationKey, slug?: string): DurationPrior {
    const own = this.#parts.rows.filter((row) => row.provider === provider && row.model === model);
    const row = own.find((each) => each.slug === slug) ?? own[0];
    const terms = Object.entries(row?.terms ?? {}).find(([seconds]) => Number(seconds) === durationSeconds);
    return terms?.[1].latency ?? unknownPrior;
  }
}

function keyOf({ provider, model }: AttemptKind, { durationSeconds, resolution }: RequestKind): DurationKey {
  return { provider, model, durationSeconds, resolution };
}
