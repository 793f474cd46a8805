import { type Kysely, sql } from 'kysely';
import type { ProviderName } from '../catalogue/models.ts';
import type { AccountKey } from '../credits/account.ts';
import type { Database, JobRow } from '../database/schema.ts';
import { type Job, type JobState, openJobStates } from './job.ts';
import { toJob } from './job-rows.ts';

/** Which of a member's jobs are asked for. */
export const jobFilters = ['all', 'open', 'done', 'without-video'] as const;
export type JobFilter = (typeof jobFilters)[number];

const statesOf: Readonly<Record<JobFilter, readonly JobState[] | null>> = {
  all: null,
  open: openJobStates,
  done: ['delivered'],
  'without-video': ['failed', 'cancelled', 'undelivered'],
};

/** Which part of the list: its newest, or what stands before or after a job. */
export interface JobSpot {
  readonly beforeId?: string;
  readonly afterId?: string;
}

export interface JobPage {
  /** Newest first. */
  readonly jobs: readonly Job[];
  readonly hasNewer: boolean;
  readonly hasOlder: boolean;
}

/** What members asked for in a guild, as long as it is not erased. Read only. */
export class JobHistory {
  readonly #database: Kysely<Database>;

  constructor(database: Kysely<Database>) {
    this.#database = database;
  }

  /** A page of at most `limit` jobs. A job that is named and gone begins the list anew. */
  async page(member: AccountKey, filter: JobFilter, { beforeId, afterId }: JobSpot, limit: number): Promise<JobPage> {
    const isUpwards = afterId !== undefined;
    const from = await this.#createdAt(member, afterId ?? beforeId);
    // One more than is shown tells whether the list goes on.
    const rows = await this.#rows(member, filter, from, { isUpwards: isUpwards && from !== null, limit: limit + 1 });
    const hasMore = rows.length > limit;
    const jobs = rows.slice(0, limit).map((row) => toJob(row));
    if (isUpwards && from !== null) return { jobs: jobs.toReversed(), hasNewer: hasMore, hasOlder: true };
    return { jobs, hasNewer: from !== null, hasOlder: hasMore };
  }

  /** Who makes or made a job's video; null before anybody was asked. */
  async serviceOf(jobId: string): Promise<ProviderName | null> {
    const attempt = await this.#database
      .selectFrom('attempt')
      .select('provider')
      .where('job_id', '=', jobId)
      .orderBy('n', 'desc')
      .limit(1)
      .executeTakeFirst();
    // Written by raybot itself.
    return (attempt?.provider ?? null) as ProviderName | null;
  }

  /** The way to a member's jobs leads over their holds: the index is there, and each job has one. */
  async #rows(
    { guildId, memberId }: AccountKey,
    filter: JobFilter,
    from: Spot | null,
    { isUpwards, limit }: { readonly isUpwards: boolean; readonly limit: number },
  ): Promise<JobRow[]> {
    const states = statesOf[filter];
    const ofState = states === null ? sql`` : sql`and job.state in (${sql.join([...states])})`;
    const beyond = isUpwards ? sql`>` : sql`<`;
    const there = from ? sql`and (hold.created_at, hold.job_id) ${beyond} (${from.createdAt}, ${from.jobId})` : sql``;
    const order = isUpwards ? sql`asc` : sql`desc`;
    const { rows } = await sql<JobRow>`
      select job.* from hold join job on job.id = hold.job_id
      where hold.guild_id = ${guildId} and hold.member_id = ${memberId} and job.locale != '' ${ofState} ${there}
      order by hold.created_at ${order}, hold.job_id ${order} limit ${limit}`.execute(this.#database);
    return rows;
  }

  async #createdAt({ guildId, memberId }: AccountKey, jobId: string | undefined): Promise<Spot | null> {
    if (jobId === undefined) return null;
    const hold = await this.#database
      .selectFrom('hold')
      .select('created_at')
      .where('job_id', '=', jobId)
      .where('guild_id', '=', guildId)
      .where('member_id', '=', memberId)
      .executeTakeFirst();
    return hold ? { createdAt: hold.created_at, jobId } : null;
  }
}

interface Spot {
  readonly createdAt: number;
  readonly jobId: string;
}
