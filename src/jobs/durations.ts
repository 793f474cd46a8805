import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { type CatalogueRow, type DurationPrior, durationsSeconds, resolutions } from '../catalogue/models.ts';
import type { Candidate } from '../catalogue/offer.ts';
import type { GenerationRequest } from '../catalogue/request.ts';
import type { Database } from '../database/schema.ts';
import type { DurationTable } from '../polling/duration-table.ts';
import { type DurationKey, LearnedDurations } from '../polling/learned-durations.ts';
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

  /** Learns from what was written down. Where the provider has changed, what was before is forgotten there, too. */
  async learn({ key, span }: SeenDuration, now: number): Promise<void> {
    const before = this.#learned.jobsOf(key);
    const remembered = this.#learned.learn({ key, prior: this.#priorOf(key), span }, now);
    if (remembered >= before) return;
    const { database, log } = this.#parts;
    log.info({ ...key }, 'such videos take another time than before');
    await keepNewest(database, key, remembered).catch((error: unknown) => {
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
