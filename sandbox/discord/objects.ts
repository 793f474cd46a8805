import { ALL_PERMISSIONS } from './permissions.ts';
import { snowflakeTimeMs } from './snowflake.ts';
import type { Channel, Guild, Member, Role, User, World } from './world.ts';

/** Writes the world as Discord's JSON: complete objects, also with the fields that few clients read. */

export function userObject(user: User) {
  return {
    id: user.id,
    username: user.username,
    discriminator: user.bot ? '4242' : '0',
    global_name: user.bot ? null : user.displayName,
    avatar: null,
    banner: null,
    accent_color: null,
    avatar_decoration_data: null,
    collectibles: null,
    primary_guild: null,
    public_flags: 0,
    flags: 0,
    ...(user.bot ? { bot: true } : {}),
  };
}

/** The bot's own user as it sees itself. */
export function ownUserObject(bot: User) {
  return { ...userObject(bot), email: null, verified: true, mfa_enabled: true, locale: 'en-US' };
}

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
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    icon: null,
    unicode_emoji: null,
    managed: false,
    flags: 0,
  };
}

export function channelObject(channel: Channel, lastMessageId: string | null) {
  if (channel.kind === 'direct')
    return {
      id: channel.id,
      type: 1,
      flags: 0,
      last_message_id: lastMessageId,
      recipients: [userObject(channel.recipient)],
    };
  return {
    id: channel.id,
    type: 0,
    guild_id: channel.guildId,
    name: channel.name,
    position: channel.position,
    topic: null,
    nsfw: false,
    parent_id: null,
    rate_limit_per_user: 0,
    default_auto_archive_duration: 4320,
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

export function guildObject(guild: Guild) {
  return {
    id: guild.id,
    name: guild.name,
    owner_id: guild.ownerId,
    icon: null,
    icon_hash: null,
    splash: null,
    discovery_splash: null,
    banner: null,
    description: null,
    region: null,
    afk_channel_id: null,
    afk_timeout: 300,
    widget_enabled: false,
    widget_channel_id: null,
    verification_level: 1,
    default_message_notifications: 1,
    explicit_content_filter: 2,
    mfa_level: 0,
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

/** A guild as the gateway announces it: with its channels and, since the member intent is privileged, only the bot. */
export function guildCreateObject(guild: Guild, bot: User) {
  return {
    ...guildObject(guild),
    joined_at: new Date(snowflakeTimeMs(guild.id)).toISOString(),
    large: false,
    unavailable: false,
    member_count: guild.members.length,
    members: guild.members.filter((member) => member.user.id === bot.id).map(memberObject),
    channels: guild.channels.map((channel) => channelObject(channel, null)),
    threads: [],
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
    integration_types_config: { 0: {} },
    approximate_guild_count: world.guilds.length,
    approximate_user_install_count: 0,
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
    permissions: (guild.ownerId === bot.id ? ALL_PERMISSIONS : (guild.roles[0]?.permissions ?? 0n)).toString(),
    features: [],
    approximate_member_count: guild.members.length,
    approximate_presence_count: guild.members.length,
  };
}
