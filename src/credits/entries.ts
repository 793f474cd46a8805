import { type Kysely, sql } from 'kysely';
import type { Database, LedgerEntryRow } from '../database/schema.ts';
import { type AccountKey, LedgerConflictError, type Write } from './account.ts';

/** An entry that is to be made. Its key makes it happen at most once. */
export interface NewEntry {
  readonly kind: LedgerEntryRow['kind'];
  /** Positive: credits given; negative: credits taken. */
  readonly amountCredits: number;
  readonly key: string;
  readonly jobId?: string;
  /** Who caused it: a Discord user id; nobody where raybot itself did. */
  readonly actorId?: string;
  readonly reason?: string | null;
  /** What an admin named, where the amount depends on the account. */
  readonly askedCredits?: number;
}

/**
 * Adds an entry to an open account and moves the balance with it.
 * @returns false when this very entry was made before; nothing has changed then
 * @throws {LedgerConflictError} when its key stands for another entry, or when it would take what is held or is not there
 */
export async function addEntry(trx: Write, account: AccountKey, entry: NewEntry, now: number): Promise<boolean> {
  const { guildId, memberId } = account;
  const { kind, amountCredits, key, jobId = null, actorId = null, reason = null, askedCredits = null } = entry;
  const { numAffectedRows: added } = await sql`
    insert into ledger_entry
      (guild_id, member_id, kind, amount_credits, key, job_id, actor_id, reason, asked_credits, created_at)
    values (${guildId}, ${memberId}, ${kind}, ${amountCredits}, ${key}, ${jobId}, ${actorId}, ${reason}, ${askedCredits}, ${now})
    on conflict (key) do nothing`.execute(trx);
  if (added === 0n) {
    await wasMade(trx, account, entry);
    return false;
  }
  const { numAffectedRows: moved } = await sql`
    update account set balance_credits = balance_credits + ${amountCredits}
    where guild_id = ${guildId} and member_id = ${memberId}
      and balance_credits + ${amountCredits} >= held_credits`.execute(trx);
  if (moved === 0n) throw new LedgerConflictError(key, `${amountCredits} credits are not there to be taken`);
  return true;
}

/**
 * Whether an entry stands already.
 * @throws {LedgerConflictError} when its key stands for another one. Amounts that depend on the account are not compared.
 */
export async function wasMade(database: Kysely<Database>, account: AccountKey, entry: NewEntry): Promise<boolean> {
  const row = await entryOf(database, entry.key);
  if (!row) return false;
  const askedCredits = entry.askedCredits ?? null;
  const isSame =
    row.guild_id === account.guildId &&
    row.member_id === account.memberId &&
    row.kind === entry.kind &&
    row.job_id === (entry.jobId ?? null) &&
    row.actor_id === (entry.actorId ?? null) &&
    row.reason === (entry.reason ?? null) &&
    row.asked_credits === askedCredits &&
    (askedCredits !== null || entry.kind === 'reset' || row.amount_credits === entry.amountCredits);
  if (!isSame) throw new LedgerConflictError(entry.key, 'it stands for another entry');
  return true;
}

/** The entry of a key, if it was made. */
export async function entryOf(database: Kysely<Database>, key: string): Promise<LedgerEntryRow | null> {
  const row = await database.selectFrom('ledger_entry').selectAll().where('key', '=', key).executeTakeFirst();
  return row ?? null;
}

/** A page of a list of entries: the newest first, from before an entry on. */
export interface EntryPage {
  readonly limit: number;
  /** Id of the last entry of the page before. */
  readonly beforeId?: number;
}

/** A member's entries, newest first. Those that moved nothing, such as the refill of a full account, are left out. */
export async function entriesOf(
  database: Kysely<Database>,
  { guildId, memberId }: AccountKey,
  { limit, beforeId = Number.MAX_SAFE_INTEGER }: EntryPage,
): Promise<LedgerEntryRow[]> {
  return database
    .selectFrom('ledger_entry')
    .selectAll()
    .where('guild_id', '=', guildId)
    .where('member_id', '=', memberId)
    .where('id', '<', beforeId)
    .where('amount_credits', '!=', 0)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}
