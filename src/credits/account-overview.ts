import { type Balance, balanceOf, type GuildMember, type Write } from './account.ts';
import type { Allowance } from './allowance.ts';
import { allowanceFor, isExempt, type MemberAllowance } from './member-allowance.ts';
import { periodAt } from './periods.ts';
import type { GuildPolicy } from './policy.ts';
import { refill } from './refill.ts';

/** What a member has, gets and may. */
export interface AccountOverview extends Balance {
  /** The member's own: of an override, a role or the guild. */
  readonly allowance: Allowance;
  /** Which setting says so. */
  readonly why: MemberAllowance;
  readonly rolloverCredits: number;
  /** When the allowance fills up again, milliseconds since the epoch. */
  readonly nextRefillAt: number;
  /** Whether the member's credits never run out. */
  readonly isExempt: boolean;
}

/** Gives the policy that holds in a guild now. It is not to be awaited inside a transaction. */
export type PolicyOf = (guildId: string) => GuildPolicy | Promise<GuildPolicy>;

/** Fills the account up where a refill is due, then reads it. */
export async function overviewOf(
  trx: Write,
  member: GuildMember,
  policy: GuildPolicy,
  now: number,
): Promise<AccountOverview> {
  await refill(trx, member, policy, now);
  const why = allowanceFor(policy, member);
  const { period } = policy.allowance;
  return {
    ...(await balanceOf(trx, member)),
    allowance: { credits: why.credits, period },
    why,
    rolloverCredits: policy.rolloverCredits,
    nextRefillAt: periodAt(period, now, policy.timeZone).end,
    isExempt: isExempt(policy, member),
  };
}
