import type { Kysely } from 'kysely';
import type { Database } from '../database/schema.ts';
import { durationSeconds, endedIn, slicesOf } from './ended-jobs.ts';
import { localDays, type Span } from './local-days.ts';
import type { Usage } from './usage-figures.ts';
import { UsageTally } from './usage-tally.ts';

export interface UsageSpan extends Span {
  /** As IANA names it: it says where a day begins. */
  readonly timeZone: string;
}

/**
 * What a guild used: jobs and credits count on the day on which the job ended, since that is when its credits are posted. A
 * command that Discord never acknowledged (`cancelled`) was nobody's video and counts nowhere.
 *
 * Jobs that end while this reads may or may not be in all of it.
 * @throws {RangeError} where the span is empty or longer than a year
 * @throws {UnknownTimeZoneError}
 */
export async function usageOf(database: Kysely<Database>, guildId: string, span: UsageSpan): Promise<Usage> {
  const tally = new UsageTally();
  for (const { date, start, end } of localDays(span, span.timeZone)) {
    tally.openDay(date);
    for await (const slice of slicesOf(database, guildId, { from: start, until: end })) {
      tally.addOutcomes(date, await outcomesIn(database, guildId, slice));
      tally.addMembers(await membersIn(database, guildId, slice));
      tally.addDurations(await durationsIn(database, guildId, slice));
    }
  }
  return tally.usage();
}

/** A slice's jobs by model and end. A model is what the first attempt asked for; all attempts of a job ask for the same. */
function outcomesIn(database: Kysely<Database>, guildId: string, slice: Span) {
  return jobsWithCredits(database, guildId, slice)
    .leftJoin('attempt', (join) => join.onRef('attempt.job_id', '=', 'job.id').on('attempt.n', '=', 1))
    .select(['attempt.model', 'job.failure'])
    .groupBy(['attempt.model', 'job.failure'])
    .execute();
}

function membersIn(database: Kysely<Database>, guildId: string, slice: Span) {
  return jobsWithCredits(database, guildId, slice).select('job.member_id').groupBy('job.member_id').execute();
}

/** How many jobs ended how, and for how many credits: a posted hold is what was spent, whatever the price was. */
function jobsWithCredits(database: Kysely<Database>, guildId: string, slice: Span) {
  return database
    .selectFrom('job')
    .leftJoin('hold', (join) => join.onRef('hold.job_id', '=', 'job.id').on('hold.state', '=', 'posted'))
    .where(endedIn(guildId, slice))
    .select(({ fn }) => ['job.state', fn.countAll().as('jobs'), fn.sum('hold.amount_credits').as('credits')])
    .groupBy('job.state');
}

/** How many videos took how many seconds: some hundred rows at most, however many videos there are. */
function durationsIn(database: Kysely<Database>, guildId: string, slice: Span) {
  return database
    .selectFrom('job')
    .where(endedIn(guildId, slice))
    .where('job.state', '=', 'delivered')
    .select(({ fn }) => [durationSeconds.as('seconds'), fn.countAll().as('jobs')])
    .groupBy(durationSeconds)
    .execute();
}
