import { readdir } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { DiscordError, type DiscordErrorName } from '../../sandbox/discord/errors.ts';
import { noFaults } from '../../sandbox/discord/faults.ts';
import { openDiscord } from './discord-fixture.ts';

/** Trouble with requests of any kind: before they are looked at, while they come, and on the way of their answers. */

async function openChannel() {
  const room = await openDiscord();
  const path = `/channels/${room.videos.id}/messages`;
  const post = (nonce?: string, signal?: AbortSignal) =>
    room.call('POST', path, {
      json: { content: 'x', ...(nonce && { nonce, enforce_nonce: true }) },
      ...(signal && { signal }),
    });
  const upload = (nonce: string, signal?: AbortSignal) =>
    room.call('POST', path, {
      json: { nonce, enforce_nonce: true },
      files: { 'files[0]': new File([new Uint8Array(300_000)], 'a.mp4', { type: 'video/mp4' }) },
      ...(signal && { signal }),
    });
  const standing = () => room.discord.messages(room.videos.id);
  return { ...room, path, post, upload, standing, faults: room.discord.faults };
}

describe('a failure', () => {
  test('happens as often as asked, does nothing, and is over', async () => {
    const { discord, post, standing, faults } = await openChannel();
    faults.failRequests = { count: 3, status: 500, page: false };
    for (let at = 0; at < 3; at += 1)
      expect(await post()).toMatchObject({ status: 500, body: { message: '500: Internal Server Error', code: 0 } });
    expect(standing()).toEqual([]);
    expect((await post()).status).toBe(200);
    expect(discord.requests.map(({ status }) => status)).toEqual([500, 500, 500, 200]);
  });

  test.each([
    [502, 'text/html', '<center><h1>502 Bad Gateway</h1></center>'],
    [403, 'text/html', '<title>403 Forbidden</title>'],
    [429, 'text/plain; charset=UTF-8', 'error code: 1015'],
  ])('with %i can be the page of a proxy, which knows nothing of Discord', async (status, type, words) => {
    const { post, faults } = await openChannel();
    faults.failRequests = { count: 1, status, page: true, retryAfterMs: 3_599_500 };
    const { headers, ...page } = await post();
    expect(page).toEqual({ status, body: expect.stringContaining(words) });
    expect([headers.get('content-type'), headers.get('retry-after')]).toEqual([type, '3600']);
    expect([...headers.keys()].filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
  });

  test('is meant for one method and one path', async () => {
    const { post, call, path, faults } = await openChannel();
    faults.failRequests = { count: 1, status: 502, page: true, method: 'GET', path: '/messages' };
    expect((await post()).status).toBe(200);
    expect((await call('GET', '/users/@me')).status).toBe(200);
    expect((await call('GET', path)).status).toBe(502);
  });
});

const REFUSALS: readonly [DiscordErrorName, number, number][] = [
  ['unknownChannel', 404, 10003],
  ['unknownWebhook', 404, 10015],
  ['explicitContent', 400, 20009],
  ['openedTooFast', 403, 40003],
  ['tooManyFollowUps', 400, 40094],
  ['missingAccess', 403, 50001],
  ['invalidWebhookToken', 401, 50027],
  ['fileTooLarge', 400, 50045],
  ['invalidFile', 400, 50046],
  ['archivedThread', 400, 50083],
  ['noMutualGuild', 403, 50278],
  ['overloaded', 503, 130000],
  ['threadLocked', 403, 160005],
  ['blockedByAutoMod', 400, 200000],
  ['harmfulLink', 400, 240000],
  ['uploadsLimited', 400, 400001],
];

test.each(REFUSALS)('%s can be said to any request: %i/%i', async (error, status, code) => {
  const { post, standing, faults } = await openChannel();
  faults.refusals = [{ error, count: 1 }];
  const answer = await post();
  expect(answer).toMatchObject({ status, body: { code, message: new DiscordError(error).message } });
  expect(standing()).toEqual([]);
  expect((await post()).status).toBe(200);
});

test('several refusals wait for the requests that they are meant for', async () => {
  const { call, post, path, faults } = await openChannel();
  faults.refusals = [
    { error: 'unknownMessage', count: 1, method: 'GET', path: '/messages' },
    { error: 'overloaded', count: 2, method: 'POST' },
    { error: 'missingAccess', count: 1 },
  ];
  const codes = [];
  for (const method of ['POST', 'GET', 'POST', 'GET', 'GET'])
    codes.push((await (method === 'POST' ? post() : call('GET', path))).body);
  expect(codes).toMatchObject([{ code: 130000 }, { code: 10008 }, { code: 130000 }, { code: 50001 }, [] as const]);
});

describe('a request that is obeyed', () => {
  test.each(['hangUp', 'cut'] as const)('may lose its answer: %s', async (how) => {
    const { discord, post, standing, faults } = await openChannel();
    faults.spoilAnswers = { count: 1, how };
    await expect(post('job-7')).rejects.toThrow();
    expect(standing()).toHaveLength(1);
    expect((await post('job-7')).status).toBe(200);
    expect(standing()).toHaveLength(1);
    expect(discord.requests.map(({ status }) => status)).toEqual([undefined, 200]);
  });

  test.each([
    ['garbage', 'application/json', '{"id":"12345678'],
    ['page', 'text/html', expect.stringContaining('<html>')],
    ['empty', 'application/json', ''],
  ] as const)('may be answered with 200 and %s', async (how, type, words) => {
    const { discord, standing, faults, path } = await openChannel();
    faults.spoilAnswers = { count: 1, how, method: 'POST' };
    const answer = await fetch(`${discord.apiUrl}/v10${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bot ${discord.token}`,
        'content-type': 'application/json',
        'user-agent': 'DiscordBot (http://localhost, 1.0)',
      },
      body: '{"content":"x"}',
    });
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([200, type, words]);
    expect(standing()).toHaveLength(1);
  });

  test('may never be answered', async () => {
    const { post, standing, discord, faults } = await openChannel();
    faults.spoilAnswers = { count: 1, how: 'never' };
    const patience = new AbortController();
    const answer = post('job-7', patience.signal);
    await discord.whenMessage((message) => message.nonce === 'job-7', { timeoutMs: 5_000 });
    patience.abort();
    await expect(answer).rejects.toThrow('aborted');
    expect((await post('job-7')).status).toBe(200);
    expect(standing()).toHaveLength(1);
  });

  test('is not spoilt when it fails anyway', async () => {
    const { call, post, faults } = await openChannel();
    faults.spoilAnswers = { count: 1, how: 'page' };
    expect((await call('GET', '/no/such/route')).status).toBe(404);
    expect((await post()).body).toContain('<html>');
  });
});

describe('an upload', () => {
  test('can be cut in the middle: nothing is stored, and the next one is whole', async () => {
    const { discord, directory, upload, standing, faults } = await openChannel();
    faults.cutUpload = { count: 1, afterBytes: 100_000 };
    await expect(upload('job-7')).rejects.toThrow();
    await expect.poll(() => readdir(directory)).toEqual([]);
    expect(standing()).toEqual([]);
    expect((await upload('job-7')).status).toBe(200);
    expect(standing()).toMatchObject([{ attachments: [{ sizeBytes: 300_000 }] }]);
    expect(discord.requests.map(({ status }) => status)).toEqual([undefined, 200]);
  });

  test('is stored while its client gives up, and the nonce finds it', async () => {
    const { discord, upload, standing, faults } = await openChannel();
    faults.slowUploadMs = 60_000;
    const patience = new AbortController();
    const answer = upload('job-7', patience.signal);
    await discord.whenMessage((message) => message.attachments.length === 1, { timeoutMs: 5_000 });
    patience.abort();
    await expect(answer).rejects.toThrow('aborted');
    faults.slowUploadMs = 0;
    const again = await upload('job-7');
    expect(standing()).toMatchObject([{ id: (again.body as { id: string }).id }]);
  });

  test('into a channel that is deleted meanwhile finds no channel, and leaves nothing behind', async () => {
    const { discord, directory, path, videos, standing } = await openChannel();
    const form = new FormData();
    form.append('files[0]', new File([new Uint8Array(300_000)], 'a.mp4'));
    const whole = new Response(form);
    const bytes = new Uint8Array(await whole.arrayBuffer());
    const release = Promise.withResolvers<void>();
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        controller.enqueue(bytes.subarray(0, 200_000));
        await release.promise;
        controller.enqueue(bytes.subarray(200_000));
        controller.close();
      },
    });
    const answer = fetch(`${discord.apiUrl}/v10${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bot ${discord.token}`,
        'content-type': whole.headers.get('content-type') ?? '',
        'user-agent': 'DiscordBot (http://localhost, 1.0)',
      },
      body,
      duplex: 'half',
    });
    await expect.poll(() => readdir(directory)).toHaveLength(1);
    discord.deleteChannel(videos.id);
    release.resolve();
    expect([(await answer).status, await (await answer).json()]).toMatchObject([404, { code: 10003 }]);
    expect(standing()).toEqual([]);
    expect(await readdir(directory)).toEqual([]);
  });

  test('without a nonce is there twice', async () => {
    const { call, path, standing, faults } = await openChannel();
    const files = { 'files[0]': new File(['clip'], 'a.mp4') };
    faults.hangUpAfterUpload = 1;
    await expect(call('POST', path, { files })).rejects.toThrow();
    await call('POST', path, { files });
    expect(standing()).toHaveLength(2);
  });
});

test('a Discord on a good day has no fault, and putting one back ends every trouble', async () => {
  const { discord, post, faults } = await openChannel();
  Object.assign(faults, {
    refusals: [{ error: 'overloaded', count: 9 }],
    failRequests: { count: 9, status: 502, page: true },
    noAccess: true,
    tokenRevoked: true,
  });
  expect((await post()).status).toBe(502);
  Object.assign(discord.faults, noFaults());
  expect((await post()).status).toBe(200);
  expect(structuredClone(discord.faults)).toEqual(noFaults());
});
