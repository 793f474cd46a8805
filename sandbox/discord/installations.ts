import { everyoneBits } from './guild-permissions.ts';
import { APP_PERMISSIONS_IN_PRIVATE, APP_PERMISSIONS_WITH_BOT, has } from './permissions.ts';
import type { Channel, World } from './world.ts';

/** https://docs.discord.com/developers/resources/application#application-object-application-integration-types */
export const INSTALL = { guild: 0, user: 1 } as const;

/** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-interaction-context-types */
export const CONTEXT = { guild: 0, botDirectMessage: 1, privateChannel: 2 } as const;

/** Who let the app in, by kind of installation: `0` a guild's id, or `0` where the bot is talked to; `1` a user's id. */
export type Owners = Readonly<Record<string, string>>;

export function contextOf(channel: Channel): number {
  if (channel.kind === 'guild') return CONTEXT.guild;
  return channel.participants ? CONTEXT.privateChannel : CONTEXT.botDirectMessage;
}

/**
 * The installations through which a person reaches something of the app in a place; none means that it is not there.
 * @param supported - kinds of installation that the command declares
 */
export function ownersOf(world: World, channel: Channel, userId: string, supported: readonly number[]): Owners {
  const ofUser = supported.includes(INSTALL.user) && world.user(userId)?.hasInstalledApp === true;
  const ofGuild = supported.includes(INSTALL.guild) ? guildOwner(world, channel, userId) : undefined;
  return { ...(ofGuild === undefined ? {} : { 0: ofGuild }), ...(ofUser ? { 1: userId } : {}) };
}

/** Where the bot is talked to, any guild that both share will do. */
function guildOwner(world: World, channel: Channel, userId: string): string | undefined {
  if (channel.kind === 'direct') return !channel.participants && sharesGuild(world, userId) ? '0' : undefined;
  return world.guild(channel.guildId)?.installation === 'none' ? undefined : channel.guildId;
}

function sharesGuild(world: World, userId: string): boolean {
  const installed = [...world.guilds, ...world.otherGuilds.filter((guild) => guild.installation === 'commands')];
  return installed.some((guild) => guild.members.some((member) => member.user.id === userId));
}

/**
 * What an interaction says that the app may do. Without its bot it has what @everyone has; where only a person brought it,
 * Discord shows that person's own bits (https://github.com/discord/discord-api-docs/issues/7251).
 */
export function appPermissions(world: World, channel: Channel, userId: string): bigint {
  if (channel.kind === 'direct') return channel.participants ? APP_PERMISSIONS_IN_PRIVATE : APP_PERMISSIONS_WITH_BOT;
  const guild = world.guild(channel.guildId);
  if (guild?.installation === 'bot') return world.shownPermissions(world.bot.id, channel);
  if (guild?.installation === 'commands') return everyoneBits(guild, channel);
  return world.shownPermissions(userId, channel);
}

/** Whether a person's own installation is all that the app stands on there. */
export function isGuest(owners: Owners): boolean {
  return owners[INSTALL.guild] === undefined;
}

/**
 * Whether an answer is shown to its person alone, whatever the app asks for.
 * https://docs.discord.com/developers/topics/permissions : USE_EXTERNAL_APPS
 */
export function isHushed(world: World, channel: Channel, userId: string, owners: Owners): boolean {
  if (channel.kind === 'direct' || !isGuest(owners)) return false;
  return !has(world.shownPermissions(userId, channel), 'useExternalApps');
}
