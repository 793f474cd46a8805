import { snowflakeTimeMs } from './snowflake.ts';
import { userObject } from './user-objects.ts';
import type { Channel, DirectChannel, GuildChannel } from './world.ts';

/** https://docs.discord.com/developers/resources/channel#channel-object-channel-types */
export const CHANNEL_TYPE = {
  text: 0,
  direct: 1,
  group: 3,
  news: 5,
  newsThread: 10,
  publicThread: 11,
  privateThread: 12,
} as const;

const THREAD_TYPE = {
  news: CHANNEL_TYPE.newsThread,
  public: CHANNEL_TYPE.publicThread,
  private: CHANNEL_TYPE.privateThread,
} as const;

/** Minutes without a message after which a thread is archived: three days. */
const AUTO_ARCHIVE_MINUTES = 4_320;

export function channelType(channel: Channel): number {
  if (channel.kind === 'direct')
    return (channel.participants?.length ?? 0) > 2 ? CHANNEL_TYPE.group : CHANNEL_TYPE.direct;
  if (channel.thread) return THREAD_TYPE[channel.thread.kind];
  return channel.news ? CHANNEL_TYPE.news : CHANNEL_TYPE.text;
}

/** A channel of any kind, as its own route and the gateway give it. */
export function channelObject(channel: Channel, lastMessageId: string | null): Record<string, unknown> {
  if (channel.kind === 'direct') return privateObject(channel, lastMessageId);
  return channel.thread ? threadObject(channel, lastMessageId) : guildChannelObject(channel, lastMessageId);
}

function privateObject(channel: DirectChannel, lastMessageId: string | null) {
  const people = channel.participants ?? [channel.recipient];
  const type = channelType(channel);
  return {
    id: channel.id,
    type,
    flags: 0,
    last_message_id: lastMessageId,
    recipients: people.map(userObject),
    ...(type === CHANNEL_TYPE.group ? { name: channel.name, icon: null, owner_id: channel.recipient.id } : {}),
  };
}

function guildChannelObject(channel: GuildChannel, lastMessageId: string | null) {
  return {
    id: channel.id,
    type: channelType(channel),
    guild_id: channel.guildId,
    name: channel.name,
    position: channel.position,
    topic: channel.topic,
    nsfw: channel.nsfw,
    parent_id: null,
    rate_limit_per_user: 0,
    default_auto_archive_duration: AUTO_ARCHIVE_MINUTES,
    last_message_id: lastMessageId,
    flags: 0,
    permission_overwrites: channel.overwrites.map((overwrite) => ({
      id: overwrite.id,
      type: overwrite.type,
      allow: overwrite.allow.toString(),
      deny: overwrite.deny.toString(),
    })),
  };
}

/** https://docs.discord.com/developers/topics/threads#thread-fields ; `{}` for a channel that is no thread. */
export function threadObject(channel: GuildChannel, lastMessageId: string | null): Record<string, unknown> {
  const { thread } = channel;
  if (!thread) return {};
  const createdAt = new Date(snowflakeTimeMs(channel.id)).toISOString();
  return {
    id: channel.id,
    type: channelType(channel),
    guild_id: channel.guildId,
    parent_id: thread.parentId,
    name: channel.name,
    owner_id: thread.ownerId,
    last_message_id: lastMessageId,
    rate_limit_per_user: 0,
    message_count: 0,
    total_message_sent: 0,
    member_count: Math.min(thread.memberIds.length, 50),
    flags: 0,
    thread_metadata: {
      archived: thread.archived,
      locked: thread.locked,
      archive_timestamp: createdAt,
      auto_archive_duration: AUTO_ARCHIVE_MINUTES,
      create_timestamp: createdAt,
      ...(thread.kind === 'private' ? { invitable: true } : {}),
    },
  };
}

export function threadMemberObject(thread: GuildChannel, userId: string) {
  return {
    id: thread.id,
    user_id: userId,
    join_timestamp: new Date(snowflakeTimeMs(thread.id)).toISOString(),
    flags: 0,
  };
}
