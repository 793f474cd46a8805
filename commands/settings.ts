import { ApplicationCommandType, ApplicationIntegrationType, InteractionContextType } from 'discord.js';
import { shownTo } from '../src/discord/access.ts';
import type { Command } from '../src/discord/command.ts';
import { reasonLine } from '../src/discord/views/quota-changes.ts';
import { blockedWordsReply, outcomeText, settingsReply, whatToRemoveText } from '../src/discord/views/settings.ts';
import { Refusal } from '../src/errors/refusal.ts';
import type { Words } from '../src/words/words.ts';
import { reasonOf } from './quota-input.ts';
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
    if ('unnamed' in asked) {
      const policy = await guildSettings.current(guildId);
      return { kind: 'reply', content: whatToRemoveText(policy, asked.unnamed, memberWords) };
    }
    const { fields, unchanged, ...change } = asked;
    const reason = reasonOf(call.options.reason);
    const outcome = await guildSettings.change({ guildId, actorId, reason, ...change });
    const text = outcomeText(outcome, fields, memberWords, unchanged);
    const content = outcome.kind === 'changed' ? `${text}\n${reasonLine(reason, memberWords)}` : text;
    return { kind: 'reply', content };
  },
});
