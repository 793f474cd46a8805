import { once } from 'node:events';
import { Client, Events, GatewayIntentBits, Routes } from 'discord.js';
import { expect, onTestFinished, test } from 'vitest';
import { scaledClock } from '../../sandbox/clock.ts';
import type { LocalDiscord } from '../../sandbox/discord/local-discord.ts';
import { openDiscord } from './discord-fixture.ts';

/** That faults are what they say, seen by the unmodified discord.js client. */

async function openClient(prepare: (discord: LocalDiscord) => void = () => {}) {
  const room = await openDiscord({ clock: scaledClock(1) });
  prepare(room.discord);
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    rest: { api: room.discord.apiUrl, retries: 1 },
    waitGuildTimeout: 50,
  });
  onTestFinished(() => client.destroy());
  const ready = once(client, Events.ClientReady);
  await client.login(room.discord.token);
  await ready;
  const post = () => client.rest.post(Routes.channelMessages(room.videos.id), { body: { content: 'x' } });
  return { ...room, client, post };
}

test('heartbeats without an answer make it drop the link and resume, and it gets what it missed', async () => {
  const { discord, guild, client } = await openClient(({ faults }) => {
    faults.gateway.heartbeatIntervalMs = 100;
  });
  const resumed = once(client, Events.ShardResume);
  const away = once(client, Events.ShardReconnecting);
  discord.faults.gateway.ignoreHeartbeats = true;
  await away;
  discord.faults.gateway.ignoreHeartbeats = false;
  discord.setGuildUnavailable(guild.id);
  const [, replayed] = await resumed;
  expect(replayed).toBeGreaterThan(0);
  expect(client.guilds.cache.get(guild.id)?.available).toBe(false);
});

test('a token that was replaced ends it for good', async () => {
  const { discord, client, post } = await openClient();
  const gone = once(client, Events.ShardDisconnect);
  discord.revokeToken();
  expect(await gone).toMatchObject([{ code: 4_004 }, 0]);
  await expect(post()).rejects.toMatchObject({ status: 401 });
});

test('a limit over all its routes holds it up, and then the request goes through', async () => {
  const { discord, client, post } = await openClient();
  const limited: unknown[] = [];
  client.rest.on('rateLimited', (info) => limited.push(info));
  discord.faults.global429 = { count: 1, retryAfterMs: 100, everywhere: false };
  await post();
  expect(limited).toMatchObject([{ global: true }]);
  expect(discord.requests.filter(({ path }) => path.endsWith('/messages')).map(({ status }) => status)).toEqual([
    429, 200,
  ]);
});

test('a page of a proxy is an error without a code', async () => {
  const { discord, post } = await openClient();
  discord.faults.failRequests = { count: 1, status: 403, page: true };
  await expect(post()).rejects.toMatchObject({ status: 403, code: undefined });
  discord.faults.failRequests = { count: 2, status: 502, page: true };
  await expect(post()).rejects.toMatchObject({ status: 502 });
  expect(discord.messages()).toEqual([]);
});

test('an answer that is cut or no JSON is an error, though the message stands', async () => {
  const { discord, post } = await openClient();
  discord.faults.spoilAnswers = { count: 2, how: 'cut' };
  await expect(post()).rejects.toThrow();
  discord.faults.spoilAnswers = { count: 1, how: 'garbage' };
  await expect(post()).rejects.toThrow();
  expect(discord.messages().length).toBeGreaterThanOrEqual(2);
});
