import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WebhookHandler } from '../../src/operations/http-routes.ts';
import { createHttpServer, type HttpServer, type HttpServerOptions } from '../../src/operations/http-server.ts';
import { HttpServerError, listenProblem } from '../../src/operations/http-server-error.ts';
import { explainFailure } from '../../src/operations/process.ts';

const id = '1312345678901234567';
const limitBytes = 64 * 1024;
const lines: string[] = [];
const log = pino({}, { write: (line) => void lines.push(line) });
const servers: HttpServer[] = [];
const sockets: Socket[] = [];

function createTested(options: Partial<HttpServerOptions> = {}): HttpServer {
  const server = createHttpServer({
    host: '127.0.0.1',
    port: 0,
    log,
    readiness: async () => ({ status: 'ready', checks: { database: 'ok' } }),
    metrics: async () => ({ contentType: 'text/plain; version=0.0.4; charset=utf-8', body: 'a 1\n' }),
    ...options,
  });
  servers.push(server);
  return server;
}

async function start(options: Partial<HttpServerOptions> = {}): Promise<string> {
  return (await createTested(options).start()).origin;
}

/** A bare connection, and all that the server says on it until it ends it. */
async function open(origin: string): Promise<{ socket: Socket; ended: Promise<string>; firstBytes: Promise<unknown> }> {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  sockets.push(socket);
  let text = '';
  const ended = new Promise<string>((resolve) => {
    socket.on('data', (chunk) => {
      text += chunk;
    });
    // A reset is an end like any other here.
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
  });
  const firstBytes = new Promise((resolve) => socket.once('data', resolve));
  await once(socket, 'connect');
  return { socket, ended, firstBytes };
}

/** What the server answers to these bytes until it ends the connection. */
async function say(origin: string, ...parts: readonly string[]): Promise<string> {
  const { socket, ended } = await open(origin);
  for (const part of parts) socket.write(part);
  return ended;
}

const post = (origin: string, path: string, body: RequestInit['body'] = '{}') =>
  fetch(`${origin}${path}`, { method: 'POST', body, ...(body instanceof ReadableStream ? { duplex: 'half' } : {}) });

beforeEach(() => {
  lines.length = 0;
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describe('health', () => {
  it('is ok as long as the process answers', async () => {
    const response = await fetch(`${await start()}/healthz`);
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it.each([
    ['ready', 200, 'ok'],
    ['not-ready', 503, 'connecting'],
  ] as const)('says %s with %d', async (status, code, discord) => {
    const origin = await start({ readiness: async () => ({ status, checks: { discord } }) });
    const response = await fetch(`${origin}/readyz`);
    expect([response.status, await response.json()]).toEqual([code, { status, checks: { discord } }]);
  });

  it('answers HEAD without a body, and HTTP/1.0, which names no host', async () => {
    const origin = await start();
    const head = await fetch(`${origin}/readyz`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(await say(origin, 'GET /healthz HTTP/1.0\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 200 OK\r\n[\s\S]*\{"status":"ok"\}$/,
    );
  });
});

describe('what is not mounted', () => {
  it.each([
    '/',
    '/healthz/',
    '/admin',
    '/webhooks',
    `/webhooks/apiframe/${id}`,
    '/%2e%2e/%2e%2e/etc/passwd',
    '/healthz%00',
    '/%',
  ])('%s is not found', async (path) => {
    expect(await say(await start(), `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 404 /,
    );
  });

  it.each([
    ['POST', '/healthz', 'GET, HEAD'],
    ['DELETE', '/readyz', 'GET, HEAD'],
    ['PUT', '/metrics', 'GET, HEAD'],
    ['TRACE', '/metrics', 'GET, HEAD'],
    ['OPTIONS', '/metrics', 'GET, HEAD'],
    ['GET', `/webhooks/apiframe/${id}`, 'POST'],
    ['HEAD', `/webhooks/apiframe/${id}`, 'POST'],
  ])('%s %s is not allowed, and the answer says what is', async (method, path, allow) => {
    const origin = await start({ webhooks: { apiframe: async () => 204 } });
    const answer = await say(origin, `${method} ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 405 /);
    expect(answer).toMatch(new RegExp(`^allow: ${allow}\r$`, 'im'));
  });

  it('leaves the Request and Response of the process alone', async () => {
    const { Request: request, Response: response } = globalThis;
    await start();
    expect(globalThis.Request).toBe(request);
    expect(globalThis.Response).toBe(response);
  });

  it('names no software in its headers', async () => {
    const { headers } = await fetch(`${await start()}/nothing`);
    expect([...headers.keys()].sort()).toEqual(['connection', 'content-length', 'content-type', 'date', 'keep-alive']);
  });
});

describe('webhooks', () => {
  it('hand over the id, the headers and the bytes as they came, and answer with the status of the handler', async () => {
    const handler = vi.fn<WebhookHandler>(async () => 202);
    const origin = await start({ webhooks: { apiframe: handler } });
    const bytes = Buffer.from([0x7b, 0xff, 0x00, 0x0d, 0x0a, 0x7d]);
    const response = await fetch(`${origin}/webhooks/apiframe/${id}?a=b`, {
      method: 'POST',
      headers: { 'X-Signature': 'sha256=abc' },
      body: bytes,
    });
    expect([response.status, await response.text()]).toEqual([202, '']);
    const request = handler.mock.calls[0]?.[0];
    expect(request?.params).toEqual({ id });
    expect(request?.headers['x-signature']).toBe('sha256=abc');
    expect(request?.rawBody.equals(bytes)).toBe(true);
  });

  it('take an empty body', async () => {
    const handler = vi.fn<WebhookHandler>(async () => 204);
    const origin = await start({ webhooks: { apiframe: handler } });
    expect((await post(origin, `/webhooks/apiframe/${id}`, null)).status).toBe(204);
    expect(handler.mock.calls[0]?.[0].rawBody).toHaveLength(0);
  });

  it.each(['12345678901234567', '12345678901234567890'])('know the id %s', async (one) => {
    const origin = await start({ webhooks: { apiframe: async ({ params }) => (params.id === one ? 200 : 500) } });
    expect((await post(origin, `/webhooks/apiframe/${one}`)).status).toBe(200);
  });

  it.each([
    '1234567890123456',
    '123456789012345678901',
    '1312345678901234567a',
    '%31312345678901234567%00',
    '١٣١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧',
    '..',
    `${id}/x`,
    '',
  ])('know no id like «%s»', async (wrong) => {
    const handler = vi.fn<WebhookHandler>(async () => 204);
    const origin = await start({ webhooks: { apiframe: handler } });
    expect((await post(origin, `/webhooks/apiframe/${wrong}`)).status).toBe(404);
    expect(handler).not.toHaveBeenCalled();
  });

  it('of one name do not reach the handler of another', async () => {
    const handler = vi.fn<WebhookHandler>(async () => 204);
    const origin = await start({ webhooks: { apiframe: handler } });
    expect((await post(origin, `/webhooks/segmind/${id}`)).status).toBe(404);
    expect((await post(origin, `/webhooks/constructor/${id}`)).status).toBe(404);
    expect(handler).not.toHaveBeenCalled();
  });

  it('take 64 KiB and not a byte more, with and without a length in front', async () => {
    const handler = vi.fn<WebhookHandler>(async ({ rawBody }) => (rawBody.length === limitBytes ? 200 : 500));
    const origin = await start({ webhooks: { apiframe: handler } });
    const path = `/webhooks/apiframe/${id}`;
    const streamed = (bytes: number) => new Blob([Buffer.alloc(bytes)]).stream();
    expect((await post(origin, path, Buffer.alloc(limitBytes))).status).toBe(200);
    expect((await post(origin, path, streamed(limitBytes))).status).toBe(200);
    expect((await post(origin, path, Buffer.alloc(limitBytes + 1))).status).toBe(413);
    expect((await post(origin, path, streamed(limitBytes + 1))).status).toBe(413);
    expect(handler).toHaveBeenCalledTimes(2);
  });

  it('say 413 to a body without an end while it comes, then end the connection', async () => {
    const origin = await start({ webhooks: { apiframe: async () => 204 } });
    const { socket, ended, firstBytes } = await open(origin);
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    socket.write(`POST /webhooks/apiframe/${id} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n`);
    const pour = (): void => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', pour);
    pour();
    await firstBytes;
    expect(await ended).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('that break off in the body reach no handler and no log', async () => {
    const handler = vi.fn<WebhookHandler>(async () => 204);
    const origin = await start({ webhooks: { apiframe: handler } });
    for (const end of ['end', 'resetAndDestroy'] as const) {
      const { socket, ended } = await open(origin);
      socket.write(`POST /webhooks/apiframe/${id} HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf`);
      socket[end]();
      await ended;
    }
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
    expect(handler).not.toHaveBeenCalled();
    expect(lines).toEqual([]);
  });

  it.each<[string, WebhookHandler]>([
    ['an error', () => Promise.reject(new Error('canary-detail'))],
    ['something that is no error', () => Promise.reject('canary-detail')],
    ['a status that is none', async () => 42],
    [
      'an error at once',
      () => {
        throw new Error('canary-detail');
      },
    ],
  ] as const)(
    'answer 500 to a handler that ends with %s, log it once, and show nothing of it',
    async (_what, handler) => {
      const origin = await start({ webhooks: { apiframe: handler } });
      const response = await fetch(`${origin}/webhooks/apiframe/${id}?key=canary-query`, {
        method: 'POST',
        headers: { authorization: 'Bearer canary-key' },
        body: 'canary-body',
      });
      expect([response.status, await response.text()]).toEqual([500, 'Internal server error']);
      expect(lines).toHaveLength(1);
      expect(lines[0]).toContain('"level":50');
      expect(lines[0]).not.toMatch(/canary-(?:key|query|body)/);
    },
  );
});

describe('a fault of our own', () => {
  it.each(['readyz', 'metrics'])('in /%s is a 500 and a line in the log', async (path) => {
    const broken = () => Promise.reject(new Error('canary-detail'));
    const origin = await start({ readiness: broken, metrics: broken });
    const response = await fetch(`${origin}/${path}`);
    expect([response.status, await response.text()]).toEqual([500, 'Internal server error']);
    expect(lines).toHaveLength(1);
  });
});

describe('an odd or slow caller', () => {
  it.each([
    ['no HTTP at all', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
    ['a header of 10 kB', `GET /healthz HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(10_000)}\r\n\r\n`, 431],
    ['a path of 10 kB', `GET /${'x'.repeat(10_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431],
    ['two lengths', `POST /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab`, 400],
    [
      'a length and chunks',
      'POST /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['a host that is none', 'GET /healthz HTTP/1.1\r\nHost: a b/c\r\nConnection: close\r\n\r\n', 400],
    ['no host', 'GET /healthz HTTP/1.1\r\n\r\n', 400],
    ['a null byte in a header', 'GET /healthz HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n', 400],
  ])('with %s is refused, and the next one is served', async (_what, bytes, status) => {
    const origin = await start();
    expect(await say(origin, bytes)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
    expect(lines).toEqual([]);
  });

  it('who sends garbage after a good answer is refused', async () => {
    const { socket, ended, firstBytes } = await open(await start());
    socket.write('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n');
    await firstBytes;
    socket.write('NONSENSE\r\n\r\n');
    expect(await ended).toMatch(/^HTTP\/1\.1 200 [\s\S]*\{"status":"ok"\}HTTP\/1\.1 400 /);
  });

  it('who puts garbage right behind a request is refused, and the next one is served', async () => {
    const origin = await start();
    const answer = await say(origin, 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nNONSENSE\r\n\r\n');
    expect(answer).toMatch(/HTTP\/1\.1 400 /);
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
  });

  it('who puts requests one behind the other gets as many answers', async () => {
    const origin = await start();
    const good = 'GET /healthz HTTP/1.1\r\nHost: a\r\n';
    const answer = await say(origin, `${`${good}\r\n`.repeat(9)}${good}Connection: close\r\n\r\n`);
    expect(answer.match(/\{"status":"ok"\}/g)).toHaveLength(10);
  });

  it('in a crowd of a hundred silent ones is turned away, and served when one has left', async () => {
    const origin = await start();
    const silent = await Promise.all(Array.from({ length: 100 }, () => open(origin)));
    const turnedAway = await open(origin);
    expect(await turnedAway.ended).toBe('');
    silent[0]?.socket.end();
    await silent[0]?.ended;
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
  });

  const hurried = { headersMs: 60, requestMs: 120, keepAliveMs: 60, checkEveryMs: 20 };

  it.each([
    ['says nothing', ''],
    ['stops in the headers', 'GET /healthz HTTP/1.1\r\nHost: a\r\n'],
  ])('who %s is cut off when the time for the headers is over', async (_what, bytes) => {
    const origin = await start({ limits: { ...hurried, requestMs: 60_000 } });
    expect(await say(origin, bytes)).toMatch(/^HTTP\/1\.1 408 /);
    expect(lines).toEqual([]);
  });

  it('who stops in the body is cut off when the time for the request is over', async () => {
    const handler = vi.fn<WebhookHandler>(async () => 204);
    const origin = await start({ limits: hurried, webhooks: { apiframe: handler } });
    const half = `POST /webhooks/apiframe/${id} HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf`;
    expect(await say(origin, half)).toMatch(/^HTTP\/1\.1 408 /);
    expect(handler).not.toHaveBeenCalled();
    expect(lines).toEqual([]);
  });

  it('is told how long a silent connection is kept', async () => {
    const origin = await start({ limits: { keepAliveMs: 7_000 } });
    expect((await fetch(`${origin}/healthz`)).headers.get('keep-alive')).toBe('timeout=7');
  });

  it('who sends a byte now and then is cut off too', async () => {
    const origin = await start({ limits: hurried, webhooks: { apiframe: async () => 204 } });
    const { socket, ended } = await open(origin);
    socket.write(`POST /webhooks/apiframe/${id} HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n`);
    const drip = setInterval(() => socket.write('x'), 10);
    try {
      expect(await ended).toMatch(/^HTTP\/1\.1 408 /);
    } finally {
      clearInterval(drip);
    }
  });
});

describe('the end', () => {
  it('comes at once, whatever is under way', async () => {
    const begun = Promise.withResolvers<void>();
    const hanging = () => {
      begun.resolve();
      return new Promise<never>(() => {});
    };
    const server = createTested({ readiness: hanging });
    const { origin } = await server.start();
    const silent = await open(origin);
    const half = await open(origin);
    half.socket.write('GET /healthz HTTP/1.1\r\n');
    const idle = await open(origin);
    idle.socket.write('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n');
    await idle.firstBytes;
    const asking = await open(origin);
    asking.socket.write('GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n');
    await begun.promise;
    await Promise.all([server.close(), server.close()]);
    expect(await Promise.all([silent, half, asking].map(({ ended }) => ended))).toEqual(['', '', '']);
    await idle.ended;
    await expect(fetch(`${origin}/healthz`)).rejects.toThrow();
  });

  it('is nothing to a server that never began', async () => {
    await createTested().close();
  });
});

describe('a server that cannot listen', () => {
  it('names PORT when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    try {
      const server = createTested({ port });
      const error = await server.start().catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(HttpServerError);
      expect(explainFailure(error)).toBe(listenProblem('EADDRINUSE', '127.0.0.1', port));
      await server.close();
    } finally {
      other.close();
    }
  });

  it('names HOST when the address is not here', async () => {
    // Reserved for documentation, so no machine has it: https://www.rfc-editor.org/rfc/rfc5737
    const error = await createTested({ host: '192.0.2.1' })
      .start()
      .catch((caught: unknown) => caught);
    expect(explainFailure(error)).toBe(listenProblem('EADDRNOTAVAIL', '192.0.2.1', 0));
  });

  it.each([
    ['EADDRINUSE', /PORT 80 .*Set PORT/],
    ['EACCES', /PORT 80 .*Set PORT/],
    ['EADDRNOTAVAIL', /HOST example .*Set HOST/],
    ['ENOTFOUND', /HOST example .*Set HOST/],
    ['EAI_AGAIN', /HOST example .*Set HOST/],
    ['EAFNOSUPPORT', /EAFNOSUPPORT.*Set HOST.*PORT/],
  ])('for %s says what to set', (code, words) => {
    expect(listenProblem(code, 'example', 80)).toMatch(words);
  });

  it('for want of rights is not taken for a fault of the disk', () => {
    const cause = Object.assign(new Error('listen EACCES'), { code: 'EACCES' });
    const error = new HttpServerError(listenProblem('EACCES', '127.0.0.1', 80), cause);
    expect(explainFailure(error)).not.toContain('DATA_DIR');
  });
});
