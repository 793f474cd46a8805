import { sql } from 'kysely';
import { prepared } from '../database/prepared.ts';
import { balanceOf, type GuildMember, openAccount, type Write } from './account.ts';
import { isRefillDue, type LastRefill, refillCredits } from './allowance.ts';
import { addEntry } from './entries.ts';
import { allowanceFor } from './member-allowance.ts';
import { periodAt } from './periods.ts';
import type { GuildPolicy } from './policy.ts';

/**
 * Opens the account where it is new and gives the allowance of the current period where it is due: at most once, and not
 * again because the guild's period or time zone was changed in the middle of one. Nothing happens where it is not due.
 */
export async function refill(trx: Write, member: GuildMember, policy: GuildPolicy, now: number): Promise<void> {
  const bounds = periodAt(policy.allowance.period, now, policy.timeZone);
  const prefix = `allowance:${member.guildId}:${member.memberId}:`;
  const key = `${prefix}${bounds.key}`;
  // Nearly always. It also stops a clock that was set back to a period that was filled before the newest one.
  if ((await entryWith(trx, key)).rows.length > 0) return;
  if (!isRefillDue(await lastRefill(trx, member, prefix), bounds)) return;
  await openAccount(trx, member);
  const { availableCredits } = await balanceOf(trx, member);
  const { credits } = allowanceFor(policy, member);
  const amountCredits = refillCredits({ credits, rolloverCredits: policy.rolloverCredits }, availableCredits);
  await addEntry(trx, member, { kind: 'allowance', amountCredits, key, reason: bounds.key }, now);
}

const entryWith = prepared<[key: string]>((key) => sql`select 1 from ledger_entry where key = ${key}`);

/** @param prefix - what the keys of this member's refills begin with */
async function lastRefill(trx: Write, { guildId, memberId }: GuildMember, prefix: string): Promise<LastRefill> {
  const row = await trx
    .selectFrom('ledger_entry')
    .select(['key', 'created_at'])
    .where('guild_id', '=', guildId)
    .where('member_id', '=', memberId)
    .where('kind', '=', 'allowance')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return { lastRefillAt: row?.created_at ?? null, lastKey: row?.key.slice(prefix.length) ?? null };
}
