import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from '../database/schema.ts';

/** A member in a guild: an account. */
export interface AccountKey {
  readonly guildId: string;
  readonly memberId: string;
}

/** A member as a guild's policy looks at them. */
export interface GuildMember extends AccountKey {
  /** As Discord sends them: without the role of everyone. */
  readonly roleIds: readonly string[];
}

export interface Balance {
  readonly balanceCredits: number;
  readonly heldCredits: number;
  readonly availableCredits: number;
}

/** A transaction in which accounts change. */
export type Write = Transaction<Database>;

/** The same was asked for before with other figures, or against what has happened since: a fault in raybot, never shown as «already done». */
export class LedgerConflictError extends Error {
  /** @param subject - the job, or the key of the entry */
  constructor(subject: string, what: string) {
    super(`Ledger conflict on ${subject}: ${what}`);
    this.name = 'LedgerConflictError';
  }
}

/** Makes an empty account where there is none. */
export async function openAccount(trx: Write, { guildId, memberId }: AccountKey): Promise<void> {
  await sql`
    insert into account (guild_id, member_id, balance_credits, held_credits) values (${guildId}, ${memberId}, 0, 0)
    on conflict do nothing`.execute(trx);
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
