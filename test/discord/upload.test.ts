import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createUploader, type Upload, type Uploader } from '../../src/discord/upload.ts';
import { type LocalServer, startLocalServer } from '../providers/local-server.ts';

const clip = Buffer.alloc(300_000, 'clip\u0000\u00ff');
const signal = new AbortController().signal;
const botToken = 'canary-bot-token';

let directory: string;
let path: string;
let discord: LocalServer;
let uploader: Uploader;
let requests: { method: string; url: string; headers: IncomingMessage['headers']; form: FormData }[];
let answer: RequestListener;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'raybot-upload-'));
  path = join(directory, '1.mp4');
  await writeFile(path, clip);
  requests = [];
  answer = (_request, response) => response.writeHead(200).end('{"id":"901"}');
  discord = await startLocalServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const body = await buffer(request);
    const form = await new Response(body, { headers: { 'content-type': String(headers['content-type']) } }).formData();
    requests.push({ method, url, headers, form });
    answer(request, response);
  });
  uploader = createUploader(`${discord.origin}/api`);
});
afterEach(async () => {
  await uploader.close();
  await discord.close();
  await rm(directory, { recursive: true });
});

function anUpload(changes: Partial<Upload> = {}): Upload {
  return {
    method: 'POST',
    route: '/channels/333/messages',
    token: botToken,
    body: { content: '"a red fox" 🦊', nonce: '1', enforce_nonce: true },
    file: { path, bytes: clip.length, name: 'ray-flash-2-1.mp4', contentType: 'video/mp4' },
    ...changes,
  };
}

const onWebhook = { method: 'PATCH', route: '/webhooks/111/canary-token/messages/@original', token: null } as const;

describe('an upload', () => {
  it('arrives as Discord wants it, byte for byte', async () => {
    expect(await uploader.send(anUpload(), signal)).toEqual({ id: '901' });
    const [request] = requests;
    expect([request?.method, request?.url]).toEqual(['POST', '/api/v10/channels/333/messages']);
    expect(request?.headers.authorization).toBe(`Bot ${botToken}`);
    expect(Number(request?.headers['content-length'])).toBeGreaterThan(clip.length);
    expect(JSON.parse(String(request?.form.get('payload_json')))).toEqual({
      content: '"a red fox" 🦊',
      nonce: '1',
      enforce_nonce: true,
      attachments: [{ id: '0', filename: 'ray-flash-2-1.mp4' }],
    });
    const file = request?.form.get('files[0]');
    if (!(file instanceof File)) throw new Error('no file arrived');
    expect([file.name, file.type]).toEqual(['ray-flash-2-1.mp4', 'video/mp4']);
    expect(Buffer.from(await file.arrayBuffer()).equals(clip)).toBe(true);
  });

  it('on the road of an interaction carries no token of the bot', async () => {
    await uploader.send(anUpload(onWebhook), signal);
    expect([requests[0]?.method, requests[0]?.url]).toEqual(['PATCH', `/api/v10${onWebhook.route}`]);
    expect(requests[0]?.headers).not.toHaveProperty('authorization');
  });
});

const json = (status: number, body: unknown, headers = {}): RequestListener => {
  return (_request, response) => response.writeHead(status, headers).end(JSON.stringify(body));
};
const page = (status: number): RequestListener => {
  return (_request, response) => response.writeHead(status, { 'content-type': 'text/html' }).end('<html>no</html>');
};

describe('an upload that is refused', () => {
  it.each([
    ['as too large, by a page of a proxy', page(413), 'too-large', 0],
    ['as too large', json(400, { code: 40005, message: 'Request entity too large' }), 'too-large', 0],
    ['by AutoMod', json(400, { code: 200000, message: 'blocked' }), 'content-refused', 0],
    ['for want of permissions', json(403, { code: 50013, message: 'Missing Permissions' }), 'no-access', 0],
    ['as its token is dead', json(401, { code: 50027, message: 'Invalid Webhook Token' }), 'gone', 0],
    ['by a rate limit in the body', json(429, { message: 'slow', retry_after: 1.5 }), 'transient', 1_500],
    ['by a rate limit in the header', json(429, {}, { 'retry-after': '7' }), 'transient', 7_000],
    ['by a rate limit of hours', json(429, {}, { 'retry-after': '86400' }), 'transient', 300_000],
    ['by a rate limit that makes no sense', json(429, {}, { 'retry-after': 'soon' }), 'transient', 0],
    ['by a rate limit in the past', json(429, { retry_after: -5 }), 'transient', 0],
    ['by a fault of Discord', page(502), 'transient', 0],
    ['by an error that is no object', json(400, null), 'content-refused', 0],
  ] as const)('%s', async (_what, answers, problem, retryAfterMs) => {
    answer = answers;
    await expect(uploader.send(anUpload(), signal)).rejects.toMatchObject({
      name: 'PostingError',
      problem,
      retryAfterMs,
    });
  });
});

describe('an upload of which nobody knows whether it stands', () => {
  it.each([
    ['with an answer that is no JSON', page(200)],
    ['with an answer cut short', (_request, response) => void response.writeHead(200).end('{"id":"90')],
    ['with a connection cut', (request) => void request.socket.destroy()],
  ] satisfies [string, RequestListener][])('%s is tried again later', async (_what, answers) => {
    answer = answers;
    await expect(uploader.send(anUpload(onWebhook), signal)).rejects.toMatchObject({ problem: 'transient' });
  });

  it('is ended by a stop', async () => {
    const stop = new AbortController();
    answer = () => stop.abort();
    await expect(uploader.send(anUpload(), stop.signal)).rejects.toMatchObject({ problem: 'transient' });
  });

  it('or whose file is gone is tried again later', async () => {
    await rm(path);
    await expect(uploader.send(anUpload(), signal)).rejects.toMatchObject({ problem: 'transient' });
    expect(requests).toEqual([]);
  });
});

it('no error holds a token or an address', async () => {
  const failures: unknown[] = [];
  const answers: RequestListener[] = [
    page(413),
    page(200),
    (request) => void request.socket.destroy(),
    json(500, { message: 'x' }),
  ];
  for (answer of answers) {
    for (const upload of [anUpload(), anUpload(onWebhook)]) {
      failures.push(await uploader.send(upload, signal).catch((error: unknown) => error));
    }
  }
  expect(failures).toHaveLength(8);
  for (const failure of failures) {
    expect(failure).toBeInstanceOf(Error);
    const { stack, cause } = failure as Error;
    expect(`${stack} ${cause} ${JSON.stringify(failure)}`).not.toContain('canary');
  }
});

it('a server that nobody listens on is out of reach, not a refusal', async () => {
  const closed = await startLocalServer(() => {});
  closed.server.close();
  await once(closed.server, 'close');
  const nowhere = createUploader(closed.origin);
  await expect(nowhere.send(anUpload(onWebhook), signal)).rejects.toMatchObject({ problem: 'transient' });
  await nowhere.close();
});
