import {
  combine,
  computePermissions,
  DEFAULT_ROLE_PERMISSIONS,
  DIRECT_MESSAGE_PERMISSIONS,
  type Overwrite,
} from './permissions.ts';
import { Snowflakes } from './snowflake.ts';

export interface User {
  readonly id: string;
  readonly username: string;
  /** What people see; Discord calls it the global name. */
  readonly displayName: string;
  readonly bot: boolean;
  readonly acceptsDirectMessages: boolean;
}

export interface Role {
  readonly id: string;
  readonly name: string;
  readonly permissions: bigint;
  readonly position: number;
  readonly mentionable: boolean;
}

export interface Member {
  readonly user: User;
  readonly nick: string | null;
  readonly roleIds: readonly string[];
}

export interface GuildChannel {
  readonly kind: 'guild';
  readonly id: string;
  readonly guildId: string;
  readonly name: string;
  readonly position: number;
  readonly overwrites: readonly Overwrite[];
}

export interface DirectChannel {
  readonly kind: 'direct';
  readonly id: string;
  readonly recipient: User;
}

export type Channel = GuildChannel | DirectChannel;
export type PremiumTier = 0 | 1 | 2 | 3;

export interface Guild {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly locale: string;
  readonly roles: readonly Role[];
  readonly members: readonly Member[];
  readonly channels: readonly GuildChannel[];
  premiumTier: PremiumTier;
  /** During an outage a guild is listed, but sends nothing and cannot be read. */
  unavailable: boolean;
}

export interface ChannelSetup {
  readonly name: string;
  readonly botMayView?: boolean;
  readonly botMaySend?: boolean;
  readonly botMayAttach?: boolean;
}

export interface GuildSetup {
  readonly name: string;
  readonly premiumTier?: PremiumTier;
  readonly locale?: string;
  readonly channels: readonly ChannelSetup[];
}

export interface UserSetup {
  readonly username: string;
  readonly displayName: string;
  readonly acceptsDirectMessages?: boolean;
}

export interface WorldSetup {
  readonly applicationName?: string;
  readonly guilds?: readonly GuildSetup[];
  /** Everybody is a member of every guild; the first one owns them. */
  readonly users?: readonly UserSetup[];
}

const DEFAULT_GUILDS: readonly GuildSetup[] = [
  { name: 'Sunset Film Club', channels: [{ name: 'videos' }, { name: 'read-only', botMaySend: false }] },
  { name: 'Rainy Day Animators', premiumTier: 2, channels: [{ name: 'clips' }] },
];

const DEFAULT_USERS: readonly UserSetup[] = [
  { username: 'mira.okafor', displayName: 'Mira' },
  { username: 'tomas_v', displayName: 'Tomás' },
  { username: 'noor', displayName: 'Noor 🎬' },
];

const MEBIBYTE = 1024 * 1024;
/** Bytes for each file by boost level: https://docs.discord.com/developers/reference#uploading-files */
const UPLOAD_LIMIT_BY_TIER = [20 * MEBIBYTE, 20 * MEBIBYTE, 50 * MEBIBYTE, 100 * MEBIBYTE] as const;

/** The ids of a world come from one moment in the past, so that the same setup has the same ids after a restart. */
const FOUNDED_AT_MS = Date.UTC(2024, 2, 1);

/** Everything that stands still: who and where there is. What is said there is kept by the message store. */
export class World {
  readonly applicationId: string;
  readonly applicationName: string;
  readonly bot: User;
  readonly users: readonly User[];
  readonly guilds: readonly Guild[];
  readonly directChannels: readonly DirectChannel[];
  readonly #channels = new Map<string, Channel>();

  constructor(setup: WorldSetup = {}) {
    const ids = new Snowflakes(() => FOUNDED_AT_MS);
    this.applicationName = setup.applicationName ?? 'Clip Maker';
    this.applicationId = ids.next();
    // As on Discord since 2016, an application and its bot user have the same id.
    this.bot = {
      id: this.applicationId,
      username: this.applicationName,
      displayName: this.applicationName,
      bot: true,
      acceptsDirectMessages: false,
    };
    this.users = (setup.users ?? DEFAULT_USERS).map((user) => ({
      acceptsDirectMessages: true,
      ...user,
      id: ids.next(),
      bot: false,
    }));
    this.guilds = (setup.guilds ?? DEFAULT_GUILDS).map((guild) => buildGuild(guild, this.users, this.bot, ids));
    this.directChannels = this.users.map((recipient) => ({ kind: 'direct', id: ids.next(), recipient }));
    for (const channel of [...this.guilds.flatMap((guild) => guild.channels), ...this.directChannels])
      this.#channels.set(channel.id, channel);
  }

  channel(id: string): Channel | undefined {
    return this.#channels.get(id);
  }

  /** @throws {RangeError} when no guild has a channel of this name */
  channelNamed(name: string): GuildChannel {
    const channel = this.guilds.flatMap((guild) => guild.channels).find((candidate) => candidate.name === name);
    if (!channel) throw new RangeError(`there is no channel #${name}`);
    return channel;
  }

  guild(id: string): Guild | undefined {
    return this.guilds.find((guild) => guild.id === id);
  }

  user(id: string): User | undefined {
    return id === this.bot.id ? this.bot : this.users.find((user) => user.id === id);
  }

  member(guildId: string, userId: string): Member | undefined {
    return this.guild(guildId)?.members.find((member) => member.user.id === userId);
  }

  directChannelWith(userId: string): DirectChannel | undefined {
    return this.directChannels.find((channel) => channel.recipient.id === userId);
  }

  /** Bytes for each file that a bot posts here. */
  uploadLimitBytes(channel: Channel): number {
    const guild = channel.kind === 'guild' ? this.guild(channel.guildId) : undefined;
    return UPLOAD_LIMIT_BY_TIER[guild?.premiumTier ?? 0];
  }

  permissions(userId: string, channel: Channel): bigint {
    if (channel.kind === 'direct') return DIRECT_MESSAGE_PERMISSIONS;
    const guild = this.guild(channel.guildId);
    const member = this.member(channel.guildId, userId);
    if (!guild || !member) return 0n;
    return computePermissions(
      { userId, roleIds: member.roleIds },
      { guildId: guild.id, ownerId: guild.ownerId, roles: guild.roles },
      channel.overwrites,
    );
  }
}

function buildGuild(setup: GuildSetup, users: readonly User[], bot: User, ids: Snowflakes): Guild {
  const [owner] = users;
  if (!owner) throw new RangeError('a guild needs an owner');
  const id = ids.next();
  const everyone: Role = {
    id,
    name: '@everyone',
    permissions: DEFAULT_ROLE_PERMISSIONS,
    position: 0,
    mentionable: false,
  };
  const botRole: Role = { id: ids.next(), name: bot.username, permissions: 0n, position: 1, mentionable: false };
  const people: Member[] = users.map((user) => ({ user, nick: null, roleIds: [] }));
  return {
    id,
    name: setup.name,
    ownerId: owner.id,
    locale: setup.locale ?? 'en-US',
    roles: [everyone, botRole],
    members: [...people, { user: bot, nick: null, roleIds: [botRole.id] }],
    channels: setup.channels.map((channel, position) => buildChannel(channel, position, id, bot, ids)),
    premiumTier: setup.premiumTier ?? 0,
    unavailable: false,
  };
}

function buildChannel(
  setup: ChannelSetup,
  position: number,
  guildId: string,
  bot: User,
  ids: Snowflakes,
): GuildChannel {
  const denied = combine(
    ...(setup.botMayView === false ? (['viewChannel'] as const) : []),
    ...(setup.botMaySend === false ? (['sendMessages'] as const) : []),
    ...(setup.botMayAttach === false ? (['attachFiles'] as const) : []),
  );
  const overwrites: Overwrite[] = denied === 0n ? [] : [{ id: bot.id, type: 1, allow: 0n, deny: denied }];
  return { kind: 'guild', id: ids.next(), guildId, name: setup.name, position, overwrites };
}
