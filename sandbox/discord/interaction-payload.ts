import { DiscordError } from './errors.ts';
import type { Interaction } from './interactions.ts';
import { channelObject, memberObject, userObject } from './objects.ts';
import type { Channel, World } from './world.ts';

/** Locale of every person here; a guild has its own. */
const DEFAULT_LOCALE = 'en-US';

const CONTEXT = { guild: 0, directMessage: 1 } as const;

interface Circumstances {
  readonly interaction: Interaction;
  readonly data: Record<string, unknown>;
  readonly locale?: string | undefined;
  readonly lastMessageId: string | null;
  /** The message whose component was used. */
  readonly message?: Record<string, unknown> | undefined;
}

/**
 * The `d` of INTERACTION_CREATE.
 * https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object
 */
export function interactionObject(world: World, circumstances: Circumstances): Record<string, unknown> {
  const { interaction, data, lastMessageId, message } = circumstances;
  const channel = world.channel(interaction.channelId);
  if (!channel) throw new DiscordError('unknownChannel');
  return {
    id: interaction.id,
    application_id: world.applicationId,
    type: interaction.type,
    version: 1,
    token: interaction.token,
    data,
    channel_id: channel.id,
    channel: partialChannel(world, channel, interaction.userId, lastMessageId),
    locale: circumstances.locale ?? DEFAULT_LOCALE,
    entitlements: [],
    app_permissions: world.permissions(world.bot.id, channel).toString(),
    attachment_size_limit: interaction.attachmentSizeLimit,
    ...place(world, channel, interaction.userId),
    ...(message ? { message } : {}),
  };
}

function place(world: World, channel: Channel, userId: string): Record<string, unknown> {
  const user = world.user(userId);
  if (channel.kind === 'direct')
    return {
      context: CONTEXT.directMessage,
      user: user && userObject(user),
      authorizing_integration_owners: { 0: '0' },
    };
  const guild = world.guild(channel.guildId);
  const member = world.member(channel.guildId, userId);
  if (!guild || !member) throw new DiscordError('unknownMember');
  return {
    context: CONTEXT.guild,
    guild_id: guild.id,
    guild: { id: guild.id, locale: guild.locale, features: [] },
    guild_locale: guild.locale,
    member: { ...memberObject(member), permissions: world.permissions(userId, channel).toString() },
    authorizing_integration_owners: { 0: guild.id },
  };
}

function partialChannel(world: World, channel: Channel, userId: string, lastMessageId: string | null) {
  const { permission_overwrites: _, ...object } = channelObject(channel, lastMessageId) as Record<string, unknown>;
  return channel.kind === 'guild' ? { ...object, permissions: world.permissions(userId, channel).toString() } : object;
}
