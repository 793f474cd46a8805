import type { RequestListener } from 'node:http';
import { GatewayDispatchEvents } from 'discord.js';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createGateway } from '../../src/discord/gateway.ts';
import type { GatewayError } from '../../src/discord/gateway-problem.ts';
import { startLocalServer } from '../providers/local-server.ts';
import { openDiscord } from '../sandbox/discord-fixture.ts';

/** A gateway that is closed with its test, what it has logged, and the closings that it has told. */
function gatewayTo(api: string, { token = 'MTIz.some.token', loginDeadlineMs = 10_000 } = {}) {
  const logged: { level: number; msg: string }[] = [];
  const log = pino({}, { write: (line: string) => logged.push(JSON.parse(line)) });
  const closings = Promise.withResolvers<GatewayError>();
  let closed = 0;
  const interactions: string[] = [];
  const gateway = createGateway(
    { token, api, log, loginDeadlineMs },
    {
      onInteraction: ({ id }) => void interactions.push(id),
      onClosedForGood(problem) {
        closed += 1;
        closings.resolve(problem);
      },
    },
  );
  onTestFinished(() => gateway.close());
  return { gateway, logged, interactions, whenClosed: closings.promise, closedTimes: () => closed };
}

async function connected() {
  const { discord } = await openDiscord();
  const opened = gatewayTo(discord.apiUrl, { token: discord.token });
  const identity = await opened.gateway.connect();
  return { discord, identity, ...opened };
}

it('a gateway tells whose it is when it is connected', async () => {
  const { discord, identity } = await connected();
  expect(identity).toMatchObject({ applicationId: discord.applicationId });
});

it('an interaction whose fields discord.js misses comes in all the same, and harms nobody', async () => {
  const { discord, interactions, logged } = await connected();
  const [guild] = discord.world.guilds;
  const where = { userId: discord.world.users[0]?.id ?? '', channelId: guild?.channels[0]?.id ?? '' };
  const send = (missing: readonly string[]) =>
    discord.invoke({
      ...where,
      command: 'ray',
      strict: false,
      alter: (payload) => {
        for (const field of missing) delete payload[field];
      },
    }).id;
  const ids = [
    send(['entitlements', 'authorizing_integration_owners']),
    send(['member', 'user']),
    send(['data']),
    send([]),
  ];
  await vi.waitFor(() => expect(interactions).toEqual(ids));
  expect(logged.filter(({ level }) => level >= 40)).toEqual([]);
});

describe('a connection that Discord closes', () => {
  it.each([
    [4004, /token was reset\. Copy the token anew .* into DISCORD_TOKEN/],
    [4010, /closed the connection for good \(4010\)/],
    [4011, /more servers \(2,500\)/],
    [4012, /closed the connection for good \(4012\)/],
    [4013, /closed the connection for good \(4013\)/],
    [4014, /closed the connection for good \(4014\)/],
  ])('with %i is told as closed for good, once and with what to do', async (code, words) => {
    const { discord, whenClosed, closedTimes, logged } = await connected();
    discord.dropGateway(code);
    const problem = await whenClosed;
    expect(problem).toMatchObject({ name: 'GatewayError', message: expect.stringMatching(words) });
    expect(logged.filter(({ level }) => level === 50)).toMatchObject([{ msg: problem.message }]);
    expect(closedTimes()).toBe(1);
  });

  it('with 4000 comes back by itself', async () => {
    const { discord, gateway, closedTimes } = await connected();
    const resumed = new Promise((resolve) => gateway.client.once('shardResume', resolve));
    discord.dropGateway(4000);
    await resumed;
    expect(closedTimes()).toBe(0);
  });
});

describe('a login', () => {
  const json = (status: number, body: object, headers = {}): RequestListener => {
    return (_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    };
  };
  const noSessions = { total: 1000, remaining: 0, reset_after: 3_600_000, max_concurrency: 1 };
  const limited = { message: 'You are being rate limited.', retry_after: 3, global: false };

  it.each([
    ['a token that is none', json(401, { message: '401: Unauthorized', code: 0 }), /does not accept DISCORD_TOKEN/],
    ['a long rate limit', json(429, limited, { 'retry-after': '3600' }), /limits how often.* Wait 61 minutes/],
    ['a rate limit of no known length', json(429, limited), /limits how often.* Wait a few minutes/],
    ['a fault of Discord', json(502, {}), /Discord answered 502/],
    [
      'a page of something in between',
      ((_, response) => response.writeHead(403).end('no')) as RequestListener,
      /answered 403/,
    ],
    [
      'a day whose logins are used up',
      json(200, { url: 'ws://127.0.0.1:9', shards: 1, session_start_limit: noSessions }),
      /log in no more for now: .*resets at \d{4}-/,
    ],
    ['a connection that ends', ((request) => request.socket.destroy()) as RequestListener, /Check the network/],
  ])('that meets %s says so', async (_what, answer, words) => {
    const server = await startLocalServer(answer);
    onTestFinished(() => server.close());
    const { gateway, closedTimes } = gatewayTo(`${server.origin}/api`);
    const connecting = gateway.connect();
    await expect(connecting).rejects.toMatchObject({ name: 'GatewayError', message: expect.stringMatching(words) });
    expect(closedTimes()).toBe(0);
  });

  it.each([
    ['short rate limits without end', json(429, limited, { 'retry-after': '3' }), /limits how often/],
    ['silence', () => {}, /did not let the bot in.* Check the network/],
  ] satisfies [string, RequestListener, RegExp][])(
    'that meets %s ends at its deadline',
    async (_what, answer, words) => {
      const server = await startLocalServer(answer);
      onTestFinished(() => server.close());
      const { gateway } = gatewayTo(`${server.origin}/api`, { loginDeadlineMs: 300 });
      await expect(gateway.connect()).rejects.toMatchObject({ message: expect.stringMatching(words) });
    },
  );

  it('that Discord closes for good is an error of the login, not a closing', async () => {
    const { discord, guild } = await openDiscord();
    // A guild out of order is waited for after the login, which leaves the time for this.
    discord.setGuildUnavailable(guild.id);
    const { gateway, closedTimes } = gatewayTo(discord.apiUrl, { token: discord.token });
    gateway.client.ws.once(GatewayDispatchEvents.Ready, () => discord.dropGateway(4004));
    const connecting = gateway.connect();
    await expect(connecting).rejects.toMatchObject({ message: expect.stringContaining('token was reset') });
    expect(closedTimes()).toBe(0);
  });
});
