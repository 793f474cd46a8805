import type { RequestListener } from 'node:http';
import { Routes } from 'discord.js';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createWebhookRest } from '../../src/discord/rest.ts';
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
