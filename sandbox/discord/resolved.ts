import { channelObject, memberObject, roleObject, userObject } from './objects.ts';
import type { Channel, World } from './world.ts';

/** Where the objects behind ids come from. */
export interface Lookup {
  readonly world: World;
  /** The channel in which somebody does something, and who does it. */
  readonly channel: Channel;
  readonly userId: string;
  readonly attachment: (id: string) => Record<string, unknown> | undefined;
  readonly message: (id: string) => Record<string, unknown> | undefined;
}

export type ReferenceKind = 'user' | 'channel' | 'role' | 'mentionable' | 'attachment' | 'message';

export interface Reference {
  readonly kind: ReferenceKind;
  readonly id: string;
}

type Resolved = Record<string, Record<string, unknown>>;

/**
 * The objects behind the ids of an interaction, by kind and id; ids behind which there is nothing are left out.
 * https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-resolved-data-structure
 */
export function resolve(references: readonly Reference[], lookup: Lookup): Resolved {
  const resolved: Resolved = {};
  for (const { kind, id } of references)
    for (const [part, value] of objectsBehind(kind, id, lookup)) resolved[part] = { ...resolved[part], [id]: value };
  return resolved;
}

/** Whether there is something of this kind behind an id. */
export function isKnown(reference: Reference, lookup: Lookup): boolean {
  return objectsBehind(reference.kind, reference.id, lookup).length > 0;
}

function objectsBehind(kind: ReferenceKind, id: string, lookup: Lookup): [part: string, value: unknown][] {
  switch (kind) {
    case 'user':
      return person(id, lookup);
    case 'role':
      return role(id, lookup);
    case 'mentionable':
      return [...person(id, lookup), ...role(id, lookup)];
    case 'channel':
      return place(id, lookup);
    case 'attachment':
      return known('attachments', lookup.attachment(id));
    default:
      return known('messages', lookup.message(id));
  }
}

function known(part: string, value: unknown): [string, unknown][] {
  return value === undefined ? [] : [[part, value]];
}

function person(id: string, { world, channel }: Lookup): [string, unknown][] {
  const user = world.user(id);
  if (!user) return [];
  const member = channel.kind === 'guild' ? world.member(channel.guildId, id) : undefined;
  if (!member) return [['users', userObject(user)]];
  const { user: _, deaf: __, mute: ___, ...partial } = memberObject(member);
  const permissions = world.shownPermissions(id, channel).toString();
  return [
    ['users', userObject(user)],
    ['members', { ...partial, permissions }],
  ];
}

function role(id: string, { world, channel }: Lookup): [string, unknown][] {
  const roles = channel.kind === 'guild' ? (world.guild(channel.guildId)?.roles ?? []) : [];
  const found = roles.find((candidate) => candidate.id === id);
  return known('roles', found && roleObject(found));
}

/** Only channels of the same guild can be chosen. */
function place(id: string, { world, channel: here, userId }: Lookup): [string, unknown][] {
  const channel = world.channel(id);
  if (channel?.kind !== 'guild' || here.kind !== 'guild' || channel.guildId !== here.guildId) return [];
  const { permission_overwrites: _, ...partial } = channelObject(channel, null);
  return [['channels', { ...partial, permissions: world.shownPermissions(userId, channel).toString() }]];
}
