import { periodAt } from '../../credits/periods.ts';
import type { GuildPolicy } from '../../credits/policy.ts';
import type { QuotaChange } from '../../credits/quotas.ts';
import { escapeText } from '../../words/plain-text.ts';
import type { Words } from '../../words/words.ts';
import { perPeriod, timestamp } from './figures.ts';

/** What became of an admin's change: what was done, before and after, and why. */

/** Of a reason, characters as they are typed. */
export const reasonMaxLength = 200;

/** The last line of each answer to a change. */
export function reasonLine(reason: string | null, words: Words): string {
  if (reason === null) return words('quota.reason.none');
  return words('quota.reason', { reason: escapeText(reason, 2 * reasonMaxLength) });
}

export type AccountOrder =
  | { readonly kind: 'grant' | 'take'; readonly credits: number }
  | { readonly kind: 'set' | 'reset' };

/** Of a change to one member's account. */
export function accountChangeText(memberId: string, order: AccountOrder, change: QuotaChange, words: Words): string {
  const { availableCredits: before } = change.before;
  const { availableCredits: after } = change.after;
  if (before === after && (order.kind === 'set' || order.kind === 'reset'))
    return words('quota.unmoved', { memberId, credits: after });
  return [orderLine(memberId, order, words), words('quota.before-after', { before, after })].join('\n');
}

function orderLine(memberId: string, order: AccountOrder, words: Words): string {
  switch (order.kind) {
    case 'grant':
      return words('quota.granted', { memberId, credits: order.credits });
    case 'take':
      return words('quota.taken', { memberId, credits: order.credits });
    case 'set':
      return words('quota.set', { memberId });
    case 'reset':
      return words('quota.reset', { memberId });
  }
}

export interface PolicyPair {
  readonly before: GuildPolicy;
  readonly after: GuildPolicy;
}

/** Of a tier that was laid down. */
export function tierChangeText(roleId: string, { before, after }: PolicyPair, now: number, words: Words): string {
  const was = tierOf(before, roleId);
  const is = tierOf(after, roleId) ?? 0;
  return [
    was === null
      ? words('quota.tier.done.new', { roleId, after: is })
      : words('quota.tier.done', { roleId, before: was, after: is }),
    is > after.allowance.credits
      ? refillLine(after, now, words)
      : words('quota.tier.low.note', { allowance: after.allowance.credits }),
  ].join('\n');
}

export function tierRemovedText(roleId: string, { before, after }: PolicyPair, now: number, words: Words): string {
  const was = tierOf(before, roleId) ?? 0;
  return [
    words('quota.tier.removed', { roleId, before: was }),
    ...(was > after.allowance.credits ? [refillLine(after, now, words)] : []),
  ].join('\n');
}

/** Of an allowance for one member alone. */
export function overrideChangeText(memberId: string, { before, after }: PolicyPair, now: number, words: Words): string {
  const was = overrideOf(before, memberId);
  const is = overrideOf(after, memberId) ?? 0;
  return [
    was === null
      ? words('quota.override.done.new', { memberId, after: is })
      : words('quota.override.done', { memberId, before: was, after: is }),
    words('quota.next-refill.member', refillTimes(after, now)),
  ].join('\n');
}

export function overrideRemovedText(
  memberId: string,
  { before, after }: PolicyPair,
  now: number,
  words: Words,
): string {
  return [
    words('quota.override.removed', { memberId, before: overrideOf(before, memberId) ?? 0 }),
    refillLine(after, now, words),
  ].join('\n');
}

export function allowanceChangeText({ before, after }: PolicyPair, now: number, words: Words): string {
  return [
    words('quota.allowance.done', { before: allowanceOf(before, words), after: allowanceOf(after, words) }),
    ...(after.allowance.credits === 0 ? [words('quota.allowance.zero')] : []),
    refillLine(after, now, words),
  ].join('\n');
}

function allowanceOf({ allowance, rolloverCredits }: GuildPolicy, words: Words): string {
  const amount = perPeriod(allowance, words);
  return rolloverCredits > 0 ? words('quota.per.rollover', { amount, rollover: rolloverCredits }) : amount;
}

export function poolChangeText({ before, after }: PolicyPair, words: Words): string {
  const was = perPeriod(before.pool, words);
  if (!after.pool) return words('quota.pool.removed', { before: was });
  const done = words('quota.pool.done', { before: was, after: perPeriod(after.pool, words) });
  return after.pool.credits === 0 ? `${done}\n${words('quota.pool.empty')}` : done;
}

/** From when on a change of allowances counts. */
function refillLine(policy: GuildPolicy, now: number, words: Words): string {
  return words('quota.next-refill', refillTimes(policy, now));
}

/** A refill that was given since the period began counts for all of it; whoever had none gets one now. */
function refillTimes({ allowance, timeZone }: GuildPolicy, now: number) {
  const { start, end } = periodAt(allowance.period, now, timeZone);
  return { since: String(timestamp(start)), at: timestamp(end) };
}

/** A role's tier, credits; null where it has none. */
export function tierOf({ tiers }: Pick<GuildPolicy, 'tiers'>, roleId: string): number | null {
  return tiers.find((tier) => tier.roleId === roleId)?.credits ?? null;
}

/** A member's own allowance, credits; null where there is none. */
export function overrideOf({ overrides }: Pick<GuildPolicy, 'overrides'>, memberId: string): number | null {
  return overrides.find((override) => override.memberId === memberId)?.credits ?? null;
}
