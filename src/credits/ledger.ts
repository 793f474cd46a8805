import { sql } from 'kysely';
import { isDuplicateKey } from '../database/dialect.ts';
import { insertRow } from '../database/insert-row.ts';
import { prepared } from '../database/prepared.ts';
import { type AccountKey, balanceOf, LedgerConflictError, type Write } from './account.ts';
import { addEntry, entryOf } from './entries.ts';

/**
 * Holds on the accounts. Credits move in two phases, as in TigerBeetle's two-phase transfers
 * (https://docs.tigerbeetle.com/coding/two-phase-transfers/): a hold is pending, then posted or voided, at most once.
 * Entries are only ever added. `balance = Σ entries`, `available = balance − pending holds`.
 *
 * Every change of an account happens in a transaction of the caller, so that a job's state and its credits move together.
 */

export interface NewHold extends AccountKey {
  readonly jobId: string;
  readonly amountCredits: number;
  /** What is missing is lent: an entry that is taken back with the hold, should it be voided. */
  readonly neverRunsOut?: boolean;
}

/**
 * Sets credits aside for a job.
 * @returns false when too few are available, or there is no account; nothing has changed then
 * @throws {LedgerConflictError} when the job has a hold already
 */
export async function hold(trx: Write, newHold: NewHold, now: number): Promise<boolean> {
  if (!(await setAside(trx, newHold))) {
    if (!newHold.neverRunsOut) return false;
    await lend(trx, newHold, now);
    if (!(await setAside(trx, newHold))) throw new LedgerConflictError(newHold.jobId, 'what was lent is not there');
  }
  await insertHold(trx, newHold, now);
  return true;
}

const moveToHeld = prepared<[guildId: string, memberId: string, amountCredits: number]>(
  (guildId, memberId, amountCredits) => sql`
    update account set held_credits = held_credits + ${amountCredits}
    where guild_id = ${guildId} and member_id = ${memberId}
      and balance_credits - held_credits >= ${amountCredits}`,
);

async function setAside(trx: Write, { guildId, memberId, amountCredits }: NewHold): Promise<boolean> {
  const { numAffectedRows } = await moveToHeld(trx, guildId, memberId, amountCredits);
  return numAffectedRows !== 0n;
}

async function lend(trx: Write, newHold: NewHold, now: number): Promise<void> {
  const { jobId, amountCredits } = newHold;
  const { availableCredits } = await balanceOf(trx, newHold);
  const missing = amountCredits - availableCredits;
  await addEntry(trx, newHold, { kind: 'exempt', amountCredits: missing, key: `exempt:${jobId}`, jobId }, now);
}

async function insertHold(
  trx: Write,
  { jobId, guildId, memberId, amountCredits }: NewHold,
  now: number,
): Promise<void> {
  try {
    await insertRow(trx, 'hold', {
      job_id: jobId,
      guild_id: guildId,
      member_id: memberId,
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
}

/**
 * Spends a job's hold. Doing it again changes nothing.
 * @throws {LedgerConflictError} when the hold was voided, or never made
 */
export async function postHold(trx: Write, jobId: string, reason: string, now: number): Promise<void> {
  const resolved = await resolveHold(trx, jobId, 'posted', reason, now);
  if (!resolved) return;
  const { memberId: actorId, amountCredits } = resolved;
  const key = `post:${jobId}`;
  await addEntry(trx, resolved, { kind: 'post', amountCredits: -amountCredits, key, jobId, actorId, reason }, now);
}

/**
 * Gives a job's hold back, to the member and to whoever lent for it. Doing it again changes nothing.
 * @throws {LedgerConflictError} when the hold was posted, or never made
 */
export async function voidHold(trx: Write, jobId: string, reason: string, now: number): Promise<void> {
  const resolved = await resolveHold(trx, jobId, 'voided', reason, now);
  if (!resolved) return;
  const lent = await entryOf(trx, `exempt:${jobId}`);
  if (!lent) return;
  const key = `exempt-back:${jobId}`;
  await addEntry(trx, resolved, { kind: 'exempt-back', amountCredits: -lent.amount_credits, key, jobId, reason }, now);
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
  const { numUpdatedRows } = await trx
    .updateTable('hold')
    .set({ state, reason, resolved_at: now })
    .where('job_id', '=', jobId)
    .where('state', '=', 'pending')
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw new LedgerConflictError(jobId, `cannot be ${state}: it has just been resolved`);
  await trx
    .updateTable('account')
    .set((account) => ({ held_credits: account('held_credits', '-', row.amount_credits) }))
    .where('guild_id', '=', row.guild_id)
    .where('member_id', '=', row.member_id)
    .execute();
  return { guildId: row.guild_id, memberId: row.member_id, amountCredits: row.amount_credits };
}
