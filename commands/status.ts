import { ApplicationCommandType, ApplicationIntegrationType, InteractionContextType } from 'discord.js';
import { shownTo } from '../src/discord/access.ts';
import type { Command } from '../src/discord/command.ts';
import { statusText } from '../src/discord/views/status.ts';
import type { Words } from '../src/words/words.ts';

/** `/status`: how the service is, for admins; what it costs, for the operator. */
export const status = (words: Words): Command => ({
  declaration: {
    type: ApplicationCommandType.ChatInput,
    name: 'status',
    description: words('command.status.description'),
    contexts: [InteractionContextType.Guild],
    integration_types: [ApplicationIntegrationType.GuildInstall],
    ...shownTo('manage-guild'),
  },
  access: 'manage-guild',
  async execute({ callerIsOperator }, { status: reports }, memberWords) {
    return {
      kind: 'later',
      work: async () => {
        const service = await reports.service();
        const money = callerIsOperator ? await reports.money() : null;
        return { kind: 'reply', content: statusText(service, money, memberWords) };
      },
    };
  },
});
