import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { glob, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest, type IncomingMessage, type RequestListener } from 'node:http';
import { BlockList } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Bottleneck from 'bottleneck';
import {
  Client,
  type DefaultRestOptions,
  GatewayIntentBits,
  REST,
  type RESTOptions,
  Routes,
  WebhookClient,
} from 'discord.js';
import { pino } from 'pino';
import { Agent, request } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { noFaults } from '../../sandbox/discord/faults.ts';
import { createWebhookRest } from '../../src/discord/rest.ts';
import { downloadToFile } from '../../src/media/guarded-download.ts';
import { type LocalServer, startLocalServer } from '../providers/local-server.ts';
import { expectCreditsBack, expectPaidOnce, kite, type QuickWorld, startQuickWorld } from './quick-world.ts';
import { type Ending, startTestBot } from './world.ts';

/**
 * What the libraries do to whoever uses them without a second look. In each test the plain code falls into the trap, and
 * raybot, in the same Discord, does not.
 */

const ends: (() => unknown)[] = [];
const file = { onTestFinished: (end: () => unknown) => void ends.push(end) } as Ending;
const log: string[] = [];
let world: QuickWorld;

beforeAll(async () => {
  world = await startQuickWorld(file);
  await startTestBot(file, world, {
    environment: { LOG_LEVEL: 'trace' },
    logOutput: { write: (line) => void log.push(line) },
  });
});
afterEach(() => {
  Object.assign(world.discord.faults, noFaults());
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

type Api = (typeof DefaultRestOptions)['api'];

/** The library as its guide shows it. */
function plainRest(options: Partial<RESTOptions> = {}, { discord } = world): REST {
  return new REST({ version: '10', ...options, api: discord.apiUrl as Api }).setToken(discord.token);
}

const messagesOf = (channelId: string) => Routes.channelMessages(channelId);
const clip = (data: unknown) => ({ files: [{ name: 'clip.mp4', contentType: 'video/mp4', data: data as Buffer }] });
const settledVideo = async (command: { id: string }) => {
  expectPaidOnce(await world.settle(command.id));
  const [video, ...others] = world.videosOf(command.id);
  expect(others).toEqual([]);
  return video;
};
const requestsSince = (before: number) => world.discord.requests.slice(before);
const now = () => world.discord.requests.length;

/** A command whose card stands and whose video does not come yet. */
async function cardUnderWay(options: Record<string, boolean> = {}) {
  world.segmind.faults.holdJobs = true;
  const command = await world.give('ray-flash', { ...kite, ...options });
  await world.discord.whenMessage(
    ({ interactionId, content }) => interactionId === command.id && content.includes('Being made'),
    { timeoutMs: 15_000 },
  );
  return command;
}

describe('a 401', () => {
  it('on an interaction’s road makes a plain client forget the bot’s token; raybot goes on', async () => {
    const rest = plainRest();
    const dead = Routes.webhookMessage(world.discord.applicationId, 'a-token-that-died', '@original');
    world.discord.faults.refusals = [{ error: 'invalidWebhookToken', path: 'a-token-that-died', count: 1 }];
    await expect(rest.patch(dead, { body: { content: 'late' } })).rejects.toMatchObject({ code: 50027 });
    const before = now();
    await expect(rest.post(messagesOf(world.channelId), { body: { content: 'x' } })).rejects.toThrow(/token/i);
    expect(requestsSince(before)).toEqual([]);

    const command = await cardUnderWay();
    world.discord.faults.refusals = [{ error: 'invalidWebhookToken', path: '/webhooks/', count: 1_000 }];
    world.segmind.faults.holdJobs = false;
    expect(await settledVideo(command)).toMatchObject({ channelId: world.channelId, deleted: false });
    expect(world.discord.faults.refusals[0]?.count).toBeLessThan(1_000);
  });

  it('on the bot’s own road makes a plain client forget its token; raybot posts a moment later', async () => {
    const once401 = () => {
      const path = messagesOf(world.channelId);
      world.discord.faults.failRequests = { count: 1, status: 401, page: false, method: 'POST', path };
    };
    once401();
    const rest = plainRest();
    const say = () => rest.post(messagesOf(world.channelId), { body: { content: 'x' } });
    await expect(say()).rejects.toMatchObject({ status: 401 });
    const before = now();
    await expect(say()).rejects.toThrow(/token/i);
    expect(requestsSince(before)).toEqual([]);

    // By a road of the same library: a link, where no file may be as large as this one.
    once401();
    const { id } = await world.give('ray-flash', kite, { attachmentSizeLimit: 1_000 });
    expectPaidOnce(await world.settle(id), { rung: 'channel:link' });
    // And a file.
    once401();
    await settledVideo(await world.give('ray-flash', kite));
    const posts = requestsSince(before).filter(({ path }) => path === messagesOf(world.channelId));
    expect(posts.map(({ status, authorization }) => [status, authorization])).toEqual([
      [401, 'valid'],
      [200, 'valid'],
      [401, 'valid'],
      [200, 'valid'],
    ]);
  });
});

describe('an upload that takes long', () => {
  it('is sent four times by a plain client, and stands four times; raybot’s is sent once', async () => {
    world.discord.faults.slowUploadMs = 400;
    const before = now();
    // The library’s own 15 seconds, in short.
    const sent = plainRest({ timeout: 250 }).post(messagesOf(world.channelId), { ...clip(Buffer.from('a clip')) });
    await expect(sent).rejects.toThrow(/abort/i);
    const uploads = () => requestsSince(before).filter(({ files }) => files.length > 0);
    expect(uploads()).toHaveLength(4);
    await world.until('all four stand', () => {
      const standing = world.discord.messages().filter(({ attachments }) => attachments[0]?.filename === 'clip.mp4');
      return standing.length === 4;
    });

    const command = await world.give('ray-flash', kite);
    await settledVideo(command);
    expect(uploads()).toHaveLength(5);
  });
});

describe('a limit that does not say how long', () => {
  it('is run against without end by a plain client; raybot comes back once, later', async () => {
    const path = messagesOf(world.channelId);
    const limited = { headers: false, retryAfterMs: 10_000, method: 'POST', path };
    world.discord.faults.limited = { ...limited, count: 1_000_000 };
    const enough = new AbortController();
    const before = now();
    const sent = plainRest().post(messagesOf(world.channelId), { body: { content: 'x' }, signal: enough.signal });
    sent.catch(() => {});
    await world.until('it was asked for the thirtieth time', () => requestsSince(before).length >= 30);
    enough.abort();
    await expect(sent).rejects.toThrow();

    await world.until('that has ended', () => requestsSince(before).every(({ status }) => status !== undefined));
    world.discord.faults.limited = { ...limited, count: 1 };
    const mine = now();
    await settledVideo(await world.give('ray-flash', kite));
    const posts = requestsSince(mine).filter(({ method, path: at }) => method === 'POST' && at === path);
    expect(posts.map(({ status }) => status)).toEqual([429, 200]);
    const [first, second] = posts.map(({ atMs }) => atMs);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(1_000);

    // A card that cannot be drawn now is left.
    world.discord.faults.edit429 = { ...limited, count: 1_000_000 };
    const cards = now();
    await settledVideo(await world.give('ray-flash', kite));
    const edits = requestsSince(cards).filter(({ method }) => method === 'PATCH');
    expect(edits.length).toBeGreaterThan(0);
    expect(edits.length).toBeLessThan(10);
  });
});

/** A road to Discord on which a request can be held back. */
async function startRoad(
  { discord }: QuickWorld,
  hold: (request: IncomingMessage, body: string) => Promise<void>,
): Promise<LocalServer> {
  const pass: RequestListener = async (incoming, outgoing) => {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece);
    const body = Buffer.concat(pieces);
    await hold(incoming, body.toString('latin1'));
    const onward = httpRequest(discord.origin + incoming.url, { method: incoming.method, headers: incoming.headers });
    onward.end(body);
    const [answer] = (await once(onward, 'response')) as [IncomingMessage];
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  };
  const road = await startLocalServer((...both) => void (pass(...both) as unknown as Promise<void>).catch(() => {}));
  onTestFinished(() => road.close());
  return road;
}

describe('an edit of a text beside an upload', () => {
  it('overtakes it in a plain client, whose card then stands on top; raybot’s last word is the video', async (test) => {
    const plain = await cardUnderWay({ private: true });
    const path = join(world.directory, 'plain.mp4');
    await writeFile(path, 'a clip');
    const webhook = new WebhookClient(
      { id: world.discord.applicationId, token: plain.token },
      { rest: { api: world.discord.apiUrl as Api } },
    );
    const before = now();
    await Promise.all([
      webhook.editMessage('@original', { content: 'Nearly there …', files: [path] }),
      webhook.editMessage('@original', { content: 'Here it is.' }),
    ]);
    expect(requestsSince(before).map(({ files }) => files.length)).toEqual([0, 1]);
    const [card] = world.discord.messages().filter(({ interactionId }) => interactionId === plain.id);
    expect(card?.content).toBe('Nearly there …');
    world.segmind.faults.holdJobs = false;
    await world.settle(plain.id);

    const other = await startQuickWorld(test);
    const held = Promise.withResolvers<void>();
    const holding = Promise.withResolvers<void>();
    const uploading = Promise.withResolvers<void>();
    const passed: string[] = [];
    const road = await startRoad(other, async ({ method }, body) => {
      if (method !== 'PATCH') return;
      const isVideo = body.includes('files[0]');
      if (isVideo) uploading.resolve();
      if (body.includes('Being made')) {
        holding.resolve();
        await held.promise;
      }
      passed.push(isVideo ? 'video' : 'card');
    });
    await startTestBot(test, other, { environment: { DISCORD_API_URL: `${road.origin}/api` } });
    other.segmind.faults.holdJobs = true;
    const { id } = await other.give('ray-flash', { ...kite, private: true });
    await holding.promise;
    other.segmind.faults.holdJobs = false;
    const settled = other.settle(id);
    await other.until('the file was fetched', () =>
      other.segmind.requests.some(({ path: at }) => at.startsWith('/outputs/')),
    );
    // Time enough for a video to overtake its card.
    await Promise.race([uploading.promise, delay(300)]);
    held.resolve();
    expectPaidOnce(await settled, { rung: 'response:file' });
    expect(passed.slice(-2)).toEqual(['card', 'video']);
    expect(other.videosOf(id)[0]?.content).toContain('your video is ready');
  });
});

describe('a file in pieces on the disk (Blob)', () => {
  it('is uploaded as its name by a plain client; raybot’s arrives byte for byte', async () => {
    await plainRest().post(messagesOf(world.channelId), clip(new Blob(['a whole clip'])));
    const [plain] = world.discord.messages(world.channelId).at(-1)?.attachments ?? [];
    expect(await readFile(plain?.path ?? '', 'utf8')).toBe('[object Blob]');

    const command = await world.give('ray-flash', kite);
    const video = await settledVideo(command);
    const made = await request(world.segmind.jobs.at(-1)?.outputUrl ?? '');
    const bytes = Buffer.from(await made.body.arrayBuffer());
    expect(bytes.equals(await readFile(video?.attachments[0]?.path ?? ''))).toBe(true);
  });
});

describe('the log of an upload that is refused', () => {
  it('holds the file and the interaction’s token where errors are logged as they are; raybot’s holds neither', async () => {
    const plain = await cardUnderWay({ private: true });
    world.discord.faults.uploadTooLarge = 'json';
    const route = Routes.webhookMessage(world.discord.applicationId, plain.token, '@original');
    const bytes = Buffer.alloc(20_000, 7);
    const error = await plainRest()
      .patch(route, { ...clip(bytes), auth: false })
      .catch((reason: unknown) => reason);
    const lines: string[] = [];
    pino({}, { write: (line: string) => void lines.push(line) }).error({ err: error }, 'upload failed');
    expect(lines.join('').length).toBeGreaterThan(bytes.length);
    expect(decodeURIComponent(lines.join(''))).toContain(plain.token);

    log.length = 0;
    // Nowhere to go: then the log says why.
    Object.assign(world.discord.faults, { directMessages: 'closed', blockedLinks: [world.segmind.origin] });
    world.segmind.faults.holdJobs = false;
    expectCreditsBack(await world.settle(plain.id), 'delivery-impossible');
    expect(log.join('')).toContain('413/40005: Request entity too large');
    expect(log.join('')).not.toContain(plain.token);
    expect(log.join('')).not.toContain(encodeURIComponent(plain.token));
    expect(log.join('')).not.toContain(world.discord.token);
    expect(Math.max(...log.map(({ length }) => length))).toBeLessThan(2_000);
  });
});

describe('an interaction while a server is out of order', () => {
  it('is held back from a plain client until the server is back; raybot acknowledges it', async (test) => {
    const other = await startQuickWorld(test);
    const { discord } = other;
    const { guildId } = discord.world.channelNamed('clips');
    discord.setGuildUnavailable(guildId);
    const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: discord.apiUrl as Api } });
    test.onTestFinished(() => client.destroy());
    const seen: string[] = [];
    const raw = Promise.withResolvers<void>();
    const event = Promise.withResolvers<void>();
    client.ws.on('INTERACTION_CREATE' as never, () => {
      seen.push('it came');
      raw.resolve();
    });
    client.on('interactionCreate', () => {
      seen.push('the client says so');
      event.resolve();
    });
    await client.login(discord.token);
    const commands = Routes.applicationCommands(discord.applicationId);
    await client.rest.put(commands, { body: [{ name: 'credits', description: 'x' }] });
    await discord.whenReady({ timeoutMs: 10_000 });
    other.send('credits');
    await raw.promise;
    // Whatever the client had to say about it, it would have said by now.
    await delay(50);
    seen.push('the server is back');
    discord.setGuildUnavailable(guildId, false);
    await event.promise;
    expect(seen).toEqual(['it came', 'the server is back', 'the client says so']);
    await client.destroy();

    const ours = await startQuickWorld(test);
    // Left from an earlier start, so that a member can use it as soon as the bot is connected.
    const known = Routes.applicationCommands(ours.discord.applicationId);
    await plainRest({}, ours).put(known, { body: [{ name: 'credits', description: 'x' }] });
    ours.discord.setGuildUnavailable(ours.discord.world.channelNamed('clips').guildId);
    const order: string[] = [];
    const starting = startTestBot(test, ours).then(() => order.push('all servers waited for'));
    await ours.discord.whenReady({ timeoutMs: 10_000 });
    const { acknowledged } = await ours.give('credits');
    await expect(acknowledged).resolves.toMatchObject({ type: 4 });
    order.push('acknowledged');
    await starting;
    expect(order).toEqual(['acknowledged', 'all servers waited for']);
  });
});

describe('the library’s own limit of 50 requests a second', () => {
  it('stops a plain client’s edits, which Discord does not limit together; ours go through', async () => {
    const edits = async (rest: Pick<REST, 'patch'>) => {
      const before = now();
      await Promise.allSettled(
        Array.from({ length: 60 }, (_, index) =>
          rest.patch(Routes.webhookMessage(world.discord.applicationId, `token-${index}-${randomUUID()}`), {
            auth: false,
            body: { content: 'x' },
          }),
        ),
      );
      return requestsSince(before).length;
    };
    expect(await edits(plainRest({ rejectOnRateLimit: () => true }))).toBe(50);
    expect(await edits(createWebhookRest(world.discord.apiUrl))).toBe(60);
  });
});

describe('a text where a file is expected', () => {
  it('is read from the disk or fetched by a plain client; raybot hands none over', async () => {
    const visits: string[] = [];
    const server = await startLocalServer(({ url }, response) => {
      visits.push(url ?? '');
      response.end('from the server');
    });
    onTestFinished(() => server.close());
    const secret = join(world.directory, 'secret.txt');
    await writeFile(secret, 'from the disk');
    const command = await cardUnderWay({ private: true });
    const webhook = new WebhookClient(
      { id: world.discord.applicationId, token: command.token },
      { rest: { api: world.discord.apiUrl as Api } },
    );
    await webhook.editMessage('@original', { files: [secret, `${server.origin}/plain`] });
    const [card] = world.discord.messages().filter(({ interactionId }) => interactionId === command.id);
    const uploaded = await Promise.all((card?.attachments ?? []).map(({ path }) => readFile(path, 'utf8')));
    expect(uploaded).toEqual(['from the disk', 'from the server']);
    world.segmind.faults.holdJobs = false;
    await world.settle(command.id);

    const before = now();
    for (const prompt of ['/etc/hostname', 'http://127.0.0.1:9/clip.mp4'])
      expectPaidOnce(await world.settle((await world.give('ray-flash', { prompt })).id));
    const files = requestsSince(before).flatMap((sent) => sent.files);
    expect(files.map(({ contentType }) => contentType)).toEqual(Array(2).fill('video/mp4'));
    expect(visits).toEqual(['/plain']);
  });
});

describe('bottleneck with a high water mark', () => {
  it('keeps tasks that it neither runs nor sheds, though nothing runs; raybot sets none', async () => {
    // A busy machine may be too slow for it the first time.
    await world.until('one of them is jammed', async () => {
      const limiters = Array.from({ length: 6 }, () => {
        return new Bottleneck({ maxConcurrent: 4, minTime: 5, highWater: 4 });
      });
      for (let task = 0; task < 60; task += 1) {
        for (const limiter of limiters) limiter.schedule(() => delay(30)).catch(() => {});
        await delay(1);
      }
      await world.until('nothing runs any more', async () => {
        await delay(50);
        return limiters.every((limiter) => limiter.counts().RUNNING + (limiter.counts().EXECUTING ?? 0) === 0);
      });
      return limiters.some((limiter) => limiter.counts().QUEUED > 0);
    });

    for await (const path of glob('src/**/*.ts')) expect(await readFile(path, 'utf8'), path).not.toMatch(/highWater/i);
  });
});

describe('a list of addresses that a connection must not go to', () => {
  it('is passed over by a plain agent for https; raybot’s download refuses both', async () => {
    let connections = 0;
    const server = createServer();
    server.on('connection', (socket) => {
      connections += 1;
      socket.destroy();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;

    const blockList = new BlockList();
    blockList.addSubnet('127.0.0.0', 8, 'ipv4');
    const agent = new Agent({ connect: { blockList } as never });
    onTestFinished(() => agent.destroy());
    const visit = async (scheme: string) => {
      await request(`${scheme}://127.0.0.1:${port}/`, { dispatcher: agent }).catch(() => {});
      return connections;
    };
    expect([await visit('http'), await visit('https')]).toEqual([0, 1]);

    const directory = join(world.directory, 'guarded');
    await mkdir(directory, { recursive: true });
    for (const url of [`http://127.0.0.1:${port}/`, `https://127.0.0.1:${port}/`, `https://localhost:${port}/`]) {
      const limits = { maxBytes: 1_000, totalTimeoutMs: 10_000, trustedOrigins: [] };
      const download = downloadToFile({ url, directory, ...limits, signal: new AbortController().signal });
      await expect(download).rejects.toMatchObject({ code: 'address-refused' });
    }
    expect(connections).toBe(1);
  });
});
