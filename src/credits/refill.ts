import { sql } from 'kysely';
import { prepared } from '../database/prepared.ts';
import { balanceOf, type GuildMember, openAccount, type Write } from './account.ts';
import { refillCredits } from './allowance.ts';
import { addEntry } from './entries.ts';
import { allowanceFor } from './member-allowance.ts';
import { type PeriodBounds, periodAt, periodName } from './periods.ts';
import type { GuildPolicy } from './policy.ts';

/**
 * Opens the account where it is new and gives the allowance of the current period where it is due. Nothing happens where it
 * is not due:
 *
 * 1. No day, week or month is filled twice, in whatever time zone: one that begins later elsewhere is the same one.
 * 2. A period is filled only if no refill was given in it. So where the guild's period or time zone is changed in the middle of
 *    a period, the refill of the old one counts for every new period that had already begun at that time, and members win
 *    nothing by the change; the next refill comes when the new period ends.
 *
 * A refill from after the period's end was given by a clock that was set back since. It says nothing about this period:
 * otherwise one wrong clock would keep the refills away until that time has come.
 */
export async function refill(trx: Write, member: GuildMember, policy: GuildPolicy, now: number): Promise<void> {
  const bounds = periodAt(policy.allowance.period, now, policy.timeZone);
  const prefix = `allowance:${member.guildId}:${member.memberId}:`;
  // Nearly always. It also stops a clock that was set back to a period that was filled before the newest one.
  if (await wasFilled(trx, prefix, bounds)) return;
  if (await wasGivenWithin(trx, member, bounds)) return;
  await openAccount(trx, member);
  const { availableCredits } = await balanceOf(trx, member);
  const { credits } = allowanceFor(policy, member);
  const amountCredits = refillCredits({ credits, rolloverCredits: policy.rolloverCredits }, availableCredits);
  const key = `${prefix}${bounds.key}`;
  await addEntry(trx, member, { kind: 'allowance', amountCredits, key, reason: bounds.key }, now);
}

const entryBetween = prepared<[first: string, beyond: string]>(
  (first, beyond) => sql`select 1 from ledger_entry where key >= ${first} and key < ${beyond} limit 1`,
);

/** @param prefix - what the keys of this member's refills begin with */
async function wasFilled(trx: Write, prefix: string, bounds: PeriodBounds): Promise<boolean> {
  const name = `${prefix}${periodName(bounds)}`;
  // After the name comes nothing, or a zone behind «@», which «A» follows.
  const { rows } = await entryBetween(trx, name, `${name}A`);
  return rows.length > 0;
}

const allowanceBetween = prepared<[guildId: string, memberId: string, start: number, end: number]>(
  (guildId, memberId, start, end) => sql`
    select 1 from ledger_entry
    where guild_id = ${guildId} and member_id = ${memberId} and kind = 'allowance'
      and created_at >= ${start} and created_at < ${end}
    order by id desc limit 1`,
);

/** Reads the newest entries first; all of the member's where there is none, which is once in a period. */
async function wasGivenWithin(trx: Write, { guildId, memberId }: GuildMember, bounds: PeriodBounds): Promise<boolean> {
  const { rows } = await allowanceBetween(trx, guildId, memberId, bounds.start, bounds.end);
  return rows.length > 0;
}
