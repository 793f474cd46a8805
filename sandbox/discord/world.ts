import { buildGuild, userNamed } from './guild-building.ts';
import { effectiveBits, permissionBits } from './guild-permissions.ts';
import { DIRECT_MESSAGE_PERMISSIONS } from './permissions.ts';
import type { Channel, DirectChannel, Guild, GuildChannel, Member, User } from './places.ts';
import { Snowflakes } from './snowflake.ts';
import { DEFAULT_GUILDS, DEFAULT_USERS, type WorldSetup } from './world-setup.ts';

export type * from './places.ts';
export type * from './world-setup.ts';

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
  /** Guilds that the bot is a member of. */
  readonly guilds: readonly Guild[];
  /** Guilds without the bot. */
  readonly otherGuilds: readonly Guild[];
  /** The bot's conversation with each person. */
  readonly directChannels: readonly DirectChannel[];
  /** Conversations and groups of people, without the bot. */
  readonly privateChannels: readonly DirectChannel[];
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
      hasInstalledApp: false,
      allowsAgeRestrictedInPrivate: false,
    };
    this.users = (setup.users ?? DEFAULT_USERS).map((user) => ({
      acceptsDirectMessages: true,
      hasInstalledApp: false,
      allowsAgeRestrictedInPrivate: false,
      ...user,
      id: ids.next(),
      bot: false,
    }));
    const cast = { users: this.users, bot: this.bot, ids };
    const guilds = (setup.guilds ?? DEFAULT_GUILDS).map((guild) => buildGuild(guild, cast));
    this.guilds = guilds.filter((guild) => guild.installation === 'bot');
    this.otherGuilds = guilds.filter((guild) => guild.installation !== 'bot');
    this.directChannels = this.users.map((recipient) => directChannel(ids.next(), recipient));
    this.privateChannels = (setup.privateChannels ?? []).map(({ participants, name }) => {
      const people = participants.map((username) => userNamed(cast, username));
      const [first] = people;
      if (!first || people.length < 2) throw new RangeError('a conversation needs two people');
      return { ...directChannel(ids.next(), first), participants: people, name: name ?? null };
    });
    const ofGuilds = guilds.flatMap(({ channels, threads }) => [...channels, ...threads]);
    for (const channel of [...ofGuilds, ...this.directChannels, ...this.privateChannels])
      this.#channels.set(channel.id, channel);
  }

  channel(id: string): Channel | undefined {
    return this.#channels.get(id);
  }

  /**
   * A channel or a thread.
   * @throws {RangeError} when no guild has one of this name
   */
  channelNamed(name: string): GuildChannel {
    const channel = [...this.guilds, ...this.otherGuilds]
      .flatMap(({ channels, threads }) => [...channels, ...threads])
      .find((candidate) => candidate.name === name);
    if (!channel) throw new RangeError(`there is no channel #${name}`);
    return channel;
  }

  /** @throws {RangeError} when there is no such user */
  userNamed(username: string): User {
    return userNamed(this, username);
  }

  /** A guild, whether the bot is in it or not. */
  guild(id: string): Guild | undefined {
    return [...this.guilds, ...this.otherGuilds].find((guild) => guild.id === id);
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

  /** What somebody can really do in a channel; nothing, where they do not belong. */
  permissions(userId: string, channel: Channel): bigint {
    if (channel.kind === 'direct') return isIn(channel, userId, this.bot) ? DIRECT_MESSAGE_PERMISSIONS : 0n;
    const guild = this.guild(channel.guildId);
    return guild ? effectiveBits(guild, userId, channel) : 0n;
  }

  /** The bits that Discord writes into payloads: in threads they are those of the parent channel. */
  shownPermissions(userId: string, channel: Channel): bigint {
    if (channel.kind === 'direct') return this.permissions(userId, channel);
    const guild = this.guild(channel.guildId);
    return guild ? permissionBits(guild, userId, channel) : 0n;
  }
}

function directChannel(id: string, recipient: User): DirectChannel {
  return { kind: 'direct', id, recipient, participants: undefined, name: null };
}

/** Whether somebody takes part in a conversation. */
function isIn(channel: DirectChannel, userId: string, bot: User): boolean {
  const people = channel.participants ?? [channel.recipient, bot];
  return people.some((user) => user.id === userId);
}
