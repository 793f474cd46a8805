import type { OptionValue } from '../discord/command-invocation.ts';
import type { LocalDiscord } from '../discord/local-discord.ts';
import { CHANNELS, PARTS } from './page-world.ts';

interface Preparation {
  readonly command: string;
  readonly options: Readonly<Record<string, OptionValue>>;
}

/** What the admin has done before people come: by the bot's own commands, as an admin would do it. */
function preparations({ world }: LocalDiscord): Preparation[] {
  return [
    { command: 'quota set', options: { member: world.userNamed(PARTS.broke.username).id, amount: '0' } },
    { command: 'settings reports', options: { channel: world.channelNamed(CHANNELS.reports).id } },
  ];
}

/** Prepares the server for playing, and takes the traces of it away. A command that is not there is left out. */
export async function setTheScene(discord: LocalDiscord): Promise<void> {
  const userId = discord.world.userNamed(PARTS.admin.username).id;
  const channelId = discord.world.channelNamed(CHANNELS.usual).id;
  for (const preparation of preparations(discord)) {
    try {
      const { acknowledged } = discord.invoke({ userId, channelId, ...preparation });
      const answer = await acknowledged;
      if (answer === 'missed') throw new Error('the bot did not answer');
      if (answer.messageId !== undefined) discord.deleteMessage(answer.messageId);
    } catch (error) {
      console.error(`/${preparation.command} could not be prepared: ${error instanceof Error ? error.message : error}`);
    }
  }
}
