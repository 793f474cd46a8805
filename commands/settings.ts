import { ApplicationCommandType, ApplicationIntegrationType, InteractionContextType } from 'discord.js';
import { shownTo } from '../src/discord/access.ts';
import type { Command } from '../src/discord/command.ts';
import { blockedWordsReply, outcomeText, settingsReply } from '../src/discord/views/settings.ts';
import { Refusal } from '../src/errors/refusal.ts';
import type { Words } from '../src/words/words.ts';
import { readChange } from './settings-changes.ts';
import { settingsOptions } from './settings-options.ts';
import { suggestTimeZones } from './time-zone-option.ts';

/** `/settings`: the rules of a server, for its admins. */
export const settings = (words: Words): Command => ({
  declaration: {
    type: ApplicationCommandType.ChatInput,
    name: 'settings',
    description: words('command.settings.description'),
    contexts: [InteractionContextType.Guild],
    integration_types: [ApplicationIntegrationType.GuildInstall],
    ...shownTo('manage-guild'),
    options: settingsOptions(words),
  },
  access: 'manage-guild',
  suggest: suggestTimeZones,
  async execute(call, { settings: guildSettings }, memberWords) {
    const { guildId, memberId: actorId } = call.origin;
    if (call.subcommand === 'show') return settingsReply(await guildSettings.current(guildId), memberWords);
    if (call.subcommand === 'filter list') return blockedWordsReply(await guildSettings.current(guildId), memberWords);
    const asked = readChange(call);
    if (!asked) throw new Refusal('command-unknown');
    if ('refused' in asked) return { kind: 'reply', content: memberWords(asked.refused) };
    const { fields, ...change } = asked;
    const outcome = await guildSettings.change({ guildId, actorId, reason: reasonOf(call.options), ...change });
    return { kind: 'reply', content: outcomeText(outcome, fields, memberWords) };
  },
});

function reasonOf({ reason }: Readonly<Record<string, string | number | boolean>>): string | null {
  return typeof reason === 'string' && reason.trim() !== '' ? reason.trim() : null;
}
