import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startLocalDiscord } from '../../sandbox/discord/local-discord.ts';
import { systemClock } from '../../src/clock.ts';
import { watchRequests } from './watch.ts';

it('sees the heads of all requests of its own Discord, also of those that were cleared from the log', async ({
  onTestFinished,
}) => {
  const directory = await mkdtemp(join(tmpdir(), 'raybot-watch-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const [discord, other] = await Promise.all(
    ['one', 'two'].map((name) => startLocalDiscord({ clock: systemClock, directory: join(directory, name) })),
  );
  if (!discord || !other) throw new Error('two were started');
  onTestFinished(async () => void (await Promise.all([discord.close(), other.close()])));
  const watch = watchRequests(discord);
  onTestFinished(() => watch.end());

  const authorization = `Bot ${discord.token}`;
  const call = (api: string, path: string, init: RequestInit = {}) =>
    fetch(`${api}/v10${path}`, {
      ...init,
      headers: { 'user-agent': 'DiscordBot (https://example.org, 1)', authorization, ...init.headers },
    });
  await call(discord.apiUrl, '/gateway/bot');
  await call(other.apiUrl, '/gateway/bot');
  discord.clearRequests();
  await call(discord.apiUrl, '/gateway/bot', { headers: { 'x-second': 'yes' } });
  await call(discord.apiUrl, '/webhooks/1/a%20b/messages/%40original?thread_id=1', {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });

  const seen = watch.requests();
  expect(seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /gateway/bot',
    'GET /gateway/bot',
    'PATCH /webhooks/1/a b/messages/@original',
  ]);
  expect(seen.map(({ headers }) => headers['x-second'])).toEqual([undefined, 'yes', undefined]);
  expect(seen[2]).toMatchObject({
    headers: { 'content-type': 'application/json', 'content-length': '2' },
    query: { thread_id: '1' },
    bodyWasRead: false,
  });
});
