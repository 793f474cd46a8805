import { setImmediate } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Database } from '../database/schema.ts';
import { durationSeconds, endedIn, slicesOf } from './ended-jobs.ts';
import type { Span } from './local-days.ts';
import type { Usage } from './usage-figures.ts';
import { UsageTally } from './usage-tally.ts';

/** How the service did as a whole, without a word of whom it served. */
export type ServiceFigures = Pick<Usage, 'total' | 'failureShare' | 'durationSeconds'>;

/** The figures of all guilds together; a job counts when it ended, as in a guild's usage. */
export async function serviceFiguresOf(database: Kysely<Database>, span: Span): Promise<ServiceFigures> {
  const tally = new UsageTally();
  for await (const slice of slicesOf(database, null, span)) {
    tally.addOutcomes('', await outcomesIn(database, slice));
    // Each of the two is a turn of the event loop by itself.
    await setImmediate();
    tally.addDurations(await durationsIn(database, slice));
  }
  const { total, failureShare, durationSeconds: durations } = tally.usage();
  return { total, failureShare, durationSeconds: durations };
}

async function outcomesIn(database: Kysely<Database>, slice: Span) {
  const rows = await database
    .selectFrom('job')
    .leftJoin('hold', (join) => join.onRef('hold.job_id', '=', 'job.id').on('hold.state', '=', 'posted'))
    .where(endedIn(null, slice))
    .select(({ fn }) => ['job.state', fn.countAll().as('jobs'), fn.sum('hold.amount_credits').as('credits')])
    .groupBy('job.state')
    .execute();
  return rows.map((row) => ({ ...row, model: null, failure: null }));
}

function durationsIn(database: Kysely<Database>, slice: Span) {
  return database
    .selectFrom('job')
    .where(endedIn(null, slice))
    .where('job.state', '=', 'delivered')
    .select(({ fn }) => [durationSeconds.as('seconds'), fn.countAll().as('jobs')])
    .groupBy(durationSeconds)
    .execute();
}
