import { createAdaptorServer } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { listen, stop } from '../generation/local-server.ts';
import { createAssets } from './assets.ts';
import { doDeed, isDeed } from './deeds.ts';
import { eventStream, SPEEDS } from './event-stream.ts';
import { fileAnswer } from './files.ts';
import { guard } from './guard.ts';
import type { PageParts } from './page-parts.ts';
import { PARTS } from './page-world.ts';
import { UploadTooLarge } from './uploads.ts';

export interface PageServer {
  /** Such as `http://127.0.0.1:4173`. */
  readonly origin: string;
  close(): Promise<void>;
}

const speed = z.object({ scale: z.literal(SPEEDS) });
const flip = z.object({ name: z.string(), on: z.boolean() });
const botOrder = z.object({ order: z.enum(['start', 'stop', 'kill', 'drop-gateway']) });

/** Serves the page on loopback. @param port - 0 for any free one @throws {Error} with code EADDRINUSE */
export async function startPageServer(parts: PageParts, port: number): Promise<PageServer> {
  const first = parts.sandbox.discord.world.userNamed(PARTS.member.username);
  const assets = await createAssets(first.id);
  let origin = '';
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    c.header('cache-control', c.res.headers.get('cache-control') ?? 'no-cache');
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'no-referrer');
    c.header('cross-origin-resource-policy', 'same-origin');
    c.header('cross-origin-opener-policy', 'same-origin');
  });
  app.use(guard(() => origin));
  app.get('/', (c) => c.html(assets.html, 200, { 'content-security-policy': assets.contentSecurityPolicy }));
  app.get('/favicon.ico', (c) => c.body(null, 204));
  for (const folder of ['client', 'vendor'])
    app.get(`/${folder}/*`, async (c) => {
      const asset = await assets.find(c.req.path);
      if (!asset) return c.notFound();
      const body = typeof asset.body === 'string' ? asset.body : new Uint8Array(asset.body);
      const lasts = folder === 'vendor' ? { 'cache-control': 'private, max-age=3600' } : {};
      return c.body(body, 200, { 'content-type': asset.contentType, ...lasts });
    });
  app.get('/files/:viewer/:id/:name', (c) => {
    const { viewer, id } = c.req.param();
    return fileAnswer(parts.sandbox.discord, viewer, id, c.req.header('range'));
  });
  app.get('/events', (c) => {
    const viewerId = c.req.query('viewer') ?? '';
    return isViewer(parts, viewerId) ? eventStream(c, parts, viewerId) : c.text('There is no such person.', 404);
  });
  app.post('/deeds/:name', async (c) => {
    const name = c.req.param('name');
    if (!isDeed(name)) return c.notFound();
    const body: unknown = await c.req.json();
    const { viewerId } = z.object({ viewerId: z.string() }).parse(body);
    if (!isViewer(parts, viewerId)) return c.text('There is no such person.', 404);
    return c.json(await doDeed(parts.sandbox.discord, parts.uploads, name, body));
  });
  app.post('/uploads', (c) => receiveUpload(c, parts));
  mountControls(app, parts);
  app.onError((error, c) => {
    if (error instanceof z.ZodError || error instanceof SyntaxError) return c.text(error.message, 400);
    if (error instanceof UploadTooLarge) return c.text('This file is too large.', 413);
    console.error(error);
    return c.text('Something went wrong in the sandbox; its terminal says more.', 500);
  });
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false });
  origin = await listen(server, port);
  return { origin, close: () => stop(server) };
}

/** Time, trouble, and the bot's own life. */
function mountControls(app: Hono, { sandbox, clock, bot, switches, changes }: PageParts): void {
  app.post('/controls/speed', async (c) => {
    clock.setScale(speed.parse(await c.req.json()).scale);
    changes.tell('clock');
    return c.body(null, 204);
  });
  app.post('/controls/switch', async (c) => {
    const { name, on } = flip.parse(await c.req.json());
    switches.turn(name, on);
    changes.tell('switches');
    return c.body(null, 204);
  });
  app.post('/controls/bot', async (c) => {
    const { order } = botOrder.parse(await c.req.json());
    if (order === 'drop-gateway') sandbox.discord.dropGateway();
    else await bot[order]();
    return c.body(null, 204);
  });
}

async function receiveUpload(c: Context, { uploads, sandbox }: PageParts): Promise<Response> {
  const { channel: channelId = '', name: filename = 'file' } = c.req.query();
  if (!sandbox.discord.world.channel(channelId)) return c.text('There is no such channel.', 404);
  const body = c.req.raw.body;
  if (!body) return c.text('There is no file in this request.', 400);
  const contentType = c.req.header('content-type');
  return c.json({ id: await uploads.receive({ channelId, filename, contentType, body }) });
}

function isViewer({ sandbox }: PageParts, viewerId: string): boolean {
  return sandbox.discord.world.users.some(({ id }) => id === viewerId);
}
