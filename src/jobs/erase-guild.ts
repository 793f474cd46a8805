import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from '../database/schema.ts';
import { createTurns } from './turns.ts';

const rowsAtOnce = 50;

/**
 * Deletes all that is kept of a guild, account by account: between two of them, the accounts agree with their entries. What
 * the operator has said of the guild itself, its pool and whether it is served, stays.
 * @returns false when something is left: a job has not come to its end, the guild has come back, or the signal said so
 */
export async function eraseGuild(database: Kysely<Database>, guildId: string, signal?: AbortSignal): Promise<boolean> {
  for (let memberId = await anyMember(database, guildId); memberId !== null; ) {
    const isErased = !signal?.aborted && (await eraseAccount(database, guildId, memberId));
    if (!isErased) return false;
    memberId = await anyMember(database, guildId);
  }
  if (signal?.aborted) return false;
  return database.transaction().execute(async (trx) => {
    if ((await anyMember(trx, guildId)) !== null || !(await isDeparted(trx, guildId))) return false;
    await deleteInSteps(
      trx,
      (limit) => sql`
      delete from audit_entry where id in (select id from audit_entry where guild_id = ${guildId} limit ${limit})`,
    );
    await deleteInSteps(
      trx,
      (limit) => sql`
      delete from policy_version where guild_id = ${guildId}
        and n in (select n from policy_version where guild_id = ${guildId} limit ${limit})`,
    );
    await sql`delete from passed_threshold where guild_id = ${guildId}`.execute(trx);
    await sql`delete from guild_departure where guild_id = ${guildId}`.execute(trx);
    return true;
  });
}

/** Jobs that are not settled are few, and have an index of their own. */
async function isBusy(database: Kysely<Database>, guildId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from job where settled_at is null and guild_id = ${guildId} limit 1`.execute(database);
  return rows.length > 0;
}

async function isDeparted(database: Kysely<Database>, guildId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from guild_departure where guild_id = ${guildId}`.execute(database);
  return rows.length > 0;
}

async function anyMember(database: Kysely<Database>, guildId: string): Promise<string | null> {
  const { rows } = await sql<{ member_id: string }>`
    select member_id from account where guild_id = ${guildId} limit 1`.execute(database);
  return rows[0]?.member_id ?? null;
}

/** @returns false when the guild has come back, and something of it is in use again */
function eraseAccount(database: Kysely<Database>, guildId: string, memberId: string): Promise<boolean> {
  return database.transaction().execute(async (trx) => {
    if (!(await isDeparted(trx, guildId)) || (await isBusy(trx, guildId))) return false;
    await deleteInSteps(
      trx,
      (limit) => sql`
      delete from ledger_entry where id in (
        select id from ledger_entry where guild_id = ${guildId} and member_id = ${memberId} limit ${limit})`,
    );
    await eraseJobs(trx, guildId, memberId);
    await sql`delete from account where guild_id = ${guildId} and member_id = ${memberId}`.execute(trx);
    return true;
  });
}

async function eraseJobs(trx: Transaction<Database>, guildId: string, memberId: string): Promise<void> {
  const nextTurn = createTurns();
  const someJobs = async () => {
    const { rows } = await sql<{ job_id: string }>`
      select job_id from hold where guild_id = ${guildId} and member_id = ${memberId} limit ${rowsAtOnce}`.execute(trx);
    return rows;
  };
  for (let jobs = await someJobs(); jobs.length > 0; jobs = await someJobs()) {
    for (const { job_id } of jobs) {
      await sql`delete from attempt where job_id = ${job_id}`.execute(trx);
      await sql`delete from hold where job_id = ${job_id}`.execute(trx);
      await sql`delete from job where id = ${job_id}`.execute(trx);
      await nextTurn();
    }
  }
}

async function deleteInSteps(
  trx: Transaction<Database>,
  statement: (limit: number) => ReturnType<typeof sql>,
): Promise<void> {
  const nextTurn = createTurns();
  for (let deleted = 1n; deleted > 0n; ) {
    const { numAffectedRows } = await statement(rowsAtOnce).execute(trx);
    deleted = numAffectedRows ?? 0n;
    await nextTurn();
  }
}
