import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { applicationObject, guildCreateObject, ownUserObject } from '../../sandbox/discord/objects.ts';
import { CLIP_COMMAND, register } from './discord-fixture.ts';
import { BUTTON, openPlaces } from './people-world.ts';
import { openResponseSchemas } from './response-schemas.ts';

/**
 * What the gateway sends. Discord describes no payloads, but the objects in them are those of its routes, held here against
 * the same schemas; where these are absent, the tests are skipped and say so.
 */
const schemas = openResponseSchemas();

const CLUB = {
  roles: [{ name: 'Crew', mentionable: true }],
  members: ['mira', { username: 'tomas', roles: ['Crew'] }],
  channels: [
    {
      name: 'videos',
      threads: [{ name: 'kite' }, { name: 'ours', kind: 'private', members: ['Clip Maker'] }] as const,
    },
    { name: 'news', kind: 'news' as const },
  ],
};

function problems(schema: string, ...values: readonly unknown[]): string[] {
  return values.flatMap((value) => schemas?.objectProblems(schema, value) ?? []);
}

function valuesAt(payload: unknown, ...path: readonly string[]): unknown[] {
  const holder = path.reduce((value, name) => Reflect.get(Object(value), name), payload);
  const values = Object.values(Object(holder));
  expect(values, path.join('.')).not.toEqual([]);
  return values;
}

test.skipIf(!schemas)('a guild, its channels, threads, roles and members, and the bot itself', async () => {
  const { discord, guild } = await openPlaces({ club: CLUB });
  const { world } = discord;
  const created = guildCreateObject(guild, world.bot);
  expect(created.threads.map(({ member }) => member !== undefined)).toEqual([false, true]);
  expect(created.members.map(({ user }) => user.id)).toEqual([world.bot.id]);
  expect([
    ...problems('GuildResponse', created),
    ...problems('GuildChannelResponse', ...valuesAt(created, 'channels')),
    ...problems('ThreadResponse', ...valuesAt(created, 'threads')),
    ...problems('GuildRoleResponse', ...valuesAt(created, 'roles')),
    ...problems('GuildMemberResponse', ...valuesAt(created, 'members')),
    ...problems('UserPIIResponse', ownUserObject(world.bot)),
    ...problems('PrivateApplicationResponse', applicationObject(world)),
  ]).toEqual([]);
});

test.skipIf(!schemas)('the objects in an interaction', async () => {
  const { discord, guild, at, named, clip, callback, directory } = await openPlaces({ club: CLUB });
  const option = (type: number) => ({ type, name: `o${type}`, description: 'Anything' });
  const options = [option(6), option(7), option(8), option(9), option(11)];
  await register(discord, [
    { ...CLIP_COMMAND, options },
    { type: 3, name: 'Animate' },
  ]);
  const path = join(directory, 'kite.txt');
  await writeFile(path, 'x');
  const o11 = await discord.attach({ channelId: at('videos'), path });
  const [, , crew] = guild.roles;
  const chosen = { o6: named('tomas'), o7: at('kite'), o8: crew?.id ?? '', o9: named('mira'), o11 };
  const called = clip('tomas', { options: chosen });
  const resolved = (...path: string[]) => valuesAt(called.payload, 'data', 'resolved', ...path);
  expect([
    ...problems('GuildMemberResponse', called.payload.member),
    ...problems('GuildChannelResponse', called.payload.channel),
    ...problems('UserResponse', ...resolved('users')),
    ...problems('ThreadResponse', ...resolved('channels')),
    ...problems('GuildRoleResponse', ...resolved('roles')),
    ...problems('MessageAttachmentResponse', ...resolved('attachments')),
  ]).toEqual([]);

  await callback(called, 4, { content: 'look', components: [{ type: 1, components: [BUTTON] }] });
  const [{ id: messageId } = { id: '' }] = discord.messages();
  const pressed = discord.press({ userId: named('mira'), messageId, customId: 'again' }).payload;
  const used = discord.invokeOnMessage({ userId: named('mira'), messageId, command: 'Animate' }).payload;
  const directly = clip('mira', {
    channelId: discord.world.directChannelWith(named('mira'))?.id ?? '',
    options: {},
  }).payload;
  expect([
    ...problems('MessageResponse', pressed.message, ...valuesAt(used, 'data', 'resolved', 'messages')),
    ...problems('UserResponse', directly.user),
    ...problems('PrivateChannelResponse', directly.channel),
  ]).toEqual([]);
});
