import { type Kysely, sql, type Transaction } from 'kysely';
import type { Clock } from '../clock.ts';
import { type AccountKey, openAccount } from '../credits/account.ts';
import { newAlias } from '../credits/alias.ts';
import { addEntry } from '../credits/entries.ts';
import { deferReferences } from '../database/dialect.ts';
import type { Database, LedgerEntryRow } from '../database/schema.ts';
import { Refusal } from '../errors/refusal.ts';
import { eraseJob } from './erase-job.ts';
import { eraseMentions } from './erase-mentions.ts';
import { createTurns } from './turns.ts';

type Write = Transaction<Database>;

/** What was erased. */
export interface Erased {
  /** Servers in which there was something. */
  readonly guilds: number;
  readonly jobs: number;
}

/** A month and some days: longer than any period of an allowance. */
const longestPeriodMs = 40 * 86_400_000;

/** An admin's words on a member's account. */
const namedByAdmins: ReadonlySet<LedgerEntryRow['kind']> = new Set(['grant', 'take', 'set', 'reset', 'correction']);

/**
 * Erases a person in all guilds: prompts, pictures, messages' ids and tokens are gone. The accounting stays, under a random
 * id in each guild from which nothing leads back, not even the ids of the jobs. All of it happens, or nothing.
 *
 * One thing stays for a while, so that nobody gets an allowance twice: an empty account that says that the current
 * period's was given. `Retention` removes it when the period is over.
 *
 * Rules that a guild's admins have laid down for this person (blocked, an allowance of their own) stay as they are in force.
 */
export class MemberErasure {
  readonly #database: Kysely<Database>;
  readonly #clock: Clock;

  constructor(database: Kysely<Database>, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /**
   * How many jobs of a person are under way: these have to end first.
   */
  async openJobs(memberId: string): Promise<number> {
    return openJobsOf(this.#database, memberId);
  }

  /**
   * Takes some seconds for ten thousand jobs, in which the database waits, but not the event loop.
   * @throws {Refusal} `privacy-open-jobs`; nothing is erased then
   */
  async erase(memberId: string): Promise<Erased> {
    const now = this.#clock.now();
    return this.#database.transaction().execute(async (trx) => {
      const open = await openJobsOf(trx, memberId);
      if (open > 0) throw new Refusal('privacy-open-jobs', { jobs: open });
      await deferReferences.execute(trx);
      const aliases = new Map<string, string>();
      const aliasIn = (guildId: string) => {
        const known = aliases.get(guildId) ?? newAlias();
        aliases.set(guildId, known);
        return known;
      };
      let jobs = 0;
      for (const guildId of await guildsWithUse(trx, memberId)) {
        jobs += await eraseAccount(trx, { guildId, memberId }, aliasIn(guildId), now);
      }
      await eraseMentions(trx, memberId, aliasIn);
      return { guilds: aliases.size, jobs };
    });
  }
}

async function openJobsOf(database: Kysely<Database>, memberId: string): Promise<number> {
  // Jobs that are not settled are few, and have an index of their own.
  const { rows } = await sql<{ jobs: number }>`
    select count(*) as jobs from job where settled_at is null and member_id = ${memberId}`.execute(database);
  return Number(rows[0]?.jobs ?? 0);
}

/** Guilds in which an account was ever used: an empty one only keeps an allowance from being given twice. */
async function guildsWithUse(trx: Write, memberId: string): Promise<string[]> {
  const { rows } = await sql<{ guild_id: string }>`
    select guild_id from account a where member_id = ${memberId} and (
      exists (select 1 from hold h where h.guild_id = a.guild_id and h.member_id = a.member_id)
      or exists (select 1 from ledger_entry e
        where e.guild_id = a.guild_id and e.member_id = a.member_id and e.amount_credits != 0))
    order by guild_id`.execute(trx);
  return rows.map(({ guild_id }) => guild_id);
}

/** @returns how many jobs it had */
async function eraseAccount(trx: Write, account: AccountKey, alias: string, now: number): Promise<number> {
  const { guildId, memberId } = account;
  const allowance = await newestAllowance(trx, account);
  await sql`
    update account set member_id = ${alias} where guild_id = ${guildId} and member_id = ${memberId}`.execute(trx);
  const jobIds = await eraseJobs(trx, account, alias);
  await renameEntries(trx, account, alias, jobIds);
  if (allowance && now - allowance.created_at < longestPeriodMs) {
    const { key, reason, created_at } = allowance;
    await openAccount(trx, account);
    await addEntry(trx, account, { kind: 'allowance', amountCredits: 0, key, reason }, created_at);
  }
  return jobIds.size;
}

type Allowance = Pick<LedgerEntryRow, 'key' | 'reason' | 'created_at'>;

async function newestAllowance(trx: Write, { guildId, memberId }: AccountKey): Promise<Allowance | null> {
  const { rows } = await sql<Allowance>`
    select key, reason, created_at from ledger_entry
    where guild_id = ${guildId} and member_id = ${memberId} and kind = 'allowance'
    order by id desc limit 1`.execute(trx);
  return rows[0] ?? null;
}

/** Erases and renames an account's jobs, whatever of them there still is. @returns new ids by old ones */
async function eraseJobs(trx: Write, account: AccountKey, alias: string): Promise<ReadonlyMap<string, string>> {
  const nextTurn = createTurns();
  const newIds = new Map<string, string>();
  for (let jobs = await someJobs(trx, account); jobs.length > 0; jobs = await someJobs(trx, account)) {
    for (const job of jobs) {
      const newId = newAlias();
      newIds.set(job.id, newId);
      await eraseJob(trx, job);
      await sql`update job set id = ${newId}, member_id = ${alias} where id = ${job.id}`.execute(trx);
      await sql`update attempt set job_id = ${newId} where job_id = ${job.id}`.execute(trx);
      await sql`update hold set job_id = ${newId}, member_id = ${alias} where job_id = ${job.id}`.execute(trx);
      await nextTurn();
    }
  }
  return newIds;
}

/** Each job has a hold, which goes over to the new name with it. */
async function someJobs(trx: Write, { guildId, memberId }: AccountKey): Promise<{ id: string; request: string }[]> {
  const { rows } = await sql<{ id: string; request: string }>`
    select job.id, job.request from hold join job on job.id = hold.job_id
    where hold.guild_id = ${guildId} and hold.member_id = ${memberId} limit 50`.execute(trx);
  return rows;
}

async function renameEntries(
  trx: Write,
  account: AccountKey,
  alias: string,
  jobIds: ReadonlyMap<string, string>,
): Promise<void> {
  const nextTurn = createTurns();
  const { guildId, memberId } = account;
  const renamed = (id: string) => (id === memberId ? alias : (jobIds.get(id) ?? id));
  for (let entries = await someEntries(trx, account); entries.length > 0; entries = await someEntries(trx, account)) {
    for (const { id, kind, key, job_id, actor_id, reason } of entries) {
      const newKey = key
        .split(':')
        .map((part) => (part === guildId ? part : renamed(part)))
        .join(':');
      await sql`
        update ledger_entry set member_id = ${alias}, key = ${newKey}, job_id = ${job_id && renamed(job_id)},
          actor_id = ${actor_id && renamed(actor_id)}, reason = ${namedByAdmins.has(kind) ? null : reason}
        where id = ${id}`.execute(trx);
      await nextTurn();
    }
  }
}

type Entry = Pick<LedgerEntryRow, 'id' | 'kind' | 'key' | 'job_id' | 'actor_id' | 'reason'>;

async function someEntries(trx: Write, { guildId, memberId }: AccountKey): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    select id, kind, key, job_id, actor_id, reason from ledger_entry
    where guild_id = ${guildId} and member_id = ${memberId} limit 50`.execute(trx);
  return rows;
}
