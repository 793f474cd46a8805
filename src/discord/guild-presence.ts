import { type Client, GatewayDispatchEvents } from 'discord.js';

export interface GuildPresenceEvents {
  /** The bot was invited, or the guild can be reached again. */
  readonly onJoined: (guildId: string) => void;
  /** The guild has removed the bot, or is there no more. */
  readonly onLeft: (guildId: string) => void;
}

/**
 * Tells which guilds have and have not the bot. A guild that Discord cannot reach just now is called deleted too, and marked
 * as unavailable: it has removed nobody (https://docs.discord.com/developers/events/gateway-events#guild-delete).
 */
export function watchGuilds({ ws }: Pick<Client, 'ws'>, { onJoined, onLeft }: GuildPresenceEvents): void {
  ws.on(GatewayDispatchEvents.GuildCreate, (data: unknown) => {
    const { id } = Object(data);
    if (typeof id === 'string') onJoined(id);
  });
  ws.on(GatewayDispatchEvents.GuildDelete, (data: unknown) => {
    const { id, unavailable } = Object(data);
    if (typeof id === 'string' && !unavailable) onLeft(id);
  });
}
