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

/**
 * Refuses when today's jobs (UTC, all guilds) cost more than the operator allows, by what their providers have charged
 * or are expected to. To be called in the transaction that has inserted the new job, which counts too.
 * @param limit - millionths of a US dollar; 0 for no limit
 * @throws {Refusal} `spend-limit-reached`
 */
export async function refuseOverSpendLimit(trx: Transaction<Database>, limit: number, now: number): Promise<void> {
  if (limit === 0) return;
  const { spentMicroUsd, end } = await spendingOfDay(trx, now);
  if (spentMicroUsd > limit) throw new Refusal('spend-limit-reached', { resetsAt: end / 1000 });
}

/** What the jobs of a day count towards the limit. */
export async function spendingOfDay(database: Kysely<Database>, now: number): Promise<DaySpending> {
  const start = now - (now % dayMs);
  const { spent } = await database
    .selectFrom('job')
    .select((job) => job.fn.coalesce(job.fn.sum<number>('expected_cost_micro_usd'), sql<number>`0`).as('spent'))
    .where('created_at', '>=', start)
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
  return { spentMicroUsd: Number(spent), start, end: start + dayMs };
}
