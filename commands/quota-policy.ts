import type { Period } from '../src/credits/periods.ts';
import type { GuildPolicy, MemberOverride, PolicyProblem } from '../src/credits/policy.ts';
import type { Call, CommandCall, CommandServices } from '../src/discord/command.ts';
import type { Reply } from '../src/discord/command-result.ts';
import {
  allowanceChangeText,
  overrideChangeText,
  overrideOf,
  overrideRemovedText,
  type PolicyPair,
  poolChangeText,
  reasonLine,
  tierChangeText,
  tierOf,
  tierRemovedText,
} from '../src/discord/views/quota-changes.ts';
import { Refusal } from '../src/errors/refusal.ts';
import type { Words } from '../src/words/words.ts';
import { amountIn, appliedTo, memberIn, personIn, reasonOf, roleIn } from './quota-input.ts';

/** What `/quota` changes in the guild's rules on credits. */

export async function setTier(call: CommandCall, services: CommandServices, words: Words): Promise<Reply> {
  const { id: roleId } = roleIn(call);
  const amount = amountIn(call, 'credits');
  const change = (policy: GuildPolicy) => {
    const credits = appliedTo(tierOf(policy, roleId) ?? policy.allowance.credits, amount);
    return { ...policy, tiers: withEntry(policy.tiers, { roleId, credits }, (tier) => tier.roleId === roleId) };
  };
  const order = { action: 'tier', targetId: roleId, reason: reasonOf(call.options.reason), change };
  return carryOut(call, services, order, (pair) => tierChangeText(roleId, pair, services.clock.now(), words), words);
}

/** Also the tier of a role that was deleted. */
export async function removeTier(
  call: Call,
  services: CommandServices,
  { roleId, reason }: { readonly roleId: string; readonly reason: string | null },
  words: Words,
): Promise<Reply> {
  const change = (policy: GuildPolicy) => {
    if (tierOf(policy, roleId) === null) throw new Refusal('tier-unknown');
    return { ...policy, tiers: policy.tiers.filter((tier) => tier.roleId !== roleId) };
  };
  const order = { action: 'tier', targetId: roleId, reason, change };
  return carryOut(call, services, order, (pair) => tierRemovedText(roleId, pair, services.clock.now(), words), words);
}

export async function setOverride(call: CommandCall, services: CommandServices, words: Words): Promise<Reply> {
  const { id: memberId } = memberIn(call);
  const amount = amountIn(call, 'credits');
  const change = (policy: GuildPolicy) => {
    const credits = appliedTo(overrideOf(policy, memberId) ?? policy.allowance.credits, amount);
    const isTheirs = (override: MemberOverride) => override.memberId === memberId;
    return { ...policy, overrides: withEntry(policy.overrides, { memberId, credits }, isTheirs) };
  };
  const order = { action: 'override', targetId: memberId, reason: reasonOf(call.options.reason), change };
  const text = (pair: PolicyPair) => overrideChangeText(memberId, pair, services.clock.now(), words);
  return carryOut(call, services, order, text, words);
}

/** Also of somebody who has left: otherwise nobody could clear it away. */
export async function removeOverride(call: CommandCall, services: CommandServices, words: Words): Promise<Reply> {
  const { id: memberId } = personIn(call);
  const change = (policy: GuildPolicy) => {
    if (overrideOf(policy, memberId) === null) throw new Refusal('override-unknown', { memberId });
    return { ...policy, overrides: policy.overrides.filter((override) => override.memberId !== memberId) };
  };
  const order = { action: 'override', targetId: memberId, reason: reasonOf(call.options.reason), change };
  const text = (pair: PolicyPair) => overrideRemovedText(memberId, pair, services.clock.now(), words);
  return carryOut(call, services, order, text, words);
}

/** In the place of the entry that it follows, so that an entry that changes nothing leaves the list as it is. */
function withEntry<Entry>(list: readonly Entry[], entry: Entry, isOld: (entry: Entry) => boolean): Entry[] {
  return list.some(isOld) ? list.map((each) => (isOld(each) ? entry : each)) : [...list, entry];
}

/** What is not named stays as it is. */
export async function setAllowance(call: CommandCall, services: CommandServices, words: Words): Promise<Reply> {
  const period = periodIn(call);
  const credits = call.options.credits === undefined ? null : amountIn(call, 'credits');
  const rollover = call.options.rollover === undefined ? null : amountIn(call, 'rollover');
  if (!credits && !rollover && period === null) throw new Refusal('nothing-to-change');
  const change = (policy: GuildPolicy) => ({
    ...policy,
    allowance: {
      credits: credits ? appliedTo(policy.allowance.credits, credits) : policy.allowance.credits,
      period: period ?? policy.allowance.period,
    },
    rolloverCredits: rollover ? appliedTo(policy.rolloverCredits, rollover) : policy.rolloverCredits,
  });
  const order = { action: 'allowance', reason: reasonOf(call.options.reason), change };
  return carryOut(call, services, order, (pair) => allowanceChangeText(pair, services.clock.now(), words), words);
}

export async function setPool(call: CommandCall, services: CommandServices, words: Words): Promise<Reply> {
  const period = periodIn(call);
  const amount = amountIn(call, 'credits');
  const change = (policy: GuildPolicy) => ({
    ...policy,
    pool: {
      credits: appliedTo(policy.pool?.credits ?? 0, amount),
      period: period ?? policy.pool?.period ?? policy.allowance.period,
    },
  });
  const order = { action: 'pool', reason: reasonOf(call.options.reason), change };
  return carryOut(call, services, order, (pair) => poolChangeText(pair, words), words);
}

export async function removePool(call: CommandCall, services: CommandServices, words: Words): Promise<Reply> {
  const change = (policy: GuildPolicy) => {
    if (!policy.pool) throw new Refusal('pool-unknown');
    return { ...policy, pool: null };
  };
  const order = { action: 'pool', reason: reasonOf(call.options.reason), change };
  return carryOut(call, services, order, (pair) => poolChangeText(pair, words), words);
}

const periods: readonly Period[] = ['day', 'week', 'month'];

/** Discord offers these alone; null where none was chosen. */
function periodIn({ options }: CommandCall): Period | null {
  return periods.find((period) => period === options.period) ?? null;
}

interface PolicyOrder {
  readonly action: string;
  readonly targetId?: string;
  readonly reason: string | null;
  /** Runs on the policy as it stands when it is changed. @throws {Refusal} */
  readonly change: (policy: GuildPolicy) => GuildPolicy;
}

async function carryOut(
  { origin }: Call,
  { settings }: CommandServices,
  order: PolicyOrder,
  textOf: (pair: PolicyPair) => string,
  words: Words,
): Promise<Reply> {
  const { guildId, memberId: actorId } = origin;
  const outcome = await settings.change({ guildId, actorId, ...order });
  switch (outcome.kind) {
    case 'changed':
      return { kind: 'reply', content: `${textOf(outcome)}\n${reasonLine(order.reason, words)}` };
    case 'unchanged':
      return { kind: 'reply', content: words('quota.unchanged') };
    case 'conflict':
      throw new Refusal('setting-changed');
    case 'refused':
      throw refusalOf(outcome.problems);
  }
}

/** What an admin can mend by `/quota`; one at a time is enough to go on with. */
function refusalOf([first]: readonly PolicyProblem[]): Refusal {
  if (first?.most === undefined) return new Refusal('setting-not-valid');
  const { most } = first;
  return first.problem === 'too-many'
    ? new Refusal('setting-full', { most })
    : new Refusal('setting-out-of-range', { most });
}
