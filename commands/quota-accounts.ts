import type { QuotaOrder } from '../src/credits/quotas.ts';
import type { ChosenUser, CommandCall, CommandServices } from '../src/discord/command.ts';
import type { Reply } from '../src/discord/command-result.ts';
import { formerMemberText, guildQuotaText, memberQuotaText, overridesFile } from '../src/discord/views/quota.ts';
import { type AccountOrder, accountChangeText, reasonLine } from '../src/discord/views/quota-changes.ts';
import type { Words } from '../src/words/words.ts';
import { amountIn, creditsIn, memberIn, personIn, reasonOf } from './quota-input.ts';

/** What `/quota` does with members' accounts. */

export async function show(call: CommandCall, services: CommandServices, words: Words): Promise<Reply> {
  if (call.options.member === undefined) return showGuild(call, services, words);
  const { id: memberId, roleIds } = personIn(call);
  const { guildId } = call.origin;
  // Somebody who has left gets no allowance, so the account is only looked at.
  const content =
    roleIds === null
      ? formerMemberText(memberId, await services.records.balance({ guildId, memberId }), words)
      : memberQuotaText(
          memberId,
          await services.quotas.show({ guildId, memberId, roleIds }),
          await services.settings.current(guildId),
          words,
        );
  return { kind: 'reply', content };
}

async function showGuild({ origin }: CommandCall, services: CommandServices, words: Words): Promise<Reply> {
  const { settings, budgets, clock } = services;
  const policy = await settings.current(origin.guildId);
  const pool = await budgets.useOfGuildPool(origin.guildId, policy);
  const operatorPool = await budgets.useOf(origin.guildId);
  const content = guildQuotaText({ policy, pool, operatorPool, now: clock.now() }, words);
  const file = overridesFile(policy);
  return { kind: 'reply', content, ...(file && { files: [file] }) };
}

export async function grant(call: CommandCall, { quotas }: CommandServices, words: Words): Promise<Reply> {
  const credits = creditsIn(call, 'add');
  const order = orderFor(call, memberIn(call));
  return changed(order, { kind: 'grant', credits }, await quotas.grant(order, credits), words);
}

/** Also from somebody who has left: the credits would be there again when they come back. */
export async function take(call: CommandCall, { quotas }: CommandServices, words: Words): Promise<Reply> {
  const credits = creditsIn(call, 'take');
  const order = orderFor(call, personIn(call));
  return changed(order, { kind: 'take', credits }, await quotas.take(order, credits), words);
}

/** `26` sets, `+2` gives, `-6` takes. */
export async function set(call: CommandCall, { quotas }: CommandServices, words: Words): Promise<Reply> {
  const amount = amountIn(call, 'amount');
  const order = orderFor(call, memberIn(call));
  const done: AccountOrder =
    amount.kind === 'set'
      ? { kind: 'set' }
      : { kind: amount.kind === 'add' ? 'grant' : 'take', credits: amount.credits };
  return changed(order, done, await quotas.change(order, amount), words);
}

export async function reset(call: CommandCall, { quotas }: CommandServices, words: Words): Promise<Reply> {
  const order = orderFor(call, memberIn(call));
  return changed(order, { kind: 'reset' }, await quotas.reset(order), words);
}

/** The interaction's id makes the order take effect once, however often Discord delivers it. */
function orderFor({ origin, options }: CommandCall, { id: memberId, roleIds }: ChosenUser): QuotaOrder {
  const { guildId, memberId: actorId, interactionId } = origin;
  return { guildId, memberId, roleIds, actorId, interactionId, reason: reasonOf(options.reason) };
}

function changed(
  { memberId, reason }: QuotaOrder,
  order: AccountOrder,
  change: Parameters<typeof accountChangeText>[2],
  words: Words,
): Reply {
  const content = [accountChangeText(memberId, order, change, words), reasonLine(reason, words)].join('\n');
  return { kind: 'reply', content };
}
