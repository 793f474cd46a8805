import { ALL_PERMISSIONS, computePermissions, has, PERMISSIONS, type PermissionName } from './permissions.ts';
import type { Guild, GuildChannel } from './places.ts';

/**
 * The bits that Discord shows for a member in a channel. A thread has those of its parent.
 * https://docs.discord.com/developers/topics/permissions
 */
export function permissionBits(guild: Guild, userId: string, channel: GuildChannel): bigint {
  const member = guild.members.find((candidate) => candidate.user.id === userId);
  if (!member) return 0n;
  return computePermissions({ userId, roleIds: member.roleIds }, placeOf(guild), channel.overwrites);
}

/** What @everyone may in a channel, which is also what an app may that came without its bot. */
export function everyoneBits(guild: Guild, channel: GuildChannel): bigint {
  return computePermissions({ userId: '', roleIds: [] }, placeOf(guild), channel.overwrites);
}

/** What a member may do in the whole guild, channels aside. */
export function guildBits(guild: Guild, userId: string): bigint {
  const member = guild.members.find((candidate) => candidate.user.id === userId);
  return member ? computePermissions({ userId, roleIds: member.roleIds }, placeOf(guild), []) : 0n;
}

/**
 * What a member can really do. In a thread SEND_MESSAGES has no effect and SEND_MESSAGES_IN_THREADS stands for it; a
 * private thread is there only for those who joined it and for those who manage threads.
 * https://docs.discord.com/developers/topics/threads#permissions
 */
export function effectiveBits(guild: Guild, userId: string, channel: GuildChannel): bigint {
  const bits = permissionBits(guild, userId, channel);
  const { thread } = channel;
  if (!thread || bits === ALL_PERMISSIONS) return bits;
  const manages = has(bits, 'manageThreads');
  if (thread.kind === 'private' && !manages && !thread.memberIds.includes(userId)) return 0n;
  return withPermission(bits, 'sendMessages', has(bits, 'sendMessagesInThreads'));
}

function withPermission(bits: bigint, name: PermissionName, granted: boolean): bigint {
  return granted ? bits | PERMISSIONS[name] : bits & ~PERMISSIONS[name];
}

function placeOf(guild: Guild) {
  return { guildId: guild.id, ownerId: guild.ownerId, roles: guild.roles };
}
