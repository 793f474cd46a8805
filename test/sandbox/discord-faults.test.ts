import { expect, test } from 'vitest';
import { CLIP_COMMAND, openDiscord, register } from './discord-fixture.ts';

/** Each fault does what it says, for as long as it says, and then the Discord is healthy again. */

const CLIP = () => new File(['clip'], 'a.mp4', { type: 'video/mp4' });

async function openDeferred() {
  const room = await openDiscord();
  await register(room.discord, [CLIP_COMMAND]);
  const invoke = () =>
    room.discord.invoke({ userId: room.mira.id, channelId: room.videos.id, command: 'clip', options: { prompt: 'x' } });
  const acknowledge = ({ id, token }: { id: string; token: string }) =>
    room.call('POST', `/interactions/${id}/${token}/callback`, { json: { type: 5 }, authorization: null });
  const edit = ({ token }: { token: string }, content: string) =>
    room.call('PATCH', `/webhooks/${room.discord.applicationId}/${token}/messages/@original`, { json: { content } });
  const post = (nonce?: string) =>
    room.call('POST', `/channels/${room.videos.id}/messages`, {
      json: { content: 'clip', ...(nonce && { nonce, enforce_nonce: true }) },
      files: { 'files[0]': CLIP() },
    });
  return { ...room, invoke, acknowledge, edit, post };
}

test('a callback that is held up comes too late', async () => {
  const { discord, clock, invoke, acknowledge } = await openDeferred();
  discord.faults.callbackDelayMs = 3_500;
  const invocation = invoke();
  const answer = acknowledge(invocation);
  await expect.poll(() => discord.requests.at(-1)?.path).toContain('/callback');
  clock.advance(3_500);
  expect(await answer).toMatchObject({ status: 404, body: { code: 10062 } });
});

test('callbacks fail as often as asked and do nothing', async () => {
  const { discord, invoke, acknowledge, videos } = await openDeferred();
  discord.faults.failNextCallbacks = { status: 503, count: 1 };
  const invocation = invoke();
  expect((await acknowledge(invocation)).status).toBe(503);
  expect(discord.messages(videos.id)).toEqual([]);
  expect((await acknowledge(invocation)).status).toBe(204);
});

test('edits are answered with 429, with or without the headers', async () => {
  const { discord, invoke, acknowledge, edit } = await openDeferred();
  const invocation = invoke();
  await acknowledge(invocation);
  discord.faults.edit429 = { count: 1, headers: true, retryAfterMs: 1_500 };
  const limited = await edit(invocation, 'x');
  expect([limited.status, limited.body]).toEqual([
    429,
    { message: 'You are being rate limited.', retry_after: 1.5, global: false },
  ]);
  expect([limited.headers.get('retry-after'), limited.headers.get('x-ratelimit-reset-after')]).toEqual(['2', '1.500']);
  discord.faults.edit429 = { count: 1, headers: false, retryAfterMs: 1_500 };
  const bare = await edit(invocation, 'x');
  expect([bare.status, bare.headers.get('retry-after'), bare.headers.get('x-ratelimit-bucket')]).toEqual([
    429,
    null,
    null,
  ]);
  expect((await edit(invocation, 'x')).status).toBe(200);
});

test('edits of one interaction can be limited to five in two seconds', async () => {
  const { discord, invoke, acknowledge, edit } = await openDeferred();
  discord.faults.limitEdits = true;
  const [one, other] = [invoke(), invoke()];
  await acknowledge(one);
  await acknowledge(other);
  const answers = await Promise.all([1, 2, 3, 4, 5, 6].map((at) => edit(one, `edit ${at}`)));
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 200, 200, 200, 200, 429]);
  expect((await edit(other, 'x')).status).toBe(200);
});

test('one request fails with 500', async () => {
  const { discord, post, call } = await openDeferred();
  discord.faults.serverErrorOnce = { method: 'POST', path: '/messages' };
  expect((await call('GET', '/users/@me')).status).toBe(200);
  expect((await post()).status).toBe(500);
  expect((await post()).status).toBe(200);
  expect(discord.messages()).toHaveLength(1);
});

test('uploads are refused as Discord writes it or as a proxy does', async () => {
  const { discord, post } = await openDeferred();
  discord.faults.uploadTooLarge = 'json';
  expect(await post()).toMatchObject({ status: 413, body: { code: 40005 } });
  discord.faults.uploadTooLarge = 'html';
  expect(await post()).toMatchObject({ status: 413, body: expect.stringContaining('<html>') });
  expect(discord.messages()).toEqual([]);
});

test('after a connection that was cut behind an upload, the nonce finds the message', async () => {
  const { discord, post } = await openDeferred();
  discord.faults.hangUpAfterUpload = 1;
  await expect(post('job-7')).rejects.toThrow();
  const again = await post('job-7');
  expect(again.status).toBe(200);
  expect(discord.messages()).toMatchObject([{ id: (again.body as { id: string }).id, nonce: 'job-7' }]);
  expect(
    discord.requests.filter((request) => request.path.endsWith('/messages')).map((request) => request.status),
  ).toEqual([undefined, 200]);
});

test('a slow upload is stored before it is answered', async () => {
  const { discord, post } = await openDeferred();
  discord.faults.slowUploadMs = 200;
  let answered = false;
  const answer = post().then(() => {
    answered = true;
  });
  await discord.whenMessage((message) => message.attachments.length === 1, { timeoutMs: 5_000 });
  expect(answered).toBe(false);
  await answer;
});

test('the permission to send can be taken away', async () => {
  const { discord, post } = await openDeferred();
  discord.faults.noPermissionToSend = true;
  expect(await post()).toMatchObject({ status: 403, body: { code: 50013 } });
});
