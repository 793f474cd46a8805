import { type Kysely, sql, type Transaction } from 'kysely';
import { isDuplicateKey } from '../database/dialect.ts';
import { insertRow } from '../database/insert-row.ts';
import type { Database, LedgerEntryRow } from '../database/schema.ts';
import { type Allowance, periodAt, refillCredits } from './allowance.ts';

/**
 * The accounts: one for each member of each guild. Credits move in two phases, as in TigerBeetle's two-phase transfers
 * (https://docs.tigerbeetle.com/coding/two-phase-transfers/): a hold is pending, then posted or voided, at most once.
 * Entries are only ever added. `balance = Σ entries`, `available = balance − pending holds`.
 *
 * What every command waits for is written as SQL: put together by a query builder it takes several times as long.
 *
 * Every change of an account happens in a transaction of the caller, so that a job's state and its credits move together.
 */

/** A member in a guild. */
export interface AccountKey {
  readonly guildId: string;
  readonly memberId: string;
}

export interface Balance {
  readonly balanceCredits: number;
  readonly heldCredits: number;
  readonly availableCredits: number;
}

export interface NewHold extends AccountKey {
  readonly jobId: string;
  readonly amountCredits: number;
}

type Write = Transaction<Database>;

/** The same job asked for another hold than the one it has: a fault in raybot, never shown as «already done». */
export class LedgerConflictError extends Error {
  constructor(jobId: string, what: string) {
    super(`Ledger conflict on job ${jobId}: ${what}`);
    this.name = 'LedgerConflictError';
  }
}

/**
 * Opens the account where it is new and gives the allowance of the current period, once.
 * A clock that was set back meets the key of a period that was filled already, or fills an older one up to the same limit.
 */
export async function refill(trx: Write, account: AccountKey, allowance: Allowance, now: number): Promise<void> {
  const period = periodAt(allowance.period, now);
  const key = `allowance:${account.guildId}:${account.memberId}:${period.key}`;
  const done = await sql`select 1 from ledger_entry where key = ${key}`.execute(trx);
  if (done.rows.length > 0) return;
  await trx
    .insertInto('account')
    .values({ guild_id: account.guildId, member_id: account.memberId, balance_credits: 0, held_credits: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { availableCredits } = await balanceOf(trx, account);
  await addEntry(trx, account, {
    kind: 'allowance',
    amount_credits: refillCredits(allowance, availableCredits),
    key,
    job_id: null,
    actor_id: null,
    reason: period.key,
    created_at: now,
  });
}

/**
 * Sets credits aside for a job.
 * @returns false when too few are available; nothing has changed then
 * @throws {LedgerConflictError} when the job has a hold already
 */
export async function hold(trx: Write, { jobId, amountCredits, ...account }: NewHold, now: number): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update account set held_credits = held_credits + ${amountCredits}
    where guild_id = ${account.guildId} and member_id = ${account.memberId}
      and balance_credits - held_credits >= ${amountCredits}`.execute(trx);
  if (numAffectedRows === 0n) return false;
  try {
    await insertRow(trx, 'hold', {
      job_id: jobId,
      guild_id: account.guildId,
      member_id: account.memberId,
      amount_credits: amountCredits,
      state: 'pending',
      reason: null,
      created_at: now,
      resolved_at: null,
    });
  } catch (error) {
    if (isDuplicateKey(error)) throw new LedgerConflictError(jobId, 'it has a hold already');
    throw error;
  }
  return true;
}

/**
 * Spends a job's hold. Doing it again changes nothing.
 * @throws {LedgerConflictError} when the hold was voided, or never made
 */
export async function postHold(trx: Write, jobId: string, reason: string, now: number): Promise<void> {
  const resolved = await resolveHold(trx, jobId, 'posted', reason, now);
  if (!resolved) return;
  await addEntry(trx, resolved, {
    kind: 'post',
    amount_credits: -resolved.amountCredits,
    key: `post:${jobId}`,
    job_id: jobId,
    actor_id: resolved.memberId,
    reason,
    created_at: now,
  });
}

/**
 * Gives a job's hold back. Doing it again changes nothing.
 * @throws {LedgerConflictError} when the hold was posted, or never made
 */
export async function voidHold(trx: Write, jobId: string, reason: string, now: number): Promise<void> {
  await resolveHold(trx, jobId, 'voided', reason, now);
}

/** Moves a pending hold to its end; null when it stands there already. */
async function resolveHold(
  trx: Write,
  jobId: string,
  state: 'posted' | 'voided',
  reason: string,
  now: number,
): Promise<(AccountKey & { amountCredits: number }) | null> {
  const row = await trx.selectFrom('hold').selectAll().where('job_id', '=', jobId).executeTakeFirst();
  if (!row) throw new LedgerConflictError(jobId, `cannot be ${state}: it has no hold`);
  if (row.state === state) return null;
  if (row.state !== 'pending') throw new LedgerConflictError(jobId, `cannot be ${state}: it was ${row.state}`);
  await trx
    .updateTable('hold')
    .set({ state, reason, resolved_at: now })
    .where('job_id', '=', jobId)
    .where('state', '=', 'pending')
    .execute();
  await trx
    .updateTable('account')
    .set((account) => ({ held_credits: account('held_credits', '-', row.amount_credits) }))
    .where('guild_id', '=', row.guild_id)
    .where('member_id', '=', row.member_id)
    .execute();
  return { guildId: row.guild_id, memberId: row.member_id, amountCredits: row.amount_credits };
}

/** Adds an entry and moves the balance with it. */
async function addEntry(
  trx: Write,
  account: AccountKey,
  entry: Omit<LedgerEntryRow, 'id' | 'guild_id' | 'member_id'>,
): Promise<void> {
  await insertRow(trx, 'ledger_entry', { guild_id: account.guildId, member_id: account.memberId, ...entry });
  await trx
    .updateTable('account')
    .set((row) => ({ balance_credits: row('balance_credits', '+', entry.amount_credits) }))
    .where('guild_id', '=', account.guildId)
    .where('member_id', '=', account.memberId)
    .execute();
}

/** What a member has; zero for an account that was never opened. */
export async function balanceOf(database: Kysely<Database>, account: AccountKey): Promise<Balance> {
  const row = await database
    .selectFrom('account')
    .select(['balance_credits', 'held_credits'])
    .where('guild_id', '=', account.guildId)
    .where('member_id', '=', account.memberId)
    .executeTakeFirst();
  const balanceCredits = row?.balance_credits ?? 0;
  const heldCredits = row?.held_credits ?? 0;
  return { balanceCredits, heldCredits, availableCredits: balanceCredits - heldCredits };
}

/** A member's newest entries, newest first. Refills that added nothing are left out. */
export async function lastEntries(
  database: Kysely<Database>,
  account: AccountKey,
  limit: number,
): Promise<LedgerEntryRow[]> {
  return database
    .selectFrom('ledger_entry')
    .selectAll()
    .where('guild_id', '=', account.guildId)
    .where('member_id', '=', account.memberId)
    .where('amount_credits', '!=', 0)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}
