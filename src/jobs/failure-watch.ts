import { type Kysely, sql } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/schema.ts';
import {
  type FailureRate,
  failingShare,
  failureNews,
  failureRate,
  failureWindowMs,
  type JobEnds,
} from './failure-rate.ts';

/** Of a guild with more in the window, the newest say enough; and one look stays well below a millisecond. */
const mostJobs = 200;

/** The row of a trouble that lasts, beside the thresholds of pools. */
const row = { what: 'failures', period_key: 'lasting', percent: failingShare * 100 } as const;

/** Looks how many of a guild's videos fail. What was told is remembered over restarts. */
export class FailureWatch {
  readonly #database: Kysely<Database>;
  readonly #clock: Clock;

  constructor(database: Kysely<Database>, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /**
   * What a guild's admins are to be told now, and writes down that they were. To be called after a job of the guild ended,
   * not twice at the same time for one guild.
   * @returns null where there is nothing new
   */
  async news(guildId: string): Promise<FailureRate | null> {
    const now = this.#clock.now();
    const rate = failureRate(await this.#ends(guildId, now - failureWindowMs));
    const news = failureNews(rate, await this.#toldAt(guildId), now);
    if (news === null) return null;
    await this.#database.transaction().execute(async (trx) => {
      await trx.deleteFrom('passed_threshold').where('guild_id', '=', guildId).where('what', '=', row.what).execute();
      if (news === 'told')
        await trx
          .insertInto('passed_threshold')
          .values({ guild_id: guildId, ...row, passed_at: now })
          .execute();
    });
    return news === 'told' ? rate : null;
  }

  async #ends(guildId: string, since: number): Promise<JobEnds[]> {
    const { rows } = await sql<JobEnds>`
      select failure, count(*) as jobs from (
        select failure from job where guild_id = ${guildId} and ended_at >= ${since}
        order by ended_at desc limit ${mostJobs}
      ) as newest group by failure order by failure`.execute(this.#database);
    return rows.map(({ failure, jobs }) => ({ failure, jobs: Number(jobs) }));
  }

  async #toldAt(guildId: string): Promise<number | null> {
    const told = await this.#database
      .selectFrom('passed_threshold')
      .select('passed_at')
      .where('guild_id', '=', guildId)
      .where('what', '=', row.what)
      .executeTakeFirst();
    return told?.passed_at ?? null;
  }
}
