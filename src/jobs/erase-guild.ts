import { type Kysely, sql, type Transaction } from 'kysely';
import { type AccountKey, openAccount } from '../credits/account.ts';
import type { Database } from '../database/schema.ts';

type Write = Transaction<Database>;

/** Does some of its work on a guild. @returns whether there may be more */
type Step = (trx: Write, guildId: string) => Promise<boolean>;

/** A job is some ten statements. */
const jobsAtOnce = 20;
const rowsAtOnce = 50;
/** The rules of a large guild are up to a hundred thousand characters. */
const versionsAtOnce = 20;

/**
 * Deletes all that is kept of a guild, a few rows at a time: after each of them the accounts agree with their entries, and the
 * rules in force are there, so that a guild that comes back in the middle goes on with what there is. What the operator has
 * said of the guild itself stays: whether it is served, and what is left of a pool that was given for ever.
 * @returns false when something is left: a job has not come to its end, the guild has come back, a member of it is being
 *   erased, or the signal said so
 */
export async function eraseGuild(database: Kysely<Database>, guildId: string, signal?: AbortSignal): Promise<boolean> {
  for (const step of [eraseSomeJobs, eraseSomeAccounts, eraseSomeReports, eraseSomeAudit, eraseSomeVersions]) {
    for (let isMore = true; isMore; ) {
      if (signal?.aborted) return false;
      const outcome = await take(database, guildId, step);
      if (outcome === null) return false;
      isMore = outcome;
      await new Promise(setImmediate);
    }
  }
  // Without a turn for anybody else after it: whoever has the guild in memory has to forget it at once.
  return !signal?.aborted && (await take(database, guildId, eraseRest)) !== null;
}

/** @returns null where nothing may be done */
async function take(database: Kysely<Database>, guildId: string, step: Step): Promise<boolean | null> {
  return database.transaction().execute(async (trx) => ((await mayBeErased(trx, guildId)) ? step(trx, guildId) : null));
}

/** Jobs that are not settled are few, and have an index of their own; so are members who are just being erased. */
async function mayBeErased(trx: Write, guildId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from guild_departure where guild_id = ${guildId}
      and not exists (select 1 from job where settled_at is null and guild_id = ${guildId})
      and not exists (select 1 from member_alias where guild_id = ${guildId})`.execute(trx);
  return rows.length > 0;
}

async function eraseSomeJobs(trx: Write, guildId: string): Promise<boolean> {
  const holds = await trx
    .selectFrom('hold')
    .select(['job_id', 'member_id', 'amount_credits', 'state'])
    .where('guild_id', '=', guildId)
    .limit(jobsAtOnce)
    .execute();
  const gone = new Map<string, number>();
  let spent = 0;
  for (const { job_id, member_id, amount_credits, state } of holds) {
    if (state !== 'voided') spent += amount_credits;
    const { rows } = await sql<{ credits: number }>`
      delete from ledger_entry where job_id = ${job_id} returning amount_credits as credits`.execute(trx);
    gone.set(
      member_id,
      rows.reduce((sum, { credits }) => sum + credits, gone.get(member_id) ?? 0),
    );
    await sql`delete from attempt where job_id = ${job_id}`.execute(trx);
    await sql`delete from hold where job_id = ${job_id}`.execute(trx);
    await sql`delete from job where id = ${job_id}`.execute(trx);
  }
  for (const [memberId, credits] of gone) await standIn(trx, { guildId, memberId }, credits);
  await takeFromPool(trx, guildId, spent);
  return holds.length === jobsAtOnce;
}

/** Counts towards a pool without an end what nobody will find in the holds any more: a guild gets it once. */
async function takeFromPool(trx: Write, guildId: string, spent: number): Promise<void> {
  await sql`
    update guild_budget set credits = case when credits > ${spent} then credits - ${spent} else 0 end
    where guild_id = ${guildId} and period is null`.execute(trx);
}

/** Accounts with their entries. Those of many entries lose them first. */
async function eraseSomeAccounts(trx: Write, guildId: string): Promise<boolean> {
  for (let rest = rowsAtOnce; rest > 0; ) {
    const [account] = await trx
      .selectFrom('account')
      .select('member_id')
      .where('guild_id', '=', guildId)
      .limit(1)
      .execute();
    if (!account) return false;
    const key = { guildId, memberId: account.member_id };
    const { rows } = await sql<{ credits: number }>`
      delete from ledger_entry where id in (
        select id from ledger_entry where guild_id = ${guildId} and member_id = ${key.memberId}
          and key != ${standInKey(key)} limit ${rest}
      ) returning amount_credits as credits`.execute(trx);
    if (rows.length === rest) {
      await standIn(
        trx,
        key,
        rows.reduce((sum, { credits }) => sum + credits, 0),
      );
      return true;
    }
    await sql`delete from ledger_entry where key = ${standInKey(key)}`.execute(trx);
    await sql`delete from account where guild_id = ${guildId} and member_id = ${key.memberId}`.execute(trx);
    rest -= rows.length + 1;
  }
  return true;
}

const standInKey = ({ guildId, memberId }: AccountKey) => `erased:${guildId}:${memberId}`;

/** One entry stands for all that are gone of an account, so that its balance stays the sum of its entries. */
async function standIn(trx: Write, account: AccountKey, credits: number): Promise<void> {
  const { guildId, memberId } = account;
  await openAccount(trx, account);
  await sql`
    insert into ledger_entry (guild_id, member_id, kind, amount_credits, key, created_at)
    values (${guildId}, ${memberId}, 'correction', ${credits}, ${standInKey(account)}, 0)
    on conflict (key) do update set amount_credits = ledger_entry.amount_credits + excluded.amount_credits`.execute(
    trx,
  );
}

const eraseSomeReports: Step = async (trx, guildId) => {
  await sql`delete from open_form where guild_id = ${guildId}`.execute(trx);
  const { numAffectedRows } = await sql`
    delete from video_report where id in (
      select id from video_report where guild_id = ${guildId} limit ${rowsAtOnce})`.execute(trx);
  return numAffectedRows === BigInt(rowsAtOnce);
};

const eraseSomeAudit: Step = async (trx, guildId) => {
  const { numAffectedRows } = await sql`
    delete from audit_entry where id in (
      select id from audit_entry where guild_id = ${guildId} limit ${rowsAtOnce})`.execute(trx);
  return numAffectedRows === BigInt(rowsAtOnce);
};

/** All but the rules in force. */
const eraseSomeVersions: Step = async (trx, guildId) => {
  const { numAffectedRows } = await sql`
    delete from policy_version where guild_id = ${guildId} and n in (
      select n from policy_version
      where guild_id = ${guildId} and n < (select max(n) from policy_version where guild_id = ${guildId})
      limit ${versionsAtOnce})`.execute(trx);
  return numAffectedRows === BigInt(versionsAtOnce);
};

/** What little is left, with the word that the guild has gone. */
const eraseRest: Step = async (trx, guildId) => {
  for (const table of ['audit_entry', 'policy_version', 'passed_threshold', 'guild_departure'] as const) {
    await trx.deleteFrom(table).where('guild_id', '=', guildId).execute();
  }
  return false;
};
