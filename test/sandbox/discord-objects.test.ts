import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Invocation } from '../../sandbox/discord/local-discord.ts';
import type { WorldSetup } from '../../sandbox/discord/world-setup.ts';
import { type Answer, type CallOptions, openDiscord } from './discord-fixture.ts';
import { openResponseSchemas } from './response-schemas.ts';

/**
 * Every kind of object that a route returns, held against Discord's own description of its API. Where that description is
 * absent, these tests are skipped and say so.
 */
const schemas = openResponseSchemas();

const WORLD: WorldSetup = {
  guilds: [
    {
      name: 'Sunset Film Club',
      everyone: ['viewChannel', 'sendMessages', 'sendMessagesInThreads', 'readMessageHistory', 'attachFiles'],
      roles: [{ name: 'Crew', permissions: ['manageGuild'], color: 0xff8800, hoist: true, mentionable: true }],
      members: [{ username: 'mira', roles: ['Crew'], nick: 'Director' }, 'tomas'],
      channels: [
        {
          name: 'videos',
          topic: 'What we made',
          overwrites: [{ role: 'Crew', allow: ['manageMessages'], deny: ['mentionEveryone'] }],
          threads: [
            { name: 'kite', members: ['tomas', 'Clip Maker'] },
            { name: 'secret', kind: 'private', members: ['Clip Maker'] },
          ],
        },
        { name: 'announcements', kind: 'news', threads: [{ name: 'news talk', archived: true, locked: true }] },
        { name: 'late', nsfw: true },
      ],
    },
    { name: 'Rainy Day Animators', premiumTier: 2, channels: [{ name: 'clips' }] },
  ],
  users: [
    { username: 'mira', displayName: 'Mira' },
    { username: 'tomas', displayName: 'Tomás', hasInstalledApp: true },
  ],
};

/** A Discord of which every answer to `ask` is held against the description. */
async function openChecked() {
  const opened = await openDiscord(WORLD);
  const ask = async (method: string, path: string, options: CallOptions = {}): Promise<Answer> => {
    const answer = await opened.call(method, path, options);
    expect(schemas?.problems({ method, path, ...answer })).toEqual([]);
    return answer;
  };
  return { ...opened, ask, commands: `/applications/${opened.discord.applicationId}/commands` };
}

test.skipIf(!schemas)('who and where there is', async () => {
  const { discord, ask, mira, guild } = await openChecked();
  const paths = [
    '/gateway',
    '/gateway/bot',
    '/applications/@me',
    '/oauth2/applications/@me',
    '/users/@me',
    '/users/@me/guilds',
    `/users/${mira.id}`,
    `/guilds/${guild.id}`,
    `/guilds/${guild.id}?with_counts=true`,
    `/guilds/${guild.id}/channels`,
    `/guilds/${guild.id}/roles`,
    `/guilds/${guild.id}/roles/${guild.id}`,
    `/guilds/${guild.id}/threads/active`,
    `/guilds/${guild.id}/members/${mira.id}`,
    `/guilds/${guild.id}/members/${discord.botUserId}`,
    ...[...guild.channels, ...guild.threads].map((channel) => `/channels/${channel.id}`),
  ];
  for (const path of paths) await ask('GET', path);
  await ask('POST', '/users/@me/channels', { json: { recipient_id: mira.id } });
});

test.skipIf(!schemas)('commands of every shape', async () => {
  const { ask, commands, discord, guild } = await openChecked();
  const option = (type: number, more: object = {}) => ({ type, name: `o${type}`, description: 'An option', ...more });
  const options = [
    option(3, { required: true, max_length: 400 }),
    option(4, { choices: [{ name: 'five', value: 5, name_localizations: { de: 'fünf' } }] }),
    option(10, { min_value: 0.5 }),
    option(7, { channel_types: [0, 11] }),
    ...[5, 6, 8, 9].map((type) => option(type)),
    option(11, { file_types: ['image'] }),
    { type: 3, name: 'style', description: 'Typed', autocomplete: true },
  ];
  const subcommand = option(1, { options: [option(6)] });
  const bodies = [
    { name: 'clip', description: 'Makes a clip', options, nsfw: true, name_localizations: { de: 'film' } },
    {
      name: 'quota',
      description: 'Quotas',
      default_member_permissions: '32',
      options: [option(2, { options: [subcommand] }), subcommand],
    },
    { type: 2, name: 'Credits of this member' },
    { type: 3, name: 'Animate this picture', contexts: [0, 1, 2], integration_types: [0, 1] },
  ];
  await ask('PUT', commands, { json: bodies });
  await ask('GET', commands);
  await ask('GET', `${commands}?with_localizations=true`);
  for (const { id } of discord.commands()) await ask('GET', `${commands}/${id}`);
  const own = `/applications/${discord.applicationId}/guilds/${guild.id}/commands`;
  const { body } = await ask('POST', own, { json: { name: 'clip', description: 'Here only' } });
  await ask('PATCH', `${own}/${idOf(body)}`, { json: { description: 'Only here' } });
  await ask('GET', own);
  await ask('DELETE', `${own}/${idOf(body)}`);
});

test.skipIf(!schemas)('messages of every style, in channels, threads and conversations', async () => {
  const { ask, discord, mira, videos } = await openChecked();
  const channel = `/channels/${videos.id}/messages`;
  const file = new File([await tinyPicture()], 'kite.png', { type: 'image/png' });
  const embeds = [
    {
      title: 'A kite',
      description: 'Rising',
      color: 0xff8800,
      timestamp: '2026-11-21T12:00:00Z',
      footer: { text: 'below' },
      author: { name: 'Mira' },
      fields: [{ name: 'Model', value: 'Ray 2', inline: true }],
    },
  ];
  const content = `<@${mira.id}> <@&${discord.world.guilds[0]?.roles[2]?.id}>`;
  const first = await ask('POST', channel, { json: { content, embeds, nonce: 'n-1', enforce_nonce: true } });
  await ask('POST', channel, { json: { content: 'yes', message_reference: { message_id: idOf(first.body) } } });
  await ask('POST', channel, {
    files: { 'files[0]': file },
    json: { attachments: [{ id: '0', description: 'A kite' }], components: [...ROWS, ...SELECT_ROWS] },
  });
  await ask('POST', channel, { files: { 'files[0]': file }, json: { flags: 1 << 15, components: NEW_STYLE } });
  await ask('GET', channel);
  await ask('GET', `${channel}/${idOf(first.body)}`);
  await ask('PATCH', `${channel}/${idOf(first.body)}`, { json: { content: 'edited', embeds: [] } });
  await ask('DELETE', `${channel}/${idOf(first.body)}`);
  await ask('POST', `/channels/${videos.id}/typing`);
  await ask('POST', `/channels/${discord.world.channelNamed('kite').id}/messages`, {
    json: { content: 'in a thread' },
  });
  await ask('POST', `/channels/${discord.world.directChannelWith(mira.id)?.id}/messages`, {
    json: { content: 'for you' },
  });
});

test.skipIf(!schemas)('answers to every kind of interaction', async () => {
  const { ask, call, commands, discord, directory, mira, tomas, videos } = await openChecked();
  await ask('PUT', commands, {
    json: [
      { name: 'clip', description: 'Makes a clip' },
      { type: 2, name: 'Credits' },
      { type: 3, name: 'Animate' },
    ],
  });
  const where = { userId: mira.id, channelId: videos.id };
  const callback = ({ id, token }: Invocation, type: number, data: object = {}) =>
    ask('POST', `/interactions/${id}/${token}/callback?with_response=true`, { json: { type, data } });
  const webhook = ({ token }: Invocation) => `/webhooks/${discord.applicationId}/${token}`;

  const command = discord.invoke({ ...where, command: 'clip' });
  await callback(command, 4, { content: 'here', components: [...ROWS, ...SELECT_ROWS] });
  await ask('POST', `${webhook(command)}?wait=true`, { json: { content: 'more', flags: 64 } });
  await ask('GET', `${webhook(command)}/messages/@original`);
  await ask('PATCH', `${webhook(command)}/messages/@original`, { json: { content: 'there' } });
  const messageId = discord.messages(videos.id)[0]?.id ?? '';

  const onUser = discord.invokeOnUser({ ...where, command: 'Credits', targetId: tomas.id });
  await callback(onUser, 4, { content: 'ten' });
  const picture = join(directory, 'kite.png');
  await writeFile(picture, await tinyPicture());
  const said = await discord.say({ ...where, content: 'look', files: [{ path: picture }] });
  await ask('GET', `/channels/${videos.id}/messages/${said.id}`);
  const onMessage = discord.invokeOnMessage({ userId: mira.id, command: 'Animate', messageId: said.id });
  await callback(onMessage, 4, { content: 'moving' });

  const press = () => discord.press({ userId: mira.id, messageId, customId: 'again' });
  await callback(press(), 7, { content: 'once more' });
  const opening = press();
  await callback(press(), 4, { content: 'a new one' });
  const shown = await call('POST', `/interactions/${opening.id}/${opening.token}/callback`, {
    json: { type: 9, data: MODAL },
  });
  expect(shown.status).toBe(204);
  const submitted = discord.submitModal({ interactionId: opening.id, values: { prompt: 'a kite' } });
  await callback(submitted, 4, { content: 'so be it' });
  await ask('GET', `/channels/${videos.id}/messages`);
  await ask('DELETE', `${webhook(command)}/messages/@original`);
});

test.skipIf(!schemas)('errors', async () => {
  const { ask, call, videos } = await openChecked();
  await ask('GET', '/channels/123456789012345678');
  await ask('GET', '/users/@me', { authorization: null });
  // What the description says of `errors` (numbers for codes) is not what Discord sends or documents:
  // https://docs.discord.com/developers/reference#error-messages
  const path = `/channels/${videos.id}/messages`;
  const refused = await call('POST', path, { json: { content: 'x'.repeat(2_001) } });
  const problems = schemas?.problems({ method: 'POST', path, ...refused }) ?? [];
  expect(problems.filter((problem) => !problem.includes(': errors'))).toEqual([]);
  expect(refused.body).toMatchObject({ errors: { content: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH' }] } } });
});

test.skipIf(!schemas)('a wrong object is found out', () => {
  const seen = { method: 'GET', path: '/users/123456789012345678', status: 200 };
  expect(schemas?.problems({ ...seen, body: { id: 'x' } })).toContainEqual(expect.stringContaining("'username'"));
  expect(schemas?.problems({ ...seen, status: 302, body: '' })).toEqual(['get_user: 302 is no answer of it']);
  expect(schemas?.problems({ ...seen, path: '/nothing', body: {} })).toEqual(['GET /nothing: no such operation']);
});

/** Without it the tests above could pass by looking at nothing. */
test.skipIf(!schemas)('every route that the sandbox serves was looked at', () => {
  const operations = (schemas?.seen ?? []).filter((seen) => /20[014]$/.test(seen)).map((seen) => seen.split(' ')[0]);
  expect([...new Set(operations)]).toEqual([
    'bulk_set_application_commands',
    'create_dm',
    'create_guild_application_command',
    'create_interaction_response',
    'create_message',
    'delete_guild_application_command',
    'delete_message',
    'delete_original_webhook_message',
    'execute_webhook',
    'get_active_guild_threads',
    'get_application_command',
    'get_bot_gateway',
    'get_channel',
    'get_gateway',
    'get_guild',
    'get_guild_member',
    'get_guild_role',
    'get_message',
    'get_my_application',
    'get_my_oauth2_application',
    'get_my_user',
    'get_original_webhook_message',
    'get_user',
    'list_application_commands',
    'list_guild_application_commands',
    'list_guild_channels',
    'list_guild_roles',
    'list_messages',
    'list_my_guilds',
    'trigger_typing_indicator',
    'update_guild_application_command',
    'update_message',
    'update_original_webhook_message',
  ]);
});

const ROWS = [
  {
    type: 1,
    components: [
      { type: 2, style: 1, label: 'Again', custom_id: 'again', emoji: { name: '🎬' } },
      { type: 2, style: 5, label: 'Look', url: 'https://example.com/' },
    ],
  },
];
const SELECT_ROWS = [
  { type: 3, custom_id: 's3', options: [{ label: 'Soft', value: 'soft', description: 'Calm' }], placeholder: 'How' },
  { type: 5, custom_id: 's5', default_values: [] },
  { type: 7, custom_id: 's7', max_values: 2 },
  { type: 8, custom_id: 's8', channel_types: [0] },
].map((select) => ({ type: 1, components: [select] }));
const NEW_STYLE = [
  {
    type: 17,
    accent_color: 0xff8800,
    components: [
      { type: 10, content: 'A kite' },
      { type: 12, items: [{ media: { url: 'attachment://kite.png' }, description: 'Rising' }] },
      { type: 14, divider: true },
      { type: 13, file: { url: 'attachment://kite.png' } },
      {
        type: 9,
        components: [{ type: 10, content: 'More' }],
        accessory: { type: 2, style: 2, label: 'More', custom_id: 'more' },
      },
      {
        type: 9,
        components: [{ type: 10, content: 'x' }],
        accessory: { type: 11, media: { url: 'https://example.com/x.png' } },
      },
    ],
  },
];
const MODAL = {
  custom_id: 'edit',
  title: 'Once more',
  components: [{ type: 18, label: 'Prompt', component: { type: 4, custom_id: 'prompt', style: 2 } }],
};

function idOf(body: unknown): string {
  if (typeof body === 'object' && body !== null && 'id' in body) return String(body.id);
  throw new Error('there is no id in this answer');
}

async function tinyPicture(): Promise<Uint8Array<ArrayBuffer>> {
  const { createCanvas } = await import('@napi-rs/canvas');
  return Uint8Array.from(createCanvas(3, 2).toBuffer('image/png'));
}
