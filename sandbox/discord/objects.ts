import { channelObject, threadMemberObject } from './channel-objects.ts';
import { effectiveBits, guildBits } from './guild-permissions.ts';
import { has } from './permissions.ts';
import { snowflakeTimeMs } from './snowflake.ts';
import { userObject } from './user-objects.ts';
import type { Guild, GuildChannel, Member, Role, User, World } from './world.ts';

export { channelObject, threadMemberObject } from './channel-objects.ts';
export { ownUserObject, userObject } from './user-objects.ts';

/** Writes the world as Discord's JSON: complete objects, also with the fields that few clients read. */

export function memberObject(member: Member) {
  return {
    user: userObject(member.user),
    nick: member.nick,
    avatar: null,
    banner: null,
    roles: [...member.roleIds],
    joined_at: new Date(snowflakeTimeMs(member.user.id)).toISOString(),
    premium_since: null,
    deaf: false,
    mute: false,
    pending: false,
    flags: 0,
    communication_disabled_until: null,
    unusual_dm_activity_until: null,
  };
}

export function roleObject(role: Role) {
  return {
    id: role.id,
    name: role.name,
    permissions: role.permissions.toString(),
    position: role.position,
    mentionable: role.mentionable,
    color: role.color,
    colors: { primary_color: role.color, secondary_color: null, tertiary_color: null },
    hoist: role.hoist,
    icon: null,
    unicode_emoji: null,
    managed: role.botId !== undefined,
    flags: 0,
    ...(role.botId === undefined ? {} : { tags: { bot_id: role.botId } }),
  };
}

export function guildObject(guild: Guild) {
  return {
    id: guild.id,
    name: guild.name,
    owner_id: guild.ownerId,
    icon: null,
    icon_hash: null,
    home_header: null,
    splash: null,
    discovery_splash: null,
    banner: null,
    description: null,
    region: 'deprecated',
    afk_channel_id: null,
    afk_timeout: 300,
    widget_enabled: false,
    widget_channel_id: null,
    verification_level: 1,
    default_message_notifications: 1,
    explicit_content_filter: 2,
    mfa_level: 0,
    nsfw: false,
    nsfw_level: 0,
    application_id: null,
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    public_updates_channel_id: null,
    safety_alerts_channel_id: null,
    max_members: 25_000_000,
    max_presences: null,
    max_video_channel_users: 25,
    max_stage_video_channel_users: 50,
    vanity_url_code: null,
    premium_tier: guild.premiumTier,
    premium_subscription_count: [0, 2, 7, 14][guild.premiumTier] ?? 0,
    premium_progress_bar_enabled: false,
    preferred_locale: guild.locale,
    features: [],
    emojis: [],
    stickers: [],
    roles: guild.roles.map(roleObject),
    hub_type: null,
    incidents_data: null,
  };
}

/** Threads that are listed for somebody: not archived, and theirs to see. */
export function activeThreads(guild: Guild, userId: string): GuildChannel[] {
  return guild.threads.filter(
    (thread) => !thread.thread?.archived && has(effectiveBits(guild, userId, thread), 'viewChannel'),
  );
}

/**
 * A guild as the gateway announces it: with its channels and active threads and, since the member intent is privileged,
 * only the bot.
 */
export function guildCreateObject(guild: Guild, bot: User) {
  return {
    ...guildObject(guild),
    joined_at: new Date(snowflakeTimeMs(guild.id)).toISOString(),
    large: false,
    unavailable: false,
    member_count: guild.members.length,
    members: guild.members.filter((member) => member.user.id === bot.id).map(memberObject),
    channels: guild.channels.map((channel) => channelObject(channel, null)),
    threads: activeThreads(guild, bot.id).map((thread) => ({
      ...channelObject(thread, null),
      ...(thread.thread?.memberIds.includes(bot.id) ? { member: threadMemberObject(thread, bot.id) } : {}),
    })),
    voice_states: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

export function applicationObject(world: World) {
  const owner = world.users[0] ?? world.bot;
  return {
    id: world.applicationId,
    name: world.applicationName,
    icon: null,
    description: '',
    summary: '',
    type: null,
    bot: userObject(world.bot),
    bot_public: false,
    bot_require_code_grant: false,
    verify_key: '0'.repeat(64),
    owner: userObject(owner),
    team: null,
    flags: 0,
    flags_new: '0',
    redirect_uris: [],
    interactions_endpoint_url: null,
    role_connections_verification_url: null,
    integration_types_config: { 0: {}, 1: {} },
    explicit_content_filter: 0,
    eligible_oauth2_scopes: [],
    approximate_user_authorization_count: 0,
    approximate_guild_count: world.guilds.length,
    approximate_user_install_count: world.users.filter((user) => user.hasInstalledApp).length,
  };
}

/** The short form in which the bot's guilds are listed. */
export function partialGuildObject(guild: Guild, bot: User) {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    banner: null,
    owner: guild.ownerId === bot.id,
    permissions: guildBits(guild, bot.id).toString(),
    features: [],
    approximate_member_count: guild.members.length,
    approximate_presence_count: guild.members.length,
  };
}
