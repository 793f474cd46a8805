import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Invocation } from '../../sandbox/discord/local-discord.ts';
import { type Answer, CLIP_COMMAND, openDiscord, register } from './discord-fixture.ts';

/** Discord's rules, asked for over bare HTTP and timed by a clock that only the test moves. */

const MINUTE_MS = 60_000;
const MEBIBYTE = 1024 * 1024;

function refusal(answer: Answer): [status: number, code: unknown] {
  return [answer.status, (answer.body as { code?: unknown }).code];
}

function idOf(answer: Answer): string {
  return (answer.body as { id: string }).id;
}

async function openWithCommand() {
  const room = await openDiscord();
  await register(room.discord, [CLIP_COMMAND]);
  const invoke = (more: { lateByMs?: number; attachmentSizeLimit?: number; channelId?: string } = {}) =>
    room.discord.invoke({
      userId: room.mira.id,
      channelId: room.videos.id,
      command: 'clip',
      options: { prompt: 'a lighthouse' },
      ...more,
    });
  const callback = (to: Invocation, json: unknown, query = '') =>
    room.call('POST', `/interactions/${to.id}/${to.token}/callback${query}`, { json, authorization: null });
  const original = (to: Invocation) => `/webhooks/${room.discord.applicationId}/${to.token}/messages/@original`;
  const followUps = (to: Invocation) => `/webhooks/${room.discord.applicationId}/${to.token}`;
  return { ...room, invoke, callback, original, followUps };
}

test('an interaction may be answered for three seconds, and then no more', async () => {
  const { clock, invoke, callback } = await openWithCommand();
  const inTime = invoke();
  const tooLate = invoke();
  clock.advance(3_000);
  expect((await callback(inTime, { type: 5 })).status).toBe(204);
  clock.advance(1);
  expect(refusal(await callback(tooLate, { type: 5 }))).toEqual([404, 10062]);
  expect(await inTime.acknowledged).toEqual({
    type: 5,
    ephemeral: false,
    messageId: expect.any(String),
    afterMs: 3_000,
  });
  expect(await tooLate.acknowledged).toBe('missed');
});

test('an event that is delivered late has used up its time', async () => {
  const { invoke, callback } = await openWithCommand();
  const late = invoke({ lateByMs: 4_000 });
  expect(await late.acknowledged).toBe('missed');
  expect(refusal(await callback(late, { type: 5 }))).toEqual([404, 10062]);
});

test('a second answer is refused, also while the first is still on its way', async () => {
  const { discord, invoke, callback, videos } = await openWithCommand();
  const invocation = invoke();
  const both = await Promise.all([callback(invocation, { type: 5 }), callback(invocation, { type: 5 })]);
  expect(both.map((answer) => answer.status).sort()).toEqual([204, 400]);
  expect(refusal(await callback(invocation, { type: 4, data: { content: 'x' } }))).toEqual([400, 40060]);
  expect(discord.messages(videos.id)).toHaveLength(1);
});

test('an answer that is refused for its form leaves the interaction open', async () => {
  const { invoke, callback } = await openWithCommand();
  const invocation = invoke();
  expect(refusal(await callback(invocation, { type: 4, data: { content: '' } }))).toEqual([400, 50006]);
  expect(refusal(await callback(invocation, { type: 7, data: {} }))).toEqual([400, 50035]);
  expect((await callback(invocation, { type: 4, data: { content: 'fine' } })).status).toBe(204);
});

test('a callback can be answered with the ids of what it made', async () => {
  const { discord, invoke, callback, videos } = await openWithCommand();
  const deferred = await callback(invoke(), { type: 5, data: { flags: 64 } }, '?with_response=true');
  const [thinking] = discord.messages(videos.id);
  expect(thinking).toMatchObject({ loading: true, ephemeral: true, flags: 64 | 128 });
  expect(deferred).toMatchObject({
    status: 200,
    body: {
      interaction: {
        response_message_id: thinking?.id,
        response_message_loading: true,
        response_message_ephemeral: true,
      },
      resource: { type: 5 },
    },
  });
  const replied = await callback(invoke(), { type: 4, data: { content: 'hi' } }, '?with_response=true');
  expect(replied.body).toMatchObject({ resource: { type: 4, message: { content: 'hi', channel_id: videos.id } } });
});

test('the webhook roads open with the first answer and close after fifteen minutes', async () => {
  const { clock, invoke, callback, original, call } = await openWithCommand();
  const invocation = invoke();
  const edit = () => call('PATCH', original(invocation), { json: { content: 'edited' }, authorization: null });
  expect(refusal(await edit())).toEqual([404, 10015]);
  await callback(invocation, { type: 5 });
  expect((await edit()).status).toBe(200);
  clock.advance(15 * MINUTE_MS);
  expect((await edit()).status).toBe(200);
  clock.advance(1);
  expect(refusal(await edit())).toEqual([401, 50027]);
  expect(refusal(await call('PATCH', '/webhooks/123456789012345678/abc/messages/@original'))).toEqual([404, 10015]);
});

test('the first edit turns «thinking» into a message, and later ones are seen as edits', async () => {
  const { discord, invoke, callback, original, call, videos } = await openWithCommand();
  const invocation = invoke();
  await callback(invocation, { type: 5 });
  await call('PATCH', original(invocation), { json: { content: 'one' } });
  expect(discord.messages(videos.id)).toMatchObject([{ content: 'one', loading: false, flags: 0, editedAtMs: null }]);
  await call('PATCH', original(invocation), { json: { content: 'two' } });
  expect(discord.messages(videos.id)).toMatchObject([
    { content: 'two', edits: 2, earlierContents: ['one'], editedAtMs: expect.any(Number) },
  ]);
});

test('a follow-up straight after a deferral fills the deferred message and keeps who sees it', async () => {
  const { discord, invoke, callback, followUps, call, videos } = await openWithCommand();
  const invocation = invoke();
  await callback(invocation, { type: 5 });
  await call('POST', followUps(invocation), { json: { content: 'first', flags: 64 } });
  await call('POST', followUps(invocation), { json: { content: 'second', flags: 64 } });
  expect(discord.messages(videos.id)).toMatchObject([
    { content: 'first', ephemeral: false },
    { content: 'second', ephemeral: true },
  ]);
});

test('a deleted message is unknown, and an ephemeral one is unknown to the channel', async () => {
  const { discord, invoke, callback, original, call, videos } = await openWithCommand();
  const invocation = invoke();
  await callback(invocation, { type: 4, data: { content: 'private', flags: 64 } });
  const [message] = discord.messages(videos.id);
  const inChannel = `/channels/${videos.id}/messages/${message?.id}`;
  expect(refusal(await call('PATCH', inChannel, { json: { content: 'x' } }))).toEqual([404, 10008]);
  expect((await call('GET', `/channels/${videos.id}/messages`)).body).toEqual([]);
  expect((await call('PATCH', original(invocation), { json: { content: 'x' } })).status).toBe(200);
  discord.deleteMessage(message?.id ?? '');
  expect(refusal(await call('PATCH', original(invocation), { json: { content: 'y' } }))).toEqual([404, 10008]);
  expect(discord.messages(videos.id, { deleted: true })).toMatchObject([{ content: 'x' }]);
});

test('each file of an answer is held to the limit that the interaction named', async () => {
  const { discord, directory, invoke, callback, original, call, videos } = await openWithCommand();
  const invocation = invoke({ attachmentSizeLimit: 1_000 });
  await callback(invocation, { type: 5 });
  const upload = (bytes: number) =>
    call('PATCH', original(invocation), {
      files: { 'files[0]': new File([new Uint8Array(bytes)], 'a.mp4') },
      json: {},
    });
  expect(refusal(await upload(1_001))).toEqual([413, 40005]);
  expect(discord.messages(videos.id)).toMatchObject([{ loading: true, attachments: [] }]);
  expect((await upload(1_000)).status).toBe(200);
  const [attachment] = discord.messages(videos.id)[0]?.attachments ?? [];
  expect(attachment?.path).toContain(directory);
  expect(await readFile(attachment?.path ?? '')).toHaveLength(1_000);
});

test('files posted to a channel are held to the boost level of the guild', async () => {
  const { discord, call, videos } = await openDiscord();
  const clips = discord.world.channelNamed('clips');
  const upload = (channelId: string) =>
    call('POST', `/channels/${channelId}/messages`, {
      files: { 'files[0]': new File([new Uint8Array(20 * MEBIBYTE + 1)], 'a.mp4') },
    });
  expect(refusal(await upload(videos.id))).toEqual([413, 40005]);
  expect((await upload(clips.id)).status).toBe(200);
});

test('the list of attachments of an edit says which ones stay', async () => {
  const { discord, call, videos } = await openDiscord();
  const file = (name: string) => new File([name], name);
  const posted = await call('POST', `/channels/${videos.id}/messages`, {
    json: { content: 'two', attachments: [{ id: 0, description: 'the first' }, { id: 1 }] },
    files: { 'files[0]': file('a.txt'), 'files[1]': file('b.txt') },
  });
  const path = `/channels/${videos.id}/messages/${idOf(posted)}`;
  const [a, b] = discord.messages(videos.id)[0]?.attachments ?? [];
  const names = () => discord.messages(videos.id)[0]?.attachments.map((attachment) => attachment.filename);
  expect(a).toMatchObject({ description: 'the first', contentType: 'text/plain; charset=utf-8' });

  await call('PATCH', path, { json: { content: 'text only' } });
  expect(names()).toEqual(['a.txt', 'b.txt']);
  await call('PATCH', path, {
    json: { attachments: [{ id: b?.id }, { id: '0' }] },
    files: { 'files[0]': file('c.txt') },
  });
  expect(names()).toEqual(['b.txt', 'c.txt']);
  expect((await fetch(b?.url ?? '')).status).toBe(200);
  expect((await fetch(a?.url ?? '')).status).toBe(404);
  expect(refusal(await call('PATCH', path, { json: { attachments: [{ id: a?.id }] } }))).toEqual([400, 50035]);
});

test('a link to a file is signed and works for a day', async () => {
  const { discord, clock, call, videos } = await openDiscord();
  await call('POST', `/channels/${videos.id}/messages`, { files: { 'files[0]': new File(['abc'], 'a b.json') } });
  const url = discord.messages(videos.id)[0]?.attachments[0]?.url ?? '';
  const served = await fetch(url);
  expect(Object.fromEntries(served.headers)).toMatchObject({
    'content-type': 'application/json',
    'content-length': '3',
  });
  expect(await served.text()).toBe('abc');
  expect((await fetch(url.replace(/ex=\w+/, 'ex=ffffffff'))).status).toBe(404);
  clock.advance(25 * 60 * MINUTE_MS);
  expect((await fetch(url)).status).toBe(404);
});

test('where a bot may not send, or not even look, a post is refused', async () => {
  const { discord, call } = await openDiscord({
    guilds: [
      { name: 'One', channels: [{ name: 'videos' }, { name: 'read-only', botMaySend: false }] },
      {
        name: 'Two',
        channels: [
          { name: 'hidden', botMayView: false },
          { name: 'no-files', botMayAttach: false },
        ],
      },
    ],
  });
  const post = (name: string, files?: Record<string, File>) =>
    call('POST', `/channels/${discord.world.channelNamed(name).id}/messages`, {
      json: { content: 'x' },
      ...(files && { files }),
    });
  expect(refusal(await post('read-only'))).toEqual([403, 50013]);
  expect(refusal(await post('hidden'))).toEqual([403, 50001]);
  expect((await post('no-files')).status).toBe(200);
  expect(refusal(await post('no-files', { 'files[0]': new File(['x'], 'x.txt') }))).toEqual([403, 50013]);
  expect(refusal(await call('POST', '/channels/123456789012345678/messages', { json: { content: 'x' } }))).toEqual([
    404, 10003,
  ]);
});

test('an interaction tells where the bot may not send, and may be answered there', async () => {
  const { discord, invoke, callback } = await openWithCommand();
  const allowed = BigInt(String(invoke().payload.app_permissions));
  const readOnly = invoke({ channelId: discord.world.channelNamed('read-only').id });
  const denied = BigInt(String(readOnly.payload.app_permissions));
  expect([allowed & (1n << 11n), denied & (1n << 11n)]).toEqual([1n << 11n, 0n]);
  expect((await callback(readOnly, { type: 4, data: { content: 'here' } })).status).toBe(204);
});

test('a repeated nonce is the same message for five minutes', async () => {
  const { clock, call, videos } = await openDiscord();
  const post = (json: object) => call('POST', `/channels/${videos.id}/messages`, { json: { content: 'x', ...json } });
  const first = idOf(await post({ nonce: 'n', enforce_nonce: true }));
  const both = await Promise.all([
    post({ nonce: 'm', enforce_nonce: true }),
    post({ nonce: 'm', enforce_nonce: true }),
  ]);
  expect(idOf(both[0])).toBe(idOf(both[1]));
  expect(idOf(await post({ nonce: 'n' }))).not.toBe(first);
  clock.advance(5 * MINUTE_MS);
  expect(idOf(await post({ nonce: 'n', enforce_nonce: true }))).toBe(first);
  clock.advance(1);
  expect(idOf(await post({ nonce: 'n', enforce_nonce: true }))).not.toBe(first);
});

test.each([
  ['a content above 2000 characters', { content: 'x'.repeat(2_001) }, 'content', 'BASE_TYPE_MAX_LENGTH'],
  ['a nonce above 25 characters', { content: 'x', nonce: 'n'.repeat(26) }, 'nonce', 'BASE_TYPE_MAX_LENGTH'],
  [
    'an eleventh embed',
    { embeds: Array.from({ length: 11 }, () => ({ title: 'x' })) },
    'embeds',
    'BASE_TYPE_MAX_LENGTH',
  ],
  [
    'embeds above 6000 characters',
    { embeds: [1, 2].map(() => ({ description: 'x'.repeat(3_001) })) },
    'embeds',
    'MAX_EMBED_SIZE_EXCEEDED',
  ],
  [
    'both kinds of allowed mentions',
    { content: 'x', allowed_mentions: { parse: ['users'], users: ['123'] } },
    'allowed_mentions',
    'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
  ],
  [
    'a reply to nothing',
    { content: 'x', message_reference: { message_id: '123456789012345678' } },
    'message_reference',
    'MESSAGE_REFERENCE_UNKNOWN_MESSAGE',
  ],
  [
    'text together with Components V2',
    { content: 'x', flags: 1 << 15, components: [{ type: 10, content: 'y' }] },
    'content',
    'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
  ],
  [
    'Components V2 without the flag',
    { components: [{ type: 10, content: 'y' }] },
    'components',
    'BASE_TYPE_BAD_LENGTH',
  ],
])('%s is refused with the name of the field', async (_, json, field, code) => {
  const { call, videos } = await openDiscord();
  const answer = await call('POST', `/channels/${videos.id}/messages`, { json });
  expect(refusal(answer)).toEqual([400, 50035]);
  expect(answer.body).toMatchObject({ errors: { [field]: { _errors: [{ code }] } } });
});

test('a button needs an id of at most 100 characters that no other one has', async () => {
  const { call, videos } = await openDiscord();
  const button = (custom_id: string) => ({ type: 2, style: 1, label: 'Go', custom_id });
  const post = (...ids: string[]) =>
    call('POST', `/channels/${videos.id}/messages`, {
      json: { components: [{ type: 1, components: ids.map(button) }] },
    });
  expect((await post('x'.repeat(100))).status).toBe(200);
  expect((await post('x'.repeat(101))).body).toMatchObject({
    errors: {
      components: { 0: { components: { 0: { custom_id: { _errors: [{ code: 'BASE_TYPE_BAD_LENGTH' }] } } } } },
    },
  });
  expect((await post('same', 'same')).body).toMatchObject({
    errors: { components: { _errors: [{ code: 'COMPONENT_CUSTOM_ID_DUPLICATED' }] } },
  });
});

test('a request must name its client, its type and the right token', async () => {
  const { call, videos } = await openDiscord();
  const path = `/channels/${videos.id}/messages`;
  expect(refusal(await call('GET', path, { headers: { 'user-agent': 'curl' } }))).toEqual([403, 40333]);
  expect(refusal(await call('GET', path, { authorization: null }))).toEqual([401, 0]);
  expect(refusal(await call('GET', path, { authorization: 'Bot wrong' }))).toEqual([401, 0]);
  const text = { json: { content: 'x' }, headers: { 'content-type': 'text/plain' } };
  expect(refusal(await call('POST', path, text))).toEqual([400, 50035]);
  expect(refusal(await call('GET', '/no/such/route'))).toEqual([404, 0]);
});

test('every answer carries rate limit headers and the time of the clock', async () => {
  const { clock, call, videos } = await openDiscord();
  const { headers } = await call('GET', `/channels/${videos.id}`);
  expect(headers.get('date')).toBe(new Date(clock.now()).toUTCString());
  for (const name of ['limit', 'remaining', 'reset', 'reset-after', 'bucket'])
    expect(headers.get(`x-ratelimit-${name}`)).toBeTruthy();
});

test('messages are listed newest first, around a message and on either side of it', async () => {
  const { call, videos } = await openDiscord();
  const ids: string[] = [];
  for (const content of ['1', '2', '3', '4', '5'])
    ids.push(idOf(await call('POST', `/channels/${videos.id}/messages`, { json: { content } })));
  const list = async (query: string) => {
    const answer = await call('GET', `/channels/${videos.id}/messages?${query}`);
    return (answer.body as { content: string }[]).map((message) => message.content).join('');
  };
  expect(await list('')).toBe('54321');
  expect(await list('limit=2')).toBe('54');
  expect(await list(`limit=2&before=${ids[2]}`)).toBe('21');
  expect(await list(`limit=1&after=${ids[2]}`)).toBe('4');
  expect(await list(`limit=3&around=${ids[2]}`)).toBe('432');
});
