import type { Transaction } from 'kysely';
import type { AttemptRow, Database, JobRow } from '../database/schema.ts';
import { StaleJobError } from '../errors/job-error.ts';
import type { Bill } from '../providers/video-provider.ts';
import type { JobState } from './job.ts';
import { forgetCosts } from './spend-limit.ts';

/** The single changes of jobs and attempts of which a store's operations are made, each within a transaction. */

/** Statuses of attempts that ended without being accepted, or without a video. */
type EndedAttempt = 'failed' | 'refused' | 'uncertain' | 'lost';

/** How an attempt ended. */
export interface AttemptEnd {
  readonly n: number;
  readonly state: EndedAttempt;
  readonly detail: string;
  readonly bill?: Bill;
  /** The provider's id of the request, where it was not written down before. */
  readonly requestId?: string | null;
}

/**
 * Changes a job that is in one of the expected states.
 * @throws {StaleJobError} where it is in another
 */
export async function move(
  trx: Transaction<Database>,
  jobId: string,
  expected: readonly JobState[],
  change: Partial<JobRow>,
): Promise<void> {
  const { numUpdatedRows } = await trx
    .updateTable('job')
    .set(change)
    .where('id', '=', jobId)
    .where('state', 'in', expected)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw new StaleJobError(jobId, expected);
}

/** Raised where a provider asks for more than was thought; never lowered, as another one may still have to make it. */
export async function expectCost(trx: Transaction<Database>, jobId: string, costMicroUsd: number): Promise<void> {
  forgetCosts(trx);
  await trx
    .updateTable('job')
    .set({ expected_cost_micro_usd: costMicroUsd })
    .where('id', '=', jobId)
    .where('expected_cost_micro_usd', '<', costMicroUsd)
    .execute();
}

/** Writes into an attempt; one that is not there is left alone. */
export async function changeAttempt(
  trx: Transaction<Database>,
  jobId: string,
  n: number,
  change: Partial<AttemptRow>,
): Promise<void> {
  await trx.updateTable('attempt').set(change).where('job_id', '=', jobId).where('n', '=', n).execute();
}

/** Writes down how an attempt ended. */
export async function endAttempt(
  trx: Transaction<Database>,
  jobId: string,
  end: AttemptEnd,
  now: number,
): Promise<void> {
  const { n, state, detail, bill, requestId } = end;
  const change = {
    state,
    detail,
    ended_at: now,
    ...(bill && billed(bill)),
    ...(requestId && { request_id: requestId }),
  };
  await changeAttempt(trx, jobId, n, change);
}

/** What a provider said of a bill, as it stands with the attempt. */
export function billed({ costMicroUsd, metrics }: Bill): Partial<AttemptRow> {
  return {
    cost_micro_usd: costMicroUsd,
    metrics: Object.keys(metrics).length > 0 ? JSON.stringify(metrics) : null,
  };
}
