import type { PermissionName } from './permissions.ts';

/**
 * How a test says who and where there is. Users are named by their `username`, roles by their name; everything that is
 * not said has a default that makes a plain, open guild.
 */
export interface WorldSetup {
  readonly applicationName?: string;
  readonly guilds?: readonly GuildSetup[];
  /** The first one owns every guild that names no owner. */
  readonly users?: readonly UserSetup[];
  /** Conversations among people: two of them, or a group when there are more. The bot takes part in none. */
  readonly privateChannels?: readonly PrivateChannelSetup[];
}

export interface UserSetup {
  readonly username: string;
  readonly displayName: string;
  readonly acceptsDirectMessages?: boolean;
  /** Whether the person has installed the app for themselves (a user install). Default false. */
  readonly hasInstalledApp?: boolean;
  /** Whether the person is of age and lets age-restricted commands into direct messages. Default false. */
  readonly allowsAgeRestrictedInPrivate?: boolean;
}

export interface PrivateChannelSetup {
  /** Usernames; the first one owns a group. */
  readonly participants: readonly string[];
  /** Of a group; Discord allows none. */
  readonly name?: string;
}

export interface RoleSetup {
  readonly name: string;
  /** Default: none of its own. */
  readonly permissions?: readonly PermissionName[];
  /** Higher is stronger; default: in the order in which roles are named, above the bot's. */
  readonly position?: number;
  readonly mentionable?: boolean;
  readonly hoist?: boolean;
  /** 24 bits of RGB. */
  readonly color?: number;
}

export interface MemberSetup {
  readonly username: string;
  readonly nick?: string;
  readonly roles?: readonly string[];
}

export interface OverwriteSetup {
  /** Name of a role (`@everyone` is one) or username of a member; exactly one of them. */
  readonly role?: string;
  readonly member?: string;
  readonly allow?: readonly PermissionName[];
  readonly deny?: readonly PermissionName[];
}

export type ThreadKind = 'public' | 'private' | 'news';

export interface ThreadSetup {
  readonly name: string;
  /** Default: public, or news in a news channel. */
  readonly kind?: ThreadKind;
  readonly archived?: boolean;
  readonly locked?: boolean;
  /** Username; default: the guild's owner. */
  readonly owner?: string;
  /** Usernames of those who have joined besides its owner. The bot is named by the application's name. */
  readonly members?: readonly string[];
}

export interface ChannelSetup {
  readonly name: string;
  readonly kind?: 'text' | 'news';
  readonly topic?: string;
  /** Age-restricted. */
  readonly nsfw?: boolean;
  readonly botMayView?: boolean;
  readonly botMaySend?: boolean;
  readonly botMayAttach?: boolean;
  readonly overwrites?: readonly OverwriteSetup[];
  readonly threads?: readonly ThreadSetup[];
}

/**
 * How the app came into a guild: with its bot, with nothing but its commands (the scope `applications.commands` alone),
 * or not at all, so that only people who installed it for themselves have it there.
 */
export type Installation = 'bot' | 'commands' | 'none';

export interface GuildSetup {
  readonly name: string;
  readonly premiumTier?: 0 | 1 | 2 | 3;
  readonly locale?: string;
  readonly channels: readonly ChannelSetup[];
  /** Default `bot`. */
  readonly installation?: Installation;
  /** Username. */
  readonly owner?: string;
  /** What @everyone may; default: what a new server gives. */
  readonly everyone?: readonly PermissionName[];
  readonly roles?: readonly RoleSetup[];
  /** What the bot's own role adds; default nothing. */
  readonly botPermissions?: readonly PermissionName[];
  /** Usernames, or members in full. Default: all users, without roles. */
  readonly members?: readonly (string | MemberSetup)[];
}

export const DEFAULT_GUILDS: readonly GuildSetup[] = [
  { name: 'Sunset Film Club', channels: [{ name: 'videos' }, { name: 'read-only', botMaySend: false }] },
  { name: 'Rainy Day Animators', premiumTier: 2, channels: [{ name: 'clips' }] },
];

export const DEFAULT_USERS: readonly UserSetup[] = [
  { username: 'mira.okafor', displayName: 'Mira' },
  { username: 'tomas_v', displayName: 'Tomás' },
  { username: 'noor', displayName: 'Noor 🎬' },
];
