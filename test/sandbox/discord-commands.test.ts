import { expect, test } from 'vitest';
import { InvocationRefused } from '../../sandbox/discord/command-invocation.ts';
import { DEFAULT_ROLE_PERMISSIONS } from '../../sandbox/discord/permissions.ts';
import { CLIP_COMMAND, openDiscord, register } from './discord-fixture.ts';

const SHAPED_COMMAND = {
  name: 'shape',
  description: 'Everything that can be checked',
  contexts: [0],
  options: [
    { type: 3, name: 'title', description: 'A title', required: true, min_length: 2, max_length: 4 },
    { type: 4, name: 'seconds', description: 'How long', choices: [{ name: 'five', value: 5 }] },
    { type: 10, name: 'weight', description: 'How much', min_value: 0.5, max_value: 1 },
    { type: 5, name: 'loop', description: 'Whether' },
    { type: 6, name: 'friend', description: 'Who' },
  ],
};

test('a command is returned with every default filled in', async () => {
  const { discord } = await openDiscord();
  await register(discord, [CLIP_COMMAND]);
  expect(discord.commands()).toEqual([
    {
      id: expect.stringMatching(/^\d{17,19}$/),
      application_id: discord.applicationId,
      version: expect.stringMatching(/^\d{17,19}$/),
      type: 1,
      name: 'clip',
      name_localizations: null,
      description: 'Makes a clip',
      description_localizations: null,
      default_member_permissions: null,
      dm_permission: true,
      contexts: null,
      integration_types: [0],
      nsfw: false,
      options: [
        {
          type: 3,
          name: 'prompt',
          name_localizations: null,
          description: 'What to show',
          description_localizations: null,
          required: true,
        },
      ],
    },
  ]);
});

test('a command keeps its id when it is written again, and its version while it is the same', async () => {
  const { discord } = await openDiscord();
  await register(discord, [CLIP_COMMAND]);
  const [first] = discord.commands();
  await register(discord, [CLIP_COMMAND]);
  expect(discord.commands()).toEqual([first]);
  await register(discord, [{ ...CLIP_COMMAND, description: 'Other words' }]);
  const [changed] = discord.commands();
  expect(changed?.id).toBe(first?.id);
  expect(changed?.version).not.toBe(first?.version);
  expect(discord.commandWrites).toBe(3);
});

test('one command can be created, changed and removed; a guild has its own', async () => {
  const { discord, call, guild } = await openDiscord();
  const base = `/applications/${discord.applicationId}/guilds/${guild.id}/commands`;
  const created = await call('POST', base, { json: CLIP_COMMAND });
  expect([created.status, (await call('POST', base, { json: CLIP_COMMAND })).status]).toEqual([201, 200]);
  const path = `${base}/${(created.body as { id: string }).id}`;
  expect((await call('PATCH', path, { json: { description: 'New' } })).body).toMatchObject({
    description: 'New',
    guild_id: guild.id,
    options: [{ name: 'prompt' }],
  });
  expect((await call('GET', `/applications/${discord.applicationId}/commands`)).body).toEqual([]);
  expect((await call('DELETE', path)).status).toBe(204);
  expect((await call('GET', path)).body).toMatchObject({ code: 10063 });
});

test.each([
  ['a capital letter', { name: 'Clip' }, { name: { _errors: [{ code: 'APPLICATION_COMMAND_INVALID_NAME' }] } }],
  [
    'a long description',
    { description: 'x'.repeat(101) },
    { description: { _errors: [{ code: 'BASE_TYPE_BAD_LENGTH' }] } },
  ],
  ['no description', { description: undefined }, { description: { _errors: [{ code: 'BASE_TYPE_REQUIRED' }] } }],
  [
    'an unknown language',
    { name_localizations: { xx: 'clip' } },
    { name_localizations: { xx: { _errors: [{ code: 'LOCALE_INVALID' }] } } },
  ],
  [
    'a required option after another',
    { options: [option('a'), option('b', { required: true })] },
    { options: { 1: { _errors: [{ code: 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID' }] } } },
  ],
  [
    '26 options',
    { options: Array.from({ length: 26 }, (_, at) => option(`o${at}`)) },
    { options: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH' }] } },
  ],
  [
    '26 choices',
    {
      options: [option('a', { choices: Array.from({ length: 26 }, (_, at) => ({ name: `c${at}`, value: `${at}` })) })],
    },
    { options: { 0: { choices: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH' }] } } } },
  ],
  [
    'choices and autocomplete',
    { options: [option('a', { autocomplete: true, choices: [{ name: 'c', value: 'v' }] })] },
    { options: { 0: { _errors: [{ code: 'APPLICATION_COMMAND_OPTION_CHOICES_AUTOCOMPLETE' }] } } },
  ],
  [
    'more than 8000 characters',
    { options: Array.from({ length: 20 }, (_, at) => option(`o${at}`, { choices: manyChoices() })) },
    { _errors: [{ code: 'APPLICATION_COMMAND_TOO_LARGE' }] },
  ],
])('a command with %s is refused', async (_, change, errors) => {
  const { discord } = await openDiscord();
  const answer = await register(discord, [{ ...CLIP_COMMAND, ...change }]);
  expect(answer).toMatchObject({ status: 400, body: { code: 50035, errors: { 0: errors } } });
  expect(discord.commandWrites).toBe(0);
});

test.each([
  ['an unknown command', 'other', {}, 'unknown-command', undefined],
  ['a missing option', 'shape', {}, 'missing-option', 'title'],
  ['an unknown option', 'shape', { title: 'abc', colour: 'red' }, 'unknown-option', 'colour'],
  ['a text that is too short', 'shape', { title: 'a' }, 'out-of-range', 'title'],
  ['a text that is too long', 'shape', { title: 'abcde' }, 'out-of-range', 'title'],
  ['a value that is no choice', 'shape', { title: 'abc', seconds: 9 }, 'not-a-choice', 'seconds'],
  ['a number that is too small', 'shape', { title: 'abc', weight: 0.4 }, 'out-of-range', 'weight'],
  ['a text for a number', 'shape', { title: 'abc', weight: '1' }, 'wrong-type', 'weight'],
])('the app does not send %s', async (_, command, options, problem, option) => {
  const { discord, videos, mira } = await openDiscord();
  await register(discord, [SHAPED_COMMAND]);
  const send = (strict: boolean) =>
    discord.invoke({
      userId: mira.id,
      channelId: videos.id,
      command,
      options: options as Record<string, string>,
      strict,
    });
  expect(() => send(true)).toThrow(expect.objectContaining({ name: 'InvocationRefused', problem, option }));
  expect(send(false).payload.data).toMatchObject({ name: command });
});

test('a payload has the declared types and order, and the objects behind ids', async () => {
  const { discord, videos, mira, tomas } = await openDiscord();
  await register(discord, [SHAPED_COMMAND]);
  const options = { friend: tomas.id, loop: false, seconds: 5, title: '🎬🎬🎬🎬' };
  const { payload } = discord.invoke({ userId: mira.id, channelId: videos.id, command: 'shape', options });
  expect(payload.data).toMatchObject({
    id: discord.commands()[0]?.id,
    options: [
      { type: 3, name: 'title', value: '🎬🎬🎬🎬' },
      { type: 4, name: 'seconds', value: 5 },
      { type: 5, name: 'loop', value: false },
      { type: 6, name: 'friend', value: tomas.id },
    ],
    resolved: {
      users: { [tomas.id]: { username: 'tomas_v' } },
      members: { [tomas.id]: { permissions: DEFAULT_ROLE_PERMISSIONS.toString() } },
    },
  });
});

test('a command is refused where it may not be used and to whom it is not given', async () => {
  const { discord, videos, mira, tomas } = await openDiscord();
  await register(discord, [SHAPED_COMMAND, { ...CLIP_COMMAND, default_member_permissions: '32' }]);
  const direct = discord.world.directChannelWith(tomas.id)?.id ?? '';
  const shape = { command: 'shape', options: { title: 'abc' } };
  const clip = { command: 'clip', options: { prompt: 'abc' }, channelId: videos.id };
  expect(() => discord.invoke({ ...shape, userId: tomas.id, channelId: direct })).toThrow(InvocationRefused);
  expect(() => discord.invoke({ ...clip, userId: tomas.id })).toThrow('not-permitted');
  expect(discord.invoke({ ...clip, userId: mira.id }).payload).toMatchObject({ guild_locale: 'en-US', context: 0 });
});

test('subcommands are reached by the words after the slash', async () => {
  const { discord, videos, mira } = await openDiscord();
  const grant = {
    type: 1,
    name: 'grant',
    description: 'Give',
    options: [{ type: 4, name: 'credits', description: 'How many' }],
  };
  await register(discord, [{ name: 'quota', description: 'Quotas', options: [grant] }]);
  const invoke = (command: string) =>
    discord.invoke({ userId: mira.id, channelId: videos.id, command, options: { credits: 3 } });
  expect(invoke('quota grant').payload.data).toMatchObject({
    name: 'quota',
    options: [{ type: 1, name: 'grant', options: [{ type: 4, name: 'credits', value: 3 }] }],
  });
  expect(() => invoke('quota')).toThrow('unknown-command');
});

function option(name: string, more: object = {}) {
  return { type: 3, name, description: 'An option', ...more };
}

function manyChoices() {
  return Array.from({ length: 20 }, (_, at) => ({ name: `choice ${at}`, value: `value number ${at}` }));
}
