import type { RequestListener } from 'node:http';
import { inspect } from 'node:util';
import { Routes } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBotRest, createWebhookRest } from '../../src/discord/rest.ts';
import { type LocalServer, startLocalServer } from '../providers/local-server.ts';

let discord: LocalServer;
let answer: RequestListener;
let requests: { url: string; authorization: string | undefined }[];

beforeEach(async () => {
  requests = [];
  discord = await startLocalServer((request, response) => {
    requests.push({ url: request.url ?? '', authorization: request.headers.authorization });
    answer(request, response);
  });
});
afterEach(() => discord.close());

const route = Routes.webhookMessage('1573641915008548864', 'aW50ZXJhY3Rpb246-canary-token', '@original');
const edit = () => createWebhookRest(`${discord.origin}/api`).patch(route, { auth: false, body: { content: 'x' } });
const json = (status: number, body: object, headers = {}): RequestListener => {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
};

it('a call on an interaction’s road needs no token of the bot', async () => {
  answer = json(200, { id: '1' });
  expect(await edit()).toEqual({ id: '1' });
  expect(requests).toEqual([{ url: `/api/v10${route}`, authorization: undefined }]);
});

it.each([
  ['a fault of Discord', json(500, {}), { status: 500 }],
  [
    'a rate limit',
    json(429, { retry_after: 60, global: false }, { 'retry-after': '60' }),
    { retryAfter: expect.closeTo(60_000, -3), name: expect.not.stringContaining('canary') },
  ],
  ['a rate limit that does not say how long', json(429, {}), {}],
  ['a dead token', json(401, { code: 50027, message: 'Invalid Webhook Token' }), { code: 50027 }],
])('%s is an error at once, not a silent repetition', async (_what, answers, error) => {
  answer = answers;
  await expect(edit()).rejects.toMatchObject(error);
  expect(requests).toHaveLength(1);
});

describe('the bot’s own road', () => {
  const messages = Routes.channelMessages('1573641915008548865');
  const token = 'bot-canary-token';
  const bot = () => createBotRest(`${discord.origin}/api`, token);

  it('has the token on every call', async () => {
    answer = json(200, { id: '1' });
    const rest = bot();
    await rest.get(messages, { query: new URLSearchParams({ limit: '1' }) });
    for (const method of ['post', 'put', 'patch', 'delete'] as const) await rest[method](messages, { body: {} });
    expect(requests.map(({ authorization }) => authorization)).toEqual(Array(5).fill(`Bot ${token}`));
    expect(requests[0]?.url).toBe(`/api/v10${messages}?limit=1`);
  });

  it('does not forget the token when Discord refuses it once', async () => {
    const rest = bot();
    answer = json(401, { code: 0, message: '401: Unauthorized' });
    await expect(rest.post(messages, { body: {} })).rejects.toMatchObject({ status: 401 });
    answer = json(200, { id: '1' });
    expect(await rest.post(messages, { body: {} })).toEqual({ id: '1' });
    expect(requests.map(({ authorization }) => authorization)).toEqual([`Bot ${token}`, `Bot ${token}`]);
  });

  it.each([
    ['a refusal', json(403, { code: 50013, message: 'Missing Permissions' }), { code: 50013 }],
    ['a fault of Discord', json(500, {}), { status: 500 }],
    ['a rate limit', json(429, { retry_after: 2 }, { 'retry-after': '2' }), { retryAfter: expect.any(Number) }],
    ['a rate limit that does not say how long', json(429, {}), { retryAfter: 0 }],
    ['a connection that ends', ((request) => request.socket.destroy()) satisfies RequestListener, {}],
  ])('makes %s an error at once, and the token is nowhere in it', async (_what, answers, error) => {
    answer = answers;
    const thrown = await bot()
      .post(messages, { body: {} })
      .catch((reason: unknown) => reason);
    expect(thrown).toBeInstanceOf(Error);
    expect(thrown).toMatchObject(error);
    expect(inspect(thrown, { depth: null, showHidden: true })).not.toContain(token);
    expect(requests).toHaveLength(1);
  });

  it('keeps to the limit of all calls together by itself', async () => {
    answer = json(200, { id: '1' });
    const rest = bot();
    const calls = Array.from({ length: 60 }, (_, index) =>
      rest.post(Routes.channelMessages(String(1_573_641_915_008_548_865n + BigInt(index))), { body: {} }),
    );
    const refused = (await Promise.allSettled(calls)).filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(10);
    expect(requests).toHaveLength(50);
    for (const { reason } of refused as PromiseRejectedResult[]) expect(reason).toMatchObject({ global: true });
  });
});
