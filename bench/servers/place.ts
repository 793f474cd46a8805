import { nextSnowflake } from './snowflake.ts';

/** The one guild, channel and bot of the bench's Discord, as Discord writes them down: no more than discord.js needs. */

export const applicationId = '900000000000000001';
export const guildId = '900000000000000002';
export const channelId = '900000000000000003';
const ownerId = '900000000000000004';
/** Boost level at which a bot's file may have 50 MiB: https://docs.discord.com/developers/reference#uploading-files */
const premiumTier = 2;
const attachmentSizeLimit = 50 * 1024 * 1024;
const everything = '2251799813685247';
const bot = { id: applicationId, username: 'bench', discriminator: '0', global_name: null, avatar: null, bot: true };
const channel = { id: channelId, type: 0, name: 'videos', position: 0, permission_overwrites: [] };

/** https://docs.discord.com/developers/events/gateway-events#ready */
export function readyEvent(sessionId: string, gatewayUrl: string): object {
  return {
    v: 10,
    user: bot,
    guilds: [{ id: guildId, unavailable: true }],
    session_id: sessionId,
    resume_gateway_url: gatewayUrl,
    application: { id: applicationId, flags: 0 },
  };
}

/** https://docs.discord.com/developers/events/gateway-events#guild-create */
export function guildCreateEvent(): object {
  const joined_at = '2026-01-01T00:00:00.000000+00:00';
  return {
    id: guildId,
    name: 'Bench',
    owner_id: ownerId,
    unavailable: false,
    joined_at,
    member_count: 101,
    premium_tier: premiumTier,
    preferred_locale: 'en-US',
    features: [],
    roles: [{ id: guildId, name: '@everyone', permissions: everything, position: 0, color: 0 }],
    channels: [channel],
    members: [{ user: bot, roles: [], joined_at, deaf: false, mute: false, flags: 0 }],
    emojis: [],
    stickers: [],
    threads: [],
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
  };
}

/**
 * The `d` of INTERACTION_CREATE for `/ray-flash`.
 * @param member - 0 to 99: each member has an id of its own
 * @see https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object
 */
export function rayFlashInteraction(id: string, token: string, member: number, prompt: string): object {
  const userId = String(910_000_000_000_000_000n + BigInt(member));
  const username = `member${member}`;
  return {
    id,
    application_id: applicationId,
    type: 2,
    version: 1,
    token,
    data: {
      id: '900000000000000005',
      type: 1,
      name: 'ray-flash',
      options: [{ type: 3, name: 'prompt', value: prompt }],
    },
    guild_id: guildId,
    guild: { id: guildId, locale: 'en-US', features: [] },
    guild_locale: 'en-US',
    channel_id: channelId,
    channel: { ...channel, guild_id: guildId, permissions: everything },
    member: {
      user: { id: userId, username, discriminator: '0', global_name: username, avatar: null, public_flags: 0 },
      roles: [],
      joined_at: '2026-01-01T00:00:00.000000+00:00',
      permissions: everything,
      nick: null,
      avatar: null,
      deaf: false,
      mute: false,
      pending: false,
      flags: 0,
    },
    locale: 'en-US',
    context: 0,
    authorizing_integration_owners: { 0: guildId },
    app_permissions: everything,
    attachment_size_limit: attachmentSizeLimit,
    entitlements: [],
  };
}

/** A message as an answer to whoever wrote it. */
export function messageObject(): object {
  return {
    id: nextSnowflake(),
    type: 0,
    channel_id: channelId,
    author: bot,
    content: '',
    timestamp: new Date().toISOString(),
    edited_timestamp: null,
    attachments: [],
    embeds: [],
    mentions: [],
    mention_roles: [],
    mention_everyone: false,
    pinned: false,
    tts: false,
    flags: 0,
  };
}
