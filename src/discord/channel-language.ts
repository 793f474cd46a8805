import type { Client } from 'discord.js';
import { type Words, wordsFor } from '../words/words.ts';

/** The words of a channel: for what stands there for nobody in particular. */
export type ChannelWords = (channelId: string) => Words;

/**
 * The words of each channel's guild, as its admins chose its language
 * (https://docs.discord.com/developers/resources/guild#guild-object); English where we do not know the channel.
 */
export function createChannelWords({
  channels,
}: {
  readonly channels: Pick<Client['channels'], 'cache'>;
}): ChannelWords {
  return (channelId) => {
    const channel = channels.cache.get(channelId);
    return wordsFor(channel && 'guild' in channel ? channel.guild.preferredLocale : 'en-US');
  };
}
