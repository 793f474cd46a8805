import { sql, type Transaction } from 'kysely';
import { newAlias } from '../credits/alias.ts';
import { addEntry } from '../credits/entries.ts';
import type { Database, LedgerEntryRow } from '../database/schema.ts';
import { eraseJob } from './erase-job.ts';
import type { Erasure, ErasureSteps } from './erasure-record.ts';

/**
 * Hands a member's accounts over to those of nobody, a few rows at a time. Two corrections stand for what is still to come,
 * one on each side: so both balances are right from the first step to the last, and no account ever falls below zero.
 */

type Write = Transaction<Database>;

/** A job is some ten statements. */
const jobsAtOnce = 20;
const entriesAtOnce = 50;

/**
 * How long what is left of an allowance reminds that it was given: longer than any period lasts. Whoever comes back gets none
 * a second time.
 */
export const allowanceMarkMs = 40 * 86_400_000;

/** An admin's words on a member's account. */
const namedByAdmins: ReadonlySet<LedgerEntryRow['kind']> = new Set(['grant', 'take', 'set', 'reset', 'correction']);

/** What stands for the entries that are still the member's, and for those that are not yet nobody's. */
const correctionKeys = (alias: string) => ({ ofMember: `erasure:${alias}:from`, ofNobody: `erasure:${alias}:to` });

/** Moves all that a member has to the accounts under the aliases: nothing of it can be spent any more. */
export async function giveUpCredits(trx: Write, memberId: string, now: number): Promise<void> {
  const { rows } = await sql<{ guildId: string; alias: string; credits: number }>`
    select m.guild_id as "guildId", m.alias, a.balance_credits as credits
    from member_alias m join account a on a.guild_id = m.guild_id and a.member_id = m.member_id
    where m.member_id = ${memberId}`.execute(trx);
  for (const { guildId, alias, credits } of rows) {
    const { ofMember, ofNobody } = correctionKeys(alias);
    await trx
      .insertInto('account')
      .values({ guild_id: guildId, member_id: alias, balance_credits: 0, held_credits: 0 })
      .execute();
    const correction = { kind: 'correction' } as const;
    await addEntry(trx, { guildId, memberId }, { ...correction, amountCredits: 0 - credits, key: ofMember }, now);
    await addEntry(trx, { guildId, memberId: alias }, { ...correction, amountCredits: credits, key: ofNobody }, now);
  }
}

/** Takes what is personal out of the jobs and entries that there were at the beginning, and makes them nobody's. */
export async function eraseAccounts({ erasure, step }: ErasureSteps): Promise<void> {
  while (await step((trx) => handOverJobs(trx, erasure)));
  while (await step((trx) => handOverEntries(trx, erasure)));
  await step((trx) => closeAccounts(trx, erasure));
}

/** The aliases that have an account. A guild in which somebody else has named the member has an alias alone. */
const handedOver = sql`(
  select m.* from member_alias m join account on account.guild_id = m.guild_id and account.member_id = m.alias)`;

interface ErasedJob {
  readonly id: string;
  /** JSON. */
  readonly request: string;
  readonly alias: string;
}

/**
 * A job goes with its attempts, its hold and its entries. One of which the member has heard the end since is left: it was
 * begun later, whatever its id says.
 */
async function handOverJobs(trx: Write, erasure: Erasure): Promise<boolean> {
  const { memberId, lastJobId, lastEntryId } = erasure;
  const { rows: jobs } = await sql<ErasedJob>`
    select job.id, job.request, m.alias
    from ${handedOver} m
      join hold h on h.guild_id = m.guild_id and h.member_id = m.member_id
      join job on job.id = h.job_id
    where m.member_id = ${memberId} and h.job_id <= ${lastJobId} and job.settled_at is not null
      and not exists (select 1 from ledger_entry e where e.job_id = h.job_id and e.id > ${lastEntryId})
    limit ${jobsAtOnce}`.execute(trx);
  const moved = new Map<string, number>();
  for (const job of jobs) moved.set(job.alias, (moved.get(job.alias) ?? 0) + (await handOverJob(trx, memberId, job)));
  for (const [alias, credits] of moved) await moveCorrections(trx, alias, credits);
  return jobs.length === jobsAtOnce;
}

/** @returns the sum of its entries */
async function handOverJob(trx: Write, memberId: string, job: ErasedJob): Promise<number> {
  const { id, alias } = job;
  const newId = newAlias();
  await eraseJob(trx, job);
  await sql`update job set id = ${newId}, member_id = ${alias} where id = ${id}`.execute(trx);
  await sql`update attempt set job_id = ${newId} where job_id = ${id}`.execute(trx);
  await sql`update hold set job_id = ${newId}, member_id = ${alias} where job_id = ${id}`.execute(trx);
  const { rows } = await sql<{ credits: number }>`
    update ledger_entry set member_id = ${alias}, job_id = ${newId}, key = replace(key, ${id}, ${newId}),
      actor_id = case when actor_id = ${memberId} then ${alias} else actor_id end
    where job_id = ${id} returning amount_credits as credits`.execute(trx);
  return rows.reduce((sum, { credits }) => sum + credits, 0);
}

type Entry = Pick<
  LedgerEntryRow,
  'id' | 'guild_id' | 'kind' | 'amount_credits' | 'key' | 'actor_id' | 'reason' | 'created_at'
>;

/** All entries but those of jobs, which are gone by now. What is left of young allowances stays, worth nothing. */
async function handOverEntries(trx: Write, erasure: Erasure): Promise<boolean> {
  const { memberId, lastEntryId } = erasure;
  const { rows: entries } = await sql<Entry & { alias: string }>`
    select e.id, e.guild_id, e.kind, e.amount_credits, e.key, e.actor_id, e.reason, e.created_at, m.alias
    from ${handedOver} m join ledger_entry e on e.guild_id = m.guild_id and e.member_id = m.member_id
    where m.member_id = ${memberId} and e.id <= ${lastEntryId}
      and not (e.kind = 'allowance' and e.amount_credits = 0 and e.created_at > ${youngSince(erasure)})
    limit ${entriesAtOnce}`.execute(trx);
  const moved = new Map<string, number>();
  for (const { alias, ...entry } of entries) {
    await handOverEntry(trx, erasure, entry, alias);
    moved.set(alias, (moved.get(alias) ?? 0) + entry.amount_credits);
  }
  for (const [alias, credits] of moved) await moveCorrections(trx, alias, credits);
  return entries.length === entriesAtOnce;
}

async function handOverEntry(trx: Write, erasure: Erasure, entry: Entry, alias: string): Promise<void> {
  const { memberId } = erasure;
  const { id, kind, created_at } = entry;
  const key = entry.key
    .split(':')
    .map((part) => (part === memberId ? alias : part))
    .join(':');
  if (kind === 'allowance' && created_at > youngSince(erasure)) {
    // The entry itself stays, so that its place among the others says what it said before.
    await sql`
      insert into ledger_entry (guild_id, member_id, kind, amount_credits, key, reason, created_at)
      select guild_id, ${alias}, kind, amount_credits, ${key}, reason, created_at from ledger_entry where id = ${id}`.execute(
      trx,
    );
    await sql`update ledger_entry set amount_credits = 0 where id = ${id}`.execute(trx);
    return;
  }
  const actor = entry.actor_id === memberId ? alias : entry.actor_id;
  const reason = namedByAdmins.has(kind) ? null : entry.reason;
  await sql`
    update ledger_entry set member_id = ${alias}, key = ${key}, actor_id = ${actor}, reason = ${reason}
    where id = ${id}`.execute(trx);
}

function youngSince({ begunAt }: Erasure): number {
  return begunAt - allowanceMarkMs;
}

/** @throws {Error} where a correction is not there: what was moved would be missing */
async function moveCorrections(trx: Write, alias: string, credits: number): Promise<void> {
  const { ofMember, ofNobody } = correctionKeys(alias);
  const { numAffectedRows } = await sql`
    update ledger_entry
    set amount_credits = amount_credits + case when key = ${ofMember} then ${credits} else ${0 - credits} end
    where key in (${ofMember}, ${ofNobody})`.execute(trx);
  if (numAffectedRows !== 2n) throw new Error(`the corrections of an erasure are not there: ${numAffectedRows}`);
}

/** The corrections have come to nothing. An account of which nothing else is left goes with them. */
async function closeAccounts(trx: Write, { memberId }: Erasure): Promise<boolean> {
  const aliases = await trx.selectFrom('member_alias').selectAll().where('member_id', '=', memberId).execute();
  for (const { guild_id, alias } of aliases) {
    const { ofMember, ofNobody } = correctionKeys(alias);
    await sql`
      delete from ledger_entry where key in (${ofMember}, ${ofNobody}) and amount_credits = 0`.execute(trx);
    await sql`
      delete from account where guild_id = ${guild_id} and member_id = ${memberId} and balance_credits = 0
        and not exists (select 1 from hold h where h.guild_id = account.guild_id and h.member_id = account.member_id)
        and not exists (
          select 1 from ledger_entry e where e.guild_id = account.guild_id and e.member_id = account.member_id)`.execute(
      trx,
    );
  }
  return true;
}
