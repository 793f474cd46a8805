import type { Overwrite } from './permissions.ts';
import type { Installation, ThreadKind } from './world-setup.ts';

/** Who there is, and where. */

export interface User {
  readonly id: string;
  readonly username: string;
  /** What people see; Discord calls it the global name. */
  readonly displayName: string;
  readonly bot: boolean;
  readonly acceptsDirectMessages: boolean;
  /** Whether the app is installed for this person, wherever they go. */
  hasInstalledApp: boolean;
  readonly allowsAgeRestrictedInPrivate: boolean;
}

export interface Role {
  readonly id: string;
  readonly name: string;
  readonly permissions: bigint;
  readonly position: number;
  readonly mentionable: boolean;
  readonly hoist: boolean;
  readonly color: number;
  /** The bot that this role was made for. */
  readonly botId: string | undefined;
}

export interface Member {
  readonly user: User;
  readonly nick: string | null;
  readonly roleIds: readonly string[];
}

export interface Thread {
  readonly kind: ThreadKind;
  readonly parentId: string;
  readonly ownerId: string;
  readonly memberIds: readonly string[];
  archived: boolean;
  locked: boolean;
}

export interface GuildChannel {
  readonly kind: 'guild';
  readonly id: string;
  readonly guildId: string;
  readonly name: string;
  readonly position: number;
  /** Of a thread: those of its parent. */
  readonly overwrites: readonly Overwrite[];
  readonly news: boolean;
  /** Age-restricted; a thread is as its parent is. */
  readonly nsfw: boolean;
  readonly topic: string | null;
  /** Set when this is a thread. */
  readonly thread: Thread | undefined;
}

export interface DirectChannel {
  readonly kind: 'direct';
  readonly id: string;
  /** The person whom the bot talks with, or the first one of a conversation without it. */
  readonly recipient: User;
  /** Everybody in a conversation among people; undefined in one with the bot. */
  readonly participants: readonly User[] | undefined;
  readonly name: string | null;
}

export type Channel = GuildChannel | DirectChannel;
export type PremiumTier = 0 | 1 | 2 | 3;

export interface Guild {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly locale: string;
  readonly installation: Installation;
  readonly roles: readonly Role[];
  readonly members: readonly Member[];
  readonly channels: readonly GuildChannel[];
  readonly threads: readonly GuildChannel[];
  premiumTier: PremiumTier;
  /** During an outage a guild is listed, but sends nothing and cannot be read. */
  unavailable: boolean;
}
