import { ApplicationCommandType, ApplicationIntegrationType, InteractionContextType } from 'discord.js';
import type { Command } from '../src/discord/command.ts';
import { creditsText } from '../src/discord/views/credits.ts';
import type { Words } from '../src/words/words.ts';

/** `/credits`: what the member has here. */
export const credits = (words: Words): Command => ({
  declaration: {
    type: ApplicationCommandType.ChatInput,
    name: 'credits',
    description: words('command.credits.description'),
    contexts: [InteractionContextType.Guild],
    integration_types: [ApplicationIntegrationType.GuildInstall],
  },
  async execute({ origin }, { wallet }, memberWords) {
    return { kind: 'reply', content: creditsText(await wallet.overview(origin), memberWords) };
  },
});
