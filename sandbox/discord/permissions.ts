/** Every bit of https://docs.discord.com/developers/topics/permissions#permissions-bitwise-permission-flags */
export const PERMISSIONS = {
  createInstantInvite: 1n << 0n,
  kickMembers: 1n << 1n,
  banMembers: 1n << 2n,
  administrator: 1n << 3n,
  manageChannels: 1n << 4n,
  manageGuild: 1n << 5n,
  addReactions: 1n << 6n,
  viewAuditLog: 1n << 7n,
  prioritySpeaker: 1n << 8n,
  stream: 1n << 9n,
  viewChannel: 1n << 10n,
  sendMessages: 1n << 11n,
  sendTtsMessages: 1n << 12n,
  manageMessages: 1n << 13n,
  embedLinks: 1n << 14n,
  attachFiles: 1n << 15n,
  readMessageHistory: 1n << 16n,
  mentionEveryone: 1n << 17n,
  useExternalEmojis: 1n << 18n,
  viewGuildInsights: 1n << 19n,
  connect: 1n << 20n,
  speak: 1n << 21n,
  muteMembers: 1n << 22n,
  deafenMembers: 1n << 23n,
  moveMembers: 1n << 24n,
  useVoiceActivity: 1n << 25n,
  changeNickname: 1n << 26n,
  manageNicknames: 1n << 27n,
  manageRoles: 1n << 28n,
  manageWebhooks: 1n << 29n,
  manageGuildExpressions: 1n << 30n,
  useApplicationCommands: 1n << 31n,
  requestToSpeak: 1n << 32n,
  manageEvents: 1n << 33n,
  manageThreads: 1n << 34n,
  createPublicThreads: 1n << 35n,
  createPrivateThreads: 1n << 36n,
  useExternalStickers: 1n << 37n,
  sendMessagesInThreads: 1n << 38n,
  useEmbeddedActivities: 1n << 39n,
  moderateMembers: 1n << 40n,
  viewCreatorMonetizationAnalytics: 1n << 41n,
  useSoundboard: 1n << 42n,
  createGuildExpressions: 1n << 43n,
  createEvents: 1n << 44n,
  useExternalSounds: 1n << 45n,
  sendVoiceMessages: 1n << 46n,
  sendPolls: 1n << 49n,
  useExternalApps: 1n << 50n,
  pinMessages: 1n << 51n,
  bypassSlowmode: 1n << 52n,
} as const;

export type PermissionName = keyof typeof PERMISSIONS;

/** What owners and administrators have. */
export const ALL_PERMISSIONS = Object.values(PERMISSIONS).reduce((bits, bit) => bits | bit, 0n);

/** What a new server gives to everybody; what concerns voice is left out. */
export const DEFAULT_ROLE_PERMISSIONS = combine(
  'createInstantInvite',
  'addReactions',
  'viewChannel',
  'sendMessages',
  'embedLinks',
  'attachFiles',
  'readMessageHistory',
  'useExternalEmojis',
  'changeNickname',
  'useApplicationCommands',
  'createPublicThreads',
  'useExternalStickers',
  'sendMessagesInThreads',
  'sendVoiceMessages',
  'sendPolls',
  'useExternalApps',
);

/** What anybody may do in a direct message. */
export const DIRECT_MESSAGE_PERMISSIONS = DEFAULT_ROLE_PERMISSIONS | PERMISSIONS.mentionEveryone;

/**
 * What Discord tells an app about a conversation without a guild; the bot's own has a little more.
 * https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object
 */
export const APP_PERMISSIONS_IN_PRIVATE = combine('attachFiles', 'embedLinks', 'mentionEveryone');
export const APP_PERMISSIONS_WITH_BOT = APP_PERMISSIONS_IN_PRIVATE | PERMISSIONS.useExternalEmojis;

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
