import { type REST, Routes } from 'discord.js';
import type { Logger } from 'pino';
import { reasonOf } from './discord-error.ts';

/**
 * The guild in which the operator's channel is.
 * @returns null where it cannot be found out: the log says so, and the operator's command is not there
 */
export async function findOperatorGuild(
  rest: Pick<REST, 'get'>,
  channelId: string,
  log: Logger,
): Promise<string | null> {
  try {
    const { guild_id } = Object(await rest.get(Routes.channel(channelId)));
    if (typeof guild_id === 'string') return guild_id;
    log.warn('OPERATOR_CHANNEL_ID is no channel of a server, so /operator is not there');
  } catch (error) {
    log.warn({ reason: reasonOf(error) }, 'OPERATOR_CHANNEL_ID cannot be looked at, so /operator is not there');
  }
  return null;
}
