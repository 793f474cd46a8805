import type { REST } from 'discord.js';
import type { Logger } from 'pino';
import { createOperatorCommands } from '../../commands/index.ts';
import type { Config } from '../config.ts';
import type { Command } from '../discord/command.ts';
import { findOperatorGuild } from '../discord/operator-guild.ts';

/**
 * `/operator`, for the guild of `OPERATOR_CHANNEL_ID` alone.
 * @returns null without that channel, without `OPERATOR_IDS`, or where the guild cannot be found out, which the log says
 */
export async function findOperatorCommand(
  { operatorChannelId, operatorIds }: Config['discord'],
  rest: Pick<REST, 'get'>,
  log: Logger,
): Promise<{ readonly guildId: string; readonly command: Command } | null> {
  if (operatorChannelId === null || operatorIds.length === 0) return null;
  const guildId = await findOperatorGuild(rest, operatorChannelId, log);
  if (guildId === null) return null;
  const [command] = createOperatorCommands(guildId);
  return command ? { guildId, command } : null;
}
