import { setImmediate } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { AccountKey } from '../credits/account.ts';
import type { Database } from '../database/schema.ts';
import { type ErasableJob, eraseJob } from './erase-job.ts';
import { removeErasedVideos } from './set-aside-videos.ts';
import { createTurns } from './turns.ts';

const dayMs = 86_400_000;
/** A commit for each: some milliseconds. */
const jobsAtOnce = 25;
const accountsAtOnce = 500;
/** Longer than any period of an allowance: nobody can be given one twice any more. */
const emptyAccountDays = 40;

export interface RetentionParts {
  readonly database: Kysely<Database>;
  /** Whole days after the end of a job. */
  readonly retentionDays: number;
  /** Where videos are that could not be delivered. */
  readonly videoDirectory: string;
}

/** What one round has erased. */
export interface RetentionReport {
  readonly jobs: number;
  readonly accounts: number;
}

/** Erases what nobody needs any more, in small steps between which everything else has its turn. */
export class Retention {
  readonly #parts: RetentionParts;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
  }

  /**
   * Erases what is personal in jobs that ended long ago, videos that were kept for the operator of such jobs, and accounts
   * in which there never was a credit.
   * @param signal - ends it between two steps; what was erased stays erased
   */
  async run(now: number, signal?: AbortSignal): Promise<RetentionReport> {
    const { database, retentionDays, videoDirectory } = this.#parts;
    const jobs = await this.#eraseJobs(now - retentionDays * dayMs, signal);
    const accounts = await this.#removeEmptyAccounts(now - emptyAccountDays * dayMs, signal);
    if (!signal?.aborted) await removeErasedVideos(videoDirectory, database);
    return { jobs, accounts };
  }

  async #eraseJobs(endedBefore: number, signal: AbortSignal | undefined): Promise<number> {
    for (let erased = 0; ; ) {
      const jobs = signal?.aborted ? [] : await this.#someJobs(endedBefore);
      if (jobs.length === 0) return erased;
      await this.#parts.database.transaction().execute(async (trx) => {
        for (const job of jobs) await eraseJob(trx, job);
      });
      erased += jobs.length;
      await setImmediate();
    }
  }

  async #someJobs(endedBefore: number): Promise<ErasableJob[]> {
    // The conditions are written as the index has them.
    const { rows } = await sql<ErasableJob>`
      select id, request from job
      where ended_at is not null and locale != '' and ended_at < ${endedBefore} and settled_at is not null
      order by ended_at limit ${jobsAtOnce}`.execute(this.#parts.database);
    return rows;
  }

  /** Those that erasing a member leaves behind for a while, and those of members who were only ever given nothing. */
  async #removeEmptyAccounts(unusedSince: number, signal: AbortSignal | undefined): Promise<number> {
    const nextTurn = createTurns();
    let removed = 0;
    for (let last: AccountKey | null = { guildId: '', memberId: '' }; last !== null && !signal?.aborted; ) {
      const accounts = await someAccounts(this.#parts.database, last, unusedSince);
      for (const { guildId, memberId, isUnused } of accounts) {
        if (isUnused && (await this.#removeIfUnused({ guildId, memberId }, unusedSince))) removed += 1;
        await nextTurn();
      }
      last = accounts.at(-1) ?? null;
      await setImmediate();
    }
    return removed;
  }

  #removeIfUnused({ guildId, memberId }: AccountKey, unusedSince: number): Promise<boolean> {
    return this.#parts.database.transaction().execute(async (trx) => {
      const { rows } = await sql`
        select 1 from account a
        where guild_id = ${guildId} and member_id = ${memberId} and ${isUnused(unusedSince)}`.execute(trx);
      if (rows.length === 0) return false;
      await sql`delete from ledger_entry where guild_id = ${guildId} and member_id = ${memberId}`.execute(trx);
      await sql`delete from account where guild_id = ${guildId} and member_id = ${memberId}`.execute(trx);
      return true;
    });
  }
}

/** The next accounts in their order. */
async function someAccounts(
  database: Kysely<Database>,
  { guildId, memberId }: AccountKey,
  unusedSince: number,
): Promise<(AccountKey & { isUnused: number })[]> {
  const { rows } = await sql<AccountKey & { isUnused: number }>`
    select guild_id as "guildId", member_id as "memberId", ${isUnused(unusedSince)} as "isUnused"
    from account a where (guild_id, member_id) > (${guildId}, ${memberId})
    order by guild_id, member_id limit ${accountsAtOnce}`.execute(database);
  return rows;
}

/** Nothing was ever given, spent or held, and no allowance of nothing is of a period that may last. */
const isUnused = (unusedSince: number) => sql`(
  a.balance_credits = 0 and a.held_credits = 0
  and not exists (select 1 from hold h where h.guild_id = a.guild_id and h.member_id = a.member_id)
  and not exists (select 1 from ledger_entry e where e.guild_id = a.guild_id and e.member_id = a.member_id
    and (e.amount_credits != 0 or e.created_at >= ${unusedSince})))`;
