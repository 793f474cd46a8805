import { ApplicationCommandType, ApplicationIntegrationType, InteractionContextType } from 'discord.js';
import type { Command } from '../src/discord/command.ts';
import { type Example, helpText, unservedHelpText } from '../src/discord/views/help.ts';
import type { Words } from '../src/words/words.ts';

/**
 * `/help`: what the bot does, what it costs the caller here, and how to begin. Where nothing can be made it says what to do
 * about that.
 * @param examples - what can be tried, in any order
 */
export const help = (examples: readonly Example[], words: Words): Command => ({
  declaration: {
    type: ApplicationCommandType.ChatInput,
    name: 'help',
    description: words('command.help.description'),
    contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
    integration_types: [ApplicationIntegrationType.GuildInstall],
  },
  worksUnserved: true,
  async execute({ origin }, { wallet, isServed, commandMention: mention }, memberWords) {
    const { guildId, mayManage: isAdmin } = origin;
    const say = (content: string) => ({ kind: 'reply', content }) as const;
    if (guildId === '') return say(unservedHelpText(memberWords('refusal.guild-only'), mention, memberWords));
    if (!isServed(guildId))
      return say(unservedHelpText(memberWords('refusal.guild-not-allowed', { guildId }), mention, memberWords));
    const account = await wallet.overview(origin);
    return say(helpText({ examples, account, isAdmin, mention }, memberWords));
  },
});
