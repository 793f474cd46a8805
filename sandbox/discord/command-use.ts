import type { Command } from './commands.ts';
import { contextOf, INSTALL, type Owners, ownersOf } from './installations.ts';
import { InvocationRefused } from './invocation-refused.ts';
import { has } from './permissions.ts';
import type { Channel, GuildChannel, World } from './world.ts';

/**
 * Through which installations somebody may use a command in a place.
 * https://docs.discord.com/developers/interactions/application-commands#contexts
 * @throws {InvocationRefused} when Discord's own app would not offer it there
 */
export function commandOwners(world: World, command: Command, channel: Channel, userId: string): Owners {
  const owners = offeringOwners(world, command, channel, userId);
  if (Object.keys(owners).length === 0) throw new InvocationRefused('not-usable-here');
  checkAge(world, command, channel, userId);
  if (channel.kind === 'guild') checkPermissions(world, command, channel, userId, owners);
  return owners;
}

function offeringOwners(world: World, command: Command, channel: Channel, userId: string): Owners {
  const { body, guildId } = command;
  if (guildId !== undefined) {
    const isHere = channel.kind === 'guild' && channel.guildId === guildId;
    return isHere ? ownersOf(world, channel, userId, [INSTALL.guild]) : {};
  }
  const contexts = body.contexts ?? (body.dm_permission === false ? [0] : [0, 1, 2]);
  if (!contexts.some((context) => context === contextOf(channel))) return {};
  return ownersOf(world, channel, userId, body.integration_types ?? [INSTALL.guild]);
}

/** https://docs.discord.com/developers/interactions/application-commands#agerestricted-commands */
function checkAge(world: World, command: Command, channel: Channel, userId: string): void {
  if (!command.body.nsfw) return;
  const allowed = channel.kind === 'guild' ? channel.nsfw : world.user(userId)?.allowsAgeRestrictedInPrivate;
  if (!allowed) throw new InvocationRefused('not-usable-here');
}

function checkPermissions(world: World, command: Command, channel: GuildChannel, userId: string, owners: Owners): void {
  const bits = world.permissions(userId, channel);
  if (!has(bits, 'viewChannel', 'useApplicationCommands')) throw new InvocationRefused('not-permitted');
  if (channel.thread?.locked && !has(bits, 'manageThreads')) throw new InvocationRefused('not-permitted');
  const needed = command.body.default_member_permissions;
  // They belong to the server's own installation; what people bring themselves does not ask.
  if (needed == null || owners[INSTALL.guild] === undefined) return;
  // «0» is the way to say: administrators only.
  const enough = needed === '0' ? has(bits, 'administrator') : (bits & BigInt(needed)) === BigInt(needed);
  if (!enough) throw new InvocationRefused('not-permitted');
}
