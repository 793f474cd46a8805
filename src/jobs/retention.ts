import { setImmediate } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { AccountKey } from '../credits/account.ts';
import type { Database } from '../database/schema.ts';
import { allowanceMarkMs } from './erase-accounts.ts';
import { type ErasableJob, eraseJob } from './erase-job.ts';
import { finishBegunErasures } from './member-erasure.ts';
import { removeErasedVideos } from './set-aside-videos.ts';
import { createTurns } from './turns.ts';

const dayMs = 86_400_000;
/** A commit for each: some milliseconds. */
const jobsAtOnce = 25;
const accountsAtOnce = 500;
const reportsAtOnce = 50;

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
   * Goes on with the erasures of members that a stop or a crash has cut off.
   * @returns how many were done
   * @throws the signal's reason; what is left can be gone on with at any time
   */
  finishErasures(signal?: Pick<AbortSignal, 'throwIfAborted'>): Promise<number> {
    return finishBegunErasures(this.#parts.database, signal);
  }

  /**
   * Erases what is personal in jobs that ended long ago, videos that were kept for the operator of such jobs, old reports,
   * and accounts in which there never was a credit.
   * @param signal - ends it between two steps; what was erased stays erased
   */
  async run(now: number, signal?: AbortSignal): Promise<RetentionReport> {
    const { database, retentionDays, videoDirectory } = this.#parts;
    const jobs = await this.#eraseJobs(now - retentionDays * dayMs, signal);
    await this.#removeReports(now, signal);
    const accounts = await this.#removeEmptyAccounts(now - allowanceMarkMs, signal);
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

  /** What stands in them is as old as the videos that they are about, or younger. Modals live for an hour. */
  async #removeReports(now: number, signal: AbortSignal | undefined): Promise<void> {
    const { database, retentionDays } = this.#parts;
    await sql`delete from open_form where expires_at <= ${now}`.execute(database);
    for (let removed = BigInt(reportsAtOnce); removed === BigInt(reportsAtOnce) && !signal?.aborted; ) {
      const { numAffectedRows } = await sql`
        delete from video_report where id in (
          select id from video_report where created_at < ${now - retentionDays * dayMs} limit ${reportsAtOnce})`.execute(
        database,
      );
      removed = numAffectedRows ?? 0n;
      await setImmediate();
    }
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

/**
 * Nothing was ever given, spent or held, and no allowance of nothing is of a period that may last. An account that is being
 * handed over may look like that for a moment.
 */
const isUnused = (unusedSince: number) => sql`(
  a.balance_credits = 0 and a.held_credits = 0
  and not exists (
    select 1 from member_alias m where m.guild_id = a.guild_id and a.member_id in (m.member_id, m.alias))
  and not exists (select 1 from hold h where h.guild_id = a.guild_id and h.member_id = a.member_id)
  and not exists (select 1 from ledger_entry e where e.guild_id = a.guild_id and e.member_id = a.member_id
    and (e.amount_credits != 0 or e.created_at >= ${unusedSince})))`;
