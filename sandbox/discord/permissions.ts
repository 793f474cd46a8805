/** Bits of https://docs.discord.com/developers/topics/permissions that this Discord looks at. */
export const PERMISSIONS = {
  administrator: 1n << 3n,
  manageGuild: 1n << 5n,
  viewChannel: 1n << 10n,
  sendMessages: 1n << 11n,
  manageMessages: 1n << 13n,
  embedLinks: 1n << 14n,
  attachFiles: 1n << 15n,
  readMessageHistory: 1n << 16n,
  mentionEveryone: 1n << 17n,
  useApplicationCommands: 1n << 31n,
  sendMessagesInThreads: 1n << 38n,
} as const;

export type PermissionName = keyof typeof PERMISSIONS;

export const ALL_PERMISSIONS = (1n << 50n) - 1n;

/** What a new server gives to everybody. */
export const DEFAULT_ROLE_PERMISSIONS = combine(
  'viewChannel',
  'sendMessages',
  'embedLinks',
  'attachFiles',
  'readMessageHistory',
  'useApplicationCommands',
  'sendMessagesInThreads',
);

/** What anybody may do in a direct message. */
export const DIRECT_MESSAGE_PERMISSIONS = DEFAULT_ROLE_PERMISSIONS | PERMISSIONS.mentionEveryone;

export interface Overwrite {
  /** Id of a role (type 0) or a member (type 1). */
  readonly id: string;
  readonly type: 0 | 1;
  readonly allow: bigint;
  readonly deny: bigint;
}

interface PermissionSubject {
  readonly userId: string;
  readonly roleIds: readonly string[];
}

interface PermissionPlace {
  readonly guildId: string;
  readonly ownerId: string;
  readonly roles: readonly { readonly id: string; readonly permissions: bigint }[];
}

export function combine(...names: readonly PermissionName[]): bigint {
  return names.reduce((bits, name) => bits | PERMISSIONS[name], 0n);
}

/**
 * What a member may do in a channel, by the order of
 * https://docs.discord.com/developers/topics/permissions#permission-overwrites : roles, then @everyone's overwrite, then
 * those of the member's roles together, then the member's own.
 */
export function computePermissions(
  subject: PermissionSubject,
  place: PermissionPlace,
  overwrites: readonly Overwrite[],
): bigint {
  if (subject.userId === place.ownerId) return ALL_PERMISSIONS;
  const roleIds = new Set([place.guildId, ...subject.roleIds]);
  const base = place.roles.filter((role) => roleIds.has(role.id)).reduce((bits, role) => bits | role.permissions, 0n);
  if (base & PERMISSIONS.administrator) return ALL_PERMISSIONS;
  const everyone = overwrites.filter((overwrite) => overwrite.id === place.guildId);
  const ofRoles = overwrites.filter((overwrite) => overwrite.type === 0 && subject.roleIds.includes(overwrite.id));
  const own = overwrites.filter((overwrite) => overwrite.type === 1 && overwrite.id === subject.userId);
  return [everyone, ofRoles, own].reduce(apply, base);
}

function apply(bits: bigint, overwrites: readonly Overwrite[]): bigint {
  const deny = overwrites.reduce((sum, overwrite) => sum | overwrite.deny, 0n);
  const allow = overwrites.reduce((sum, overwrite) => sum | overwrite.allow, 0n);
  return (bits & ~deny) | allow;
}

export function has(bits: bigint, ...names: readonly PermissionName[]): boolean {
  const needed = combine(...names);
  return (bits & needed) === needed;
}
