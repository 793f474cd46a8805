import type { Kysely } from 'kysely';
import type { Database } from '../database/schema.ts';

/** What an operator watches of the jobs. Both read the unsettled ones alone, by their index. */

/** How many jobs stand in each open state; states without any are missing. */
export async function countOpenJobs(database: Kysely<Database>): Promise<Record<string, number>> {
  const rows = await database
    .selectFrom('job')
    .select(['state', (job) => job.fn.countAll<number>().as('jobs')])
    .where('settled_at', 'is', null)
    .where('ended_at', 'is', null)
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map(({ state, jobs }) => [state, Number(jobs)]));
}

/** When the job that waits longest for a provider was given, milliseconds since the epoch; null when none waits. */
export async function longestWaitingSince(database: Kysely<Database>): Promise<number | null> {
  const row = await database
    .selectFrom('job')
    .select('created_at')
    .where('settled_at', 'is', null)
    .where('state', '=', 'preparing')
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirst();
  return row?.created_at ?? null;
}
