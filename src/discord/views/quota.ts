import type { AccountOverview } from '../../credits/account-overview.ts';
import type { BudgetUse, PoolUse } from '../../credits/budgets.ts';
import { periodAt } from '../../credits/periods.ts';
import type { GuildPolicy, MemberOverride, RoleTier } from '../../credits/policy.ts';
import type { Words } from '../../words/words.ts';
import type { ReplyFile } from '../command-result.ts';
import { timestamp } from './figures.ts';
import { tableHead, tableRows } from './quota-table.ts';
import { entriesText } from './setting-values.ts';

/** How things stand, as `/quota show` tells admins. People and roles stand as mentions, never by what they call themselves. */

export interface GuildQuota {
  readonly policy: GuildPolicy;
  /** Of the guild's own pool; null where there is none. */
  readonly pool: PoolUse | null;
  /** Of the operator's; null where there is none. */
  readonly operatorPool: BudgetUse | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Longer lists are told in numbers. */
const shownMembers = 10;
const shownRoles = 25;

/** How credits are given in a guild. */
export function guildQuotaText({ policy, pool, operatorPool, now }: GuildQuota, words: Words): string {
  return [
    words('quota.title'),
    ...allowanceLines(policy, now, words),
    ...(pool ? poolLines(pool, words) : [words('quota.pool.none')]),
    ...(operatorPool ? [operatorPoolLine(operatorPool, words)] : []),
    ...tierLines(policy, words),
    ...overrideLines(policy.overrides, words),
    ...exemptLines(policy.exemptRoles, words),
  ].join('\n');
}

function allowanceLines({ allowance, rolloverCredits, timeZone }: GuildPolicy, now: number, words: Words): string[] {
  const { credits, period } = allowance;
  const at = timestamp(periodAt(period, now, timeZone).end);
  return [
    credits > 0 ? words(`quota.allowance.${period}`, { credits, at }) : words('quota.allowance.none'),
    rolloverCredits > 0 ? words('quota.rollover', { credits: rolloverCredits }) : words('quota.rollover.none'),
    words('quota.zone', { timeZone }),
  ];
}

function poolLines({ pool, spentCredits, resetsAt }: PoolUse, words: Words): string[] {
  if (pool.period === null || resetsAt === null) return [];
  return [
    words(`quota.pool.${pool.period}`, { credits: pool.credits }),
    words('quota.pool.state', { spent: spentCredits, at: timestamp(resetsAt) }),
  ];
}

function operatorPoolLine({ pool, spentCredits: spent, resetsAt }: BudgetUse, words: Words): string {
  const { credits } = pool;
  if (resetsAt === null) return words('quota.operator-pool', { credits, spent });
  return words('quota.operator-pool.period', { credits, spent, at: timestamp(resetsAt) });
}

function tierLines({ tiers, allowance }: GuildPolicy, words: Words): string[] {
  if (tiers.length === 0) return [];
  const lines = byCredits(tiers).map(({ roleId, credits }) =>
    credits > allowance.credits
      ? words('quota.tier', { roleId, credits })
      : words('quota.tier.low', { roleId, credits }),
  );
  return ['', words('quota.tiers'), ...lines.slice(0, shownRoles)];
}

function overrideLines(overrides: readonly MemberOverride[], words: Words): string[] {
  if (overrides.length === 0) return [];
  const lines = overrides
    .slice(0, shownMembers)
    .map(({ memberId, credits }) => words('quota.override', { memberId, credits }));
  const more = overrides.length - lines.length;
  return ['', words('quota.overrides'), ...lines, ...(more > 0 ? [words('quota.more', { more })] : [])];
}

function exemptLines(roleIds: readonly string[], words: Words): string[] {
  if (roleIds.length === 0) return [];
  return ['', words('quota.exempt', { roles: entriesText('exemptRoles', roleIds, words) })];
}

/** All members with an allowance of their own, where they are too many for the text. */
export function overridesFile({ overrides }: GuildPolicy): ReplyFile | null {
  if (overrides.length <= shownMembers) return null;
  const rows = overrides.map(({ memberId, credits }) => [`<@${memberId}>`, credits]);
  const bytes = Buffer.from(tableHead(['member', 'credits']) + tableRows(rows));
  return { name: 'members.csv', contentType: 'text/csv', bytes };
}

/** The best one first. */
export function byCredits(tiers: readonly RoleTier[]): RoleTier[] {
  return tiers.toSorted((a, b) => b.credits - a.credits);
}

/** What one member has and gets. @param policy - of the guild */
export function memberQuotaText(
  memberId: string,
  account: AccountOverview,
  policy: Pick<GuildPolicy, 'blockedMembers'>,
  words: Words,
): string {
  const { availableCredits, heldCredits, allowance, why, rolloverCredits, nextRefillAt, isExempt } = account;
  return [
    words('quota.member.title', { memberId }),
    words('quota.member.available', { credits: availableCredits }),
    ...(heldCredits > 0 ? [words('quota.member.held', { credits: heldCredits })] : []),
    allowance.credits > 0
      ? words('quota.member.refill', { credits: allowance.credits, at: timestamp(nextRefillAt) })
      : words('quota.member.refill.none'),
    why.why === 'tier' ? words('quota.member.why.tier', { roleId: why.roleId }) : words(`quota.member.why.${why.why}`),
    ...(rolloverCredits > 0 ? [words('quota.rollover', { credits: rolloverCredits })] : []),
    ...(isExempt ? [words('quota.member.exempt')] : []),
    ...(policy.blockedMembers.includes(memberId) ? [words('quota.member.blocked')] : []),
  ].join('\n');
}

/** What somebody still has who is not in the guild any more. */
export function formerMemberText(
  memberId: string,
  { availableCredits, heldCredits }: Pick<AccountOverview, 'availableCredits' | 'heldCredits'>,
  words: Words,
): string {
  return [
    words('quota.member.title', { memberId }),
    words('quota.member.left'),
    words('quota.member.available', { credits: availableCredits }),
    ...(heldCredits > 0 ? [words('quota.member.held', { credits: heldCredits })] : []),
  ].join('\n');
}
