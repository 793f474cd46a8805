import { sql, type Transaction } from 'kysely';
import type { CatalogueRow } from '../catalogue/models.ts';
import { candidatesFor } from '../catalogue/offer.ts';
import type { GenerationRequest } from '../catalogue/request.ts';
import type { Clock } from '../clock.ts';
import { prepared } from '../database/prepared.ts';
import type { Database } from '../database/schema.ts';
import { Refusal } from '../errors/refusal.ts';
import type { Router } from '../providers/router.ts';
import type { FairQueue } from './fair-queue.ts';

/** How many may wait for a place at a service. */
export interface QueueLimit {
  /** Places at those who can make the request now. */
  readonly places: number;
  readonly mostWaiting: number;
  /** When the request would have a place; milliseconds from now. */
  readonly expectedWaitMs: () => number;
}

export interface QueueLimitParts {
  readonly rows: readonly CatalogueRow[];
  readonly router: Pick<Router, 'ready' | 'get'>;
  readonly queue: Pick<FairQueue, 'startOfNext'>;
  readonly mostWaiting: number;
  readonly clock: Clock;
}

/** The limit for one request, by who can make it now. */
export function queueLimitOf(request: GenerationRequest, parts: QueueLimitParts): QueueLimit {
  const { rows, router, queue, mostWaiting, clock } = parts;
  const ready = router.ready(candidatesFor(request, rows));
  const providers = new Set(ready.map(({ row }) => row.provider));
  const places = [...providers].reduce((sum, name) => sum + (router.get(name)?.maxJobs ?? 0), 0);
  const now = clock.now();
  return { places, mostWaiting, expectedWaitMs: () => queue.startOfNext(ready, now) - now };
}

interface Counts {
  /** Jobs for which nothing has left for a service. */
  readonly waiting: number;
  readonly atServices: number;
}

const countJobs = prepared<[], Counts>(
  () => sql`
    select
      coalesce(sum(state in ('accepted', 'preparing')), 0) as "waiting",
      coalesce(sum(state in ('submitting', 'submitted')), 0) as "atServices"
    from job where settled_at is null`,
);

/** Counts of the transaction under way, without the job that is being judged: a hundred in the same instant share one. */
const knownCounts = new WeakMap<Transaction<Database>, Counts>();

/**
 * Refuses one more job where too many wait already. To be called in the transaction that has inserted it; once it is sure to
 * stay, `noteWaiting` is to be told. Jobs that find a free place at once do not wait.
 * @throws {Refusal} `queue-full`, with the minutes after which it would have begun
 */
export async function refuseFullQueue(trx: Transaction<Database>, limit: QueueLimit): Promise<void> {
  const known = knownCounts.get(trx) ?? (await countOthers(trx));
  knownCounts.set(trx, known);
  const free = Math.max(0, limit.places - known.atServices);
  if (known.waiting + 1 - free <= limit.mostWaiting) return;
  const minutes = Math.max(1, Math.round(limit.expectedWaitMs() / 60_000));
  throw new Refusal('queue-full', { minutes });
}

/** A job was taken. */
export function noteWaiting(trx: Transaction<Database>): void {
  const known = knownCounts.get(trx);
  if (known) knownCounts.set(trx, { ...known, waiting: known.waiting + 1 });
}

async function countOthers(trx: Transaction<Database>): Promise<Counts> {
  const { rows } = await countJobs(trx);
  const [row] = rows;
  if (!row) throw new Error('counts are always a row');
  return { waiting: Number(row.waiting) - 1, atServices: Number(row.atServices) };
}
