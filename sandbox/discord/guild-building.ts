import { combine, DEFAULT_ROLE_PERMISSIONS, type Overwrite } from './permissions.ts';
import type { Guild, GuildChannel, Member, Role, User } from './places.ts';
import type { Snowflakes } from './snowflake.ts';
import type { ChannelSetup, GuildSetup, MemberSetup, OverwriteSetup, ThreadSetup } from './world-setup.ts';

/** Who a setup may name. */
export interface Cast {
  readonly users: readonly User[];
  readonly bot: User;
  readonly ids: Snowflakes;
}

/** What a channel's setup may name. */
interface Stage extends Cast {
  readonly guildId: string;
  readonly ownerId: string;
  readonly roles: readonly Role[];
}

/** @throws {RangeError} when the setup names a user or a role that there is not */
export function buildGuild(setup: GuildSetup, cast: Cast): Guild {
  const { bot, ids, users } = cast;
  const owner = setup.owner === undefined ? users[0] : userNamed(cast, setup.owner);
  if (!owner) throw new RangeError('a guild needs an owner');
  const id = ids.next();
  const installation = setup.installation ?? 'bot';
  const roles = buildRoles(setup, id, cast);
  const members = (setup.members ?? users.map(({ username }) => username)).map((member) =>
    buildMember(typeof member === 'string' ? { username: member } : member, roles, cast),
  );
  const present = members.some((member) => member.user.id === owner.id);
  const botRole = roles.find((role) => role.botId === bot.id);
  const stage: Stage = { ...cast, guildId: id, ownerId: owner.id, roles };
  const channels = setup.channels.map((channel, position) => buildChannel(channel, position, stage));
  return {
    id,
    name: setup.name,
    ownerId: owner.id,
    locale: setup.locale ?? 'en-US',
    installation,
    roles,
    members: [
      ...members,
      ...(present ? [] : [{ user: owner, nick: null, roleIds: [] }]),
      ...(installation === 'bot' ? [{ user: bot, nick: null, roleIds: botRole ? [botRole.id] : [] }] : []),
    ],
    channels,
    threads: setup.channels.flatMap((channel, at) => {
      const parent = channels[at];
      return parent ? (channel.threads ?? []).map((thread) => buildThread(thread, parent, stage)) : [];
    }),
    premiumTier: setup.premiumTier ?? 0,
    unavailable: false,
  };
}

export function userNamed({ users, bot }: Pick<Cast, 'users' | 'bot'>, username: string): User {
  const user = [...users, bot].find((candidate) => candidate.username === username);
  if (!user) throw new RangeError(`there is no user ${username}`);
  return user;
}

function roleNamed(roles: readonly Role[], name: string): Role {
  const role = roles.find((candidate) => candidate.name === name);
  if (!role) throw new RangeError(`there is no role ${name}`);
  return role;
}

function buildRoles(setup: GuildSetup, guildId: string, { bot, ids }: Cast): Role[] {
  const plain = { mentionable: false, hoist: false, color: 0, botId: undefined };
  const everyone: Role = {
    ...plain,
    id: guildId,
    name: '@everyone',
    permissions: setup.everyone ? combine(...setup.everyone) : DEFAULT_ROLE_PERMISSIONS,
    position: 0,
  };
  const botRole: Role = {
    ...plain,
    id: ids.next(),
    name: bot.username,
    permissions: combine(...(setup.botPermissions ?? [])),
    position: 1,
    botId: bot.id,
  };
  const others = (setup.roles ?? []).map(
    (role, at): Role => ({
      ...plain,
      ...role,
      id: ids.next(),
      permissions: combine(...(role.permissions ?? [])),
      position: role.position ?? at + 2,
    }),
  );
  // Discord makes the role of a bot when the bot joins.
  return [everyone, ...((setup.installation ?? 'bot') === 'bot' ? [botRole] : []), ...others];
}

function buildMember(setup: MemberSetup, roles: readonly Role[], cast: Cast): Member {
  return {
    user: userNamed(cast, setup.username),
    nick: setup.nick ?? null,
    roleIds: (setup.roles ?? []).map((name) => roleNamed(roles, name).id),
  };
}

function buildChannel(setup: ChannelSetup, position: number, stage: Stage): GuildChannel {
  return {
    kind: 'guild',
    id: stage.ids.next(),
    guildId: stage.guildId,
    name: setup.name,
    position,
    overwrites: [...botOverwrites(setup, stage.bot), ...(setup.overwrites ?? []).map((one) => overwrite(one, stage))],
    news: setup.kind === 'news',
    nsfw: setup.nsfw ?? false,
    topic: setup.topic ?? null,
    thread: undefined,
  };
}

function botOverwrites(setup: ChannelSetup, bot: User): Overwrite[] {
  const denied = combine(
    ...(setup.botMayView === false ? (['viewChannel'] as const) : []),
    ...(setup.botMaySend === false ? (['sendMessages'] as const) : []),
    ...(setup.botMayAttach === false ? (['attachFiles'] as const) : []),
  );
  return denied === 0n ? [] : [{ id: bot.id, type: 1, allow: 0n, deny: denied }];
}

function overwrite(setup: OverwriteSetup, stage: Stage): Overwrite {
  const bits = { allow: combine(...(setup.allow ?? [])), deny: combine(...(setup.deny ?? [])) };
  if (setup.role !== undefined) return { id: roleNamed(stage.roles, setup.role).id, type: 0, ...bits };
  if (setup.member !== undefined) return { id: userNamed(stage, setup.member).id, type: 1, ...bits };
  throw new RangeError('an overwrite needs a role or a member');
}

/** A thread lives by the rules of its parent: https://docs.discord.com/developers/topics/threads */
function buildThread(setup: ThreadSetup, parent: GuildChannel, stage: Stage): GuildChannel {
  const ownerId = setup.owner === undefined ? stage.ownerId : userNamed(stage, setup.owner).id;
  const joined = (setup.members ?? []).map((username) => userNamed(stage, username).id);
  return {
    ...parent,
    id: stage.ids.next(),
    name: setup.name,
    topic: null,
    thread: {
      kind: setup.kind ?? (parent.news ? 'news' : 'public'),
      parentId: parent.id,
      ownerId,
      memberIds: [...new Set([ownerId, ...joined])],
      archived: setup.archived ?? false,
      locked: setup.locked ?? false,
    },
  };
}
