import { describe, expect, test } from 'vitest';
import type { Invocation, LocalDiscordOptions } from '../../sandbox/discord/local-discord.ts';
import { type Answer, CLIP_COMMAND, openDiscord, register } from './discord-fixture.ts';

/** Why Discord would refuse a message: places, people, threads, words. */

const IN_GUILD = { name: 'Sunset Film Club', channels: [{ name: 'videos' }] };
const OTHER_GUILD = { name: 'Other', channels: [{ name: 'clips' }] };

function refusal({ status, body }: Answer): [status: number, code: unknown] {
  return [status, typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined];
}

async function openRoads(options: Partial<LocalDiscordOptions> = {}) {
  const room = await openDiscord(options);
  await register(room.discord, [CLIP_COMMAND]);
  const direct = room.discord.world.directChannelWith(room.mira.id);
  if (!direct) throw new Error('everybody can be talked to');
  const invoke = (channelId = room.videos.id) =>
    room.discord.invoke({ userId: room.mira.id, channelId, command: 'clip', options: { prompt: 'x' } });
  const callback = ({ id, token }: Invocation, json: object) =>
    room.call('POST', `/interactions/${id}/${token}/callback`, { json, authorization: null });
  const webhook = (method: string, { token }: Invocation, rest: string, json: object) =>
    room.call(method, `/webhooks/${room.discord.applicationId}/${token}${rest}`, { json, authorization: null });
  const post = (json: object, channelId = room.videos.id) =>
    room.call('POST', `/channels/${channelId}/messages`, { json });
  const edit = (messageId: string, json: object, channelId = room.videos.id) =>
    room.call('PATCH', `/channels/${channelId}/messages/${messageId}`, { json });
  return { ...room, direct, invoke, callback, webhook, post, edit, faults: room.discord.faults };
}

function idOf({ body }: Answer): string {
  return (body as { id: string }).id;
}

describe('a place', () => {
  test('of any guild can be closed to the bot', async () => {
    const { direct, post, call, videos, faults } = await openRoads();
    faults.noAccess = true;
    expect(refusal(await post({ content: 'x' }))).toEqual([403, 50001]);
    expect(refusal(await call('GET', `/channels/${videos.id}`))).toEqual([403, 50001]);
    expect((await post({ content: 'x' }, direct.id)).status).toBe(200);
  });

  test('that is deleted takes its messages along, and lets nobody follow up', async () => {
    const { discord, invoke, callback, webhook, videos } = await openRoads();
    const invocation = invoke();
    await callback(invocation, { type: 4, data: { content: 'done' } });
    discord.deleteChannel(videos.id);
    expect(refusal(await webhook('PATCH', invocation, '/messages/@original', { content: 'x' }))).toEqual([404, 10008]);
    expect(refusal(await webhook('POST', invocation, '', { content: 'x' }))).toEqual([404, 10003]);
  });
});

describe('a direct message', () => {
  test.each([
    ['closed', 403, 50007],
    ['noMutualGuild', 403, 50278],
  ] as const)('is refused when they are %s', async (directMessages, status, code) => {
    const { call, direct, mira, post, faults } = await openRoads();
    faults.directMessages = directMessages;
    expect((await call('POST', '/users/@me/channels', { json: { recipient_id: mira.id } })).status).toBe(200);
    expect(refusal(await post({ content: 'x' }, direct.id))).toEqual([status, code]);
  });

  test('is refused before its conversation opens, when too many did', async () => {
    const { call, mira, faults } = await openRoads();
    faults.directMessages = 'openedTooFast';
    const open = () => call('POST', '/users/@me/channels', { json: { recipient_id: mira.id } });
    expect(refusal(await open())).toEqual([403, 40003]);
    faults.directMessages = 'open';
    expect((await open()).status).toBe(200);
  });

  test('is refused by somebody who takes none', async () => {
    const { discord, post } = await openRoads({
      users: [
        { username: 'mira', displayName: 'Mira', acceptsDirectMessages: false },
        { username: 'tomas', displayName: 'Tomás' },
      ],
    });
    expect(refusal(await post({ content: 'x' }, discord.world.directChannels[0]?.id))).toEqual([403, 50007]);
  });
});

describe('words', () => {
  const EMBED = { embeds: [{ title: 'fine', fields: [{ name: 'prompt', value: 'a RUDE fox' }] }] };
  const LAYOUT = { flags: 1 << 15, components: [{ type: 10, content: 'a rude fox' }] };

  test.each([
    ['in the content', { content: 'so rude!' }],
    ['in an embed', EMBED],
    ['in a text component', LAYOUT],
  ])('that AutoMod blocks are refused on every road: %s', async (_, json) => {
    const { discord, invoke, callback, webhook, post, edit, videos, faults } = await openRoads();
    const [fresh, answered] = [invoke(), invoke()];
    await callback(answered, { type: 4, data: { content: 'fine' } });
    const id = idOf(await post({ content: 'fine' }));
    faults.blockedWords = ['rude'];
    const emptied = 'content' in json ? json : { content: null, ...json };
    const answers = [
      await post(json),
      await edit(id, emptied),
      await callback(fresh, { type: 4, data: json }),
      await webhook('PATCH', answered, '/messages/@original', emptied),
      await webhook('POST', answered, '', json),
    ];
    expect(answers.map(refusal)).toEqual(answers.map(() => [400, 200000]));
    expect(discord.messages(videos.id).map(({ text }) => text)).toEqual(['fine', 'fine']);
  });

  test('are blocked whole, whatever their case and alphabet, and only in guilds', async () => {
    const { direct, post, faults } = await openRoads();
    faults.blockedWords = ['ass', 'грубо', 'a.b'];
    expect(refusal(await post({ content: 'ASS' }))).toEqual([400, 200000]);
    expect(refusal(await post({ content: 'как Грубо…' }))).toEqual([400, 200000]);
    for (const content of ['a class act', 'грубость', 'aXb']) expect((await post({ content })).status).toBe(200);
    expect((await post({ content: 'ass' }, direct.id)).status).toBe(200);
  });

  test('can be a harmful link, and files explicit', async () => {
    const { call, direct, post, videos, faults } = await openRoads();
    faults.blockedLinks = ['https://bad.example'];
    expect(refusal(await post({ content: 'see https://bad.example/x.mp4' }, direct.id))).toEqual([400, 240000]);
    expect((await post({ content: 'see https://good.example/x.mp4' })).status).toBe(200);
    faults.explicitFiles = true;
    const files = { 'files[0]': new File(['clip'], 'a.mp4') };
    expect(refusal(await call('POST', `/channels/${videos.id}/messages`, { files }))).toEqual([400, 20009]);
    expect((await post({ content: 'no file' })).status).toBe(200);
  });
});

describe('a thread', () => {
  const threads = [
    { name: 'archived', archived: true },
    { name: 'locked', locked: true },
    { name: 'closed', archived: true, locked: true },
  ];
  const guilds = [{ ...IN_GUILD, channels: [{ name: 'videos', threads }] }, OTHER_GUILD];

  async function openThreads(botPermissions: readonly 'manageThreads'[] = []) {
    const room = await openRoads({ guilds: guilds.map((guild) => ({ ...guild, botPermissions })) });
    const idNamed = (name: string) => room.discord.world.channelNamed(name).id;
    return { ...room, idNamed };
  }

  test('that is archived can be written to, which wakes it', async () => {
    const { discord, call, post, edit, idNamed } = await openThreads();
    const thread = discord.world.channelNamed('archived').thread;
    const id = idOf(await post({ content: 'awake' }, idNamed('archived')));
    expect(thread?.archived).toBe(false);
    if (thread) thread.archived = true;
    expect(refusal(await edit(id, { content: 'x' }, idNamed('archived')))).toEqual([400, 50083]);
    const path = `/channels/${idNamed('archived')}/messages/${id}`;
    expect(refusal(await call('DELETE', path))).toEqual([400, 50083]);
    expect(discord.messages(idNamed('archived'))).toMatchObject([{ content: 'awake' }]);
  });

  test('that is locked takes no messages, and no follow-ups either', async () => {
    const { discord, invoke, callback, webhook, post, idNamed } = await openThreads();
    expect(refusal(await post({ content: 'x' }, idNamed('locked')))).toEqual([403, 160005]);
    expect(refusal(await post({ content: 'x' }, idNamed('closed')))).toEqual([403, 50083]);
    const channel = discord.world.channelNamed('archived');
    const invocation = invoke(channel.id);
    await callback(invocation, { type: 4, data: { content: 'done' } });
    if (channel.thread) channel.thread.archived = channel.thread.locked = true;
    expect(refusal(await webhook('POST', invocation, '', { content: 'x' }))).toEqual([403, 50083]);
    expect(refusal(await webhook('PATCH', invocation, '/messages/@original', { content: 'x' }))).toEqual([400, 50083]);
  });

  test('is open to a bot that manages threads', async () => {
    const { post, idNamed } = await openThreads(['manageThreads']);
    for (const { name } of threads) expect((await post({ content: 'x' }, idNamed(name))).status).toBe(200);
  });
});

test('where only a person has installed the app, it may follow up five times', async () => {
  const { discord, callback, webhook, mira } = await openRoads({
    guilds: [IN_GUILD, OTHER_GUILD, { name: 'Elsewhere', installation: 'none', channels: [{ name: 'strange' }] }],
    users: [
      { username: 'mira', displayName: 'Mira', hasInstalledApp: true },
      { username: 'tomas', displayName: 'Tomás' },
    ],
  });
  await register(discord, [{ ...CLIP_COMMAND, integration_types: [0, 1], contexts: [0, 1, 2] }]);
  const channelId = discord.world.channelNamed('strange').id;
  const invocation = discord.invoke({ userId: mira.id, channelId, command: 'clip', options: { prompt: 'x' } });
  await callback(invocation, { type: 4, data: { content: 'done' } });
  const statuses = [];
  for (let at = 0; at < 6; at += 1)
    statuses.push(refusal(await webhook('POST', invocation, '', { content: String(at) })));
  expect(statuses).toEqual([...Array.from({ length: 5 }, () => [200, undefined]), [400, 40094]]);
});
