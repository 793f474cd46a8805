import type { Call, CommandCall, CommandServices, Fields, PressCall } from '../src/discord/command.ts';
import type { Modal, Reply } from '../src/discord/command-result.ts';
import { menu, row } from '../src/discord/components.ts';
import { byCredits } from '../src/discord/views/quota.ts';
import { reasonMaxLength } from '../src/discord/views/quota-changes.ts';
import { Refusal } from '../src/errors/refusal.ts';
import type { Words } from '../src/words/words.ts';
import { reasonOf, roleIn } from './quota-input.ts';
import { removeTier } from './quota-policy.ts';

/**
 * Taking a tier away. A role that was deleted cannot be named in an option any more, so without one all tiers are offered in
 * a menu, and the choice asks for the reason.
 */
const menuPayload = 'tiers';
const modalPrefix = 'tier:';

export async function takeTierAway(call: CommandCall, services: CommandServices, words: Words): Promise<Reply> {
  if (call.options.role === undefined) return offerTiers(call, services, words);
  const { id: roleId } = roleIn(call);
  return removeTier(call, services, { roleId, reason: reasonOf(call.options.reason) }, words);
}

async function offerTiers({ origin }: Call, { settings }: CommandServices, words: Words): Promise<Reply> {
  const tiers = byCredits((await settings.current(origin.guildId)).tiers);
  if (tiers.length === 0) return { kind: 'reply', content: words('quota.tier.none') };
  const lines = tiers.map((tier, index) =>
    words('quota.tier.choice', { number: index + 1, roleId: tier.roleId, credits: tier.credits }),
  );
  // A menu shows no mentions, so its lines are counted like those above it.
  const options = tiers.map(({ roleId, credits }, index) => ({
    label: words('quota.tier.option', { number: index + 1, credits }),
    value: roleId,
  }));
  return {
    kind: 'reply',
    content: [words('quota.tier.choose'), ...lines].join('\n'),
    components: [
      row(menu({ command: 'quota', payload: menuPayload }, { placeholder: words('quota.tier.placeholder') }, options)),
    ],
  };
}

/** @returns null for a component that is none of these */
export function chosenTier(payload: string, { values }: PressCall, words: Words): Modal | null {
  if (payload !== menuPayload) return null;
  const [roleId] = values;
  if (roleId === undefined || !isId(roleId)) throw new Refusal('tier-unknown');
  return {
    kind: 'modal',
    payload: `${modalPrefix}${roleId}`,
    title: words('quota.tier.modal'),
    inputs: [
      {
        name: 'reason',
        label: words('quota.reason.label'),
        description: words('option.quota.reason'),
        lines: 'one',
        required: false,
        maxLength: reasonMaxLength,
      },
    ],
  };
}

/** @returns null for a modal that is none of these */
export async function confirmedTier(
  payload: string,
  fields: Fields,
  call: Call,
  services: CommandServices,
  words: Words,
): Promise<Reply | null> {
  const roleId = payload.startsWith(modalPrefix) ? payload.slice(modalPrefix.length) : '';
  if (!isId(roleId)) return null;
  return removeTier(call, services, { roleId, reason: reasonOf(fields.reason) }, words);
}

function isId(text: string): boolean {
  return /^\d{17,20}$/.test(text);
}
