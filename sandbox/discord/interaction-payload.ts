import { DiscordError } from './errors.ts';
import type { Interaction } from './interactions.ts';
import { channelObject, memberObject, userObject } from './objects.ts';
import type { Channel, World } from './world.ts';

/** Locale of every person here; a guild has its own. */
const DEFAULT_LOCALE = 'en-US';

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
    app_permissions: interaction.appPermissions.toString(),
    attachment_size_limit: interaction.attachmentSizeLimit,
    context: interaction.context,
    authorizing_integration_owners: interaction.owners,
    ...place(world, channel, interaction.userId),
    ...(message ? { message } : {}),
  };
}

function place(world: World, channel: Channel, userId: string): Record<string, unknown> {
  const user = world.user(userId);
  if (channel.kind === 'direct') return { user: user && userObject(user) };
  const guild = world.guild(channel.guildId);
  const member = world.member(channel.guildId, userId);
  if (!guild || !member) throw new DiscordError('unknownMember');
  return {
    guild_id: guild.id,
    guild: { id: guild.id, locale: guild.locale, features: [] },
    guild_locale: guild.locale,
    member: { ...memberObject(member), permissions: world.shownPermissions(userId, channel).toString() },
  };
}

function partialChannel(world: World, channel: Channel, userId: string, lastMessageId: string | null) {
  const { permission_overwrites: _, ...object } = channelObject(channel, lastMessageId);
  if (channel.kind === 'direct') return object;
  return { ...object, permissions: world.shownPermissions(userId, channel).toString() };
}
