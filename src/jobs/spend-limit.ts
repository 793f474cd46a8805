import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from '../database/schema.ts';
import { Refusal } from '../errors/refusal.ts';
import type { JobFailure } from './job.ts';

const dayMs = 86_400_000;

/** Failed jobs for which a provider may have charged the operator all the same, besides those of which it says so. */
const perhapsBilled: readonly JobFailure[] = ['submit-uncertain', 'provider-lost', 'provider-malformed'];

/** How much of a day's limit is used up. */
export interface DaySpending {
  /** By what providers have charged or are expected to: millionths of a US dollar, over all guilds. */
  readonly spentMicroUsd: number;
  /** Bounds of the UTC day, milliseconds since the epoch. */
  readonly start: number;
  readonly end: number;
}

/** What a new job adds to its day. */
export interface NewCost {
  /** Millionths of a US dollar. */
  readonly costMicroUsd: number;
  /** When it was taken, milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Sums of the transaction under way, by the beginning of their day, without the job that is being judged. A hundred commands
 * in the same instant share one: to add up thousands of jobs for each of them would stop everything else for a while.
 */
const knownSums = new WeakMap<Transaction<Database>, Map<number, number>>();

/**
 * Refuses when today's jobs (UTC, all guilds) cost more than the operator allows, by what their providers have charged
 * or are expected to. To be called in the transaction that has inserted the new job, which counts too; once that job is sure to
 * stay, `noteCost` is to be told.
 * @param limit - millionths of a US dollar; 0 for no limit
 * @throws {Refusal} `spend-limit-reached`
 */
export async function refuseOverSpendLimit(
  trx: Transaction<Database>,
  limit: number,
  { costMicroUsd, now }: NewCost,
): Promise<void> {
  if (limit === 0) return;
  const { start, end } = dayOf(now);
  const sums = knownSums.get(trx) ?? new Map<number, number>();
  knownSums.set(trx, sums);
  const others = sums.get(start) ?? (await spendingOfDay(trx, now)).spentMicroUsd - costMicroUsd;
  sums.set(start, others);
  if (others + costMicroUsd > limit) throw new Refusal('spend-limit-reached', { resetsAt: end / 1000 });
}

/** A job was taken. */
export function noteCost(trx: Transaction<Database>, { costMicroUsd, now }: NewCost): void {
  const sums = knownSums.get(trx);
  const { start } = dayOf(now);
  const others = sums?.get(start);
  if (others !== undefined) sums?.set(start, others + costMicroUsd);
}

/** What jobs cost has changed within a transaction: whoever asks next adds them up anew. */
export function forgetCosts(trx: Transaction<Database>): void {
  knownSums.delete(trx);
}

/** What the jobs of a day count towards the limit. */
export async function spendingOfDay(database: Kysely<Database>, now: number): Promise<DaySpending> {
  const { start, end } = dayOf(now);
  const { spent } = await database
    .selectFrom('job')
    .select((job) => job.fn.coalesce(job.fn.sum<number>('expected_cost_micro_usd'), sql<number>`0`).as('spent'))
    .where('created_at', '>=', start)
    .where('created_at', '<', end)
    .where((job) =>
      job.or([
        job('state', 'not in', ['failed', 'cancelled']),
        job('failure', 'in', perhapsBilled),
        job.exists(
          job
            .selectFrom('attempt')
            .select('attempt.n')
            .whereRef('attempt.job_id', '=', 'job.id')
            .where('attempt.cost_micro_usd', '>', 0),
        ),
      ]),
    )
    .executeTakeFirstOrThrow();
  return { spentMicroUsd: Number(spent), start, end };
}

/** Bounds of the UTC day, milliseconds since the epoch. */
function dayOf(now: number): { readonly start: number; readonly end: number } {
  const start = now - (now % dayMs);
  return { start, end: start + dayMs };
}
