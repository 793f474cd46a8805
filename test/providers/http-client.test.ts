import { once } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { FormData } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProviderError } from '../../src/errors/provider-error.ts';
import { createHttpClient, defaultPatience, type HttpCall, type HttpClient } from '../../src/providers/http-client.ts';
import { type LocalServer, startLocalServer } from './local-server.ts';

const key = 'SG_0123456789abcdef';

let http: HttpClient;
let peer: LocalServer;
let answer: RequestListener;
let received: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[];
let connections: number;

beforeEach(async () => {
  received = [];
  connections = 0;
  const patience = { silenceMs: 1_000, totalMs: 2_000 };
  http = createHttpClient({ patience: { GET: patience, POST: patience }, connectTimeoutMs: 200 });
  peer = await startLocalServer(async (request, response) => {
    const chunks: Buffer[] = await request.toArray();
    const body = Buffer.concat(chunks).toString();
    received.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    answer(request, response);
  });
  peer.server.on('connection', () => (connections += 1));
});
afterEach(async () => {
  await http.close();
  await peer.close();
});

const get = (path = '/v2/requests/abc?secret=hush'): HttpCall => ({
  method: 'GET',
  url: peer.origin + path,
  headers: { 'x-api-key': key },
  signal: new AbortController().signal,
});
const post = (): HttpCall => ({ ...get('/v2/slug'), method: 'POST', json: { prompt: 'a “fox” 🦊' } });
const failureOf = async (call: HttpCall): Promise<ProviderError> => {
  const error = await http.request(call).then(
    () => 'no error',
    (thrown: unknown) => thrown,
  );
  if (error instanceof ProviderError) return error;
  throw new Error(`expected a ProviderError, got ${error}`);
};
const json = (response: ServerResponse, text: string) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(text);

/** Accepts connections and never says a word. */
async function startMutePeer() {
  const mute = createServer(() => {}).listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const address = mute.address();
  return { mute, port: typeof address === 'object' && address ? address.port : 0 };
}

describe('what is sent', () => {
  it('sends JSON with the given headers, and asks for no compression', async () => {
    answer = (_request, response) => json(response, '{"ok":true}');
    const { status, json: body } = await http.request(post());
    expect({ status, body }).toEqual({ status: 200, body: { ok: true } });
    expect(received).toMatchObject([
      {
        method: 'POST',
        url: '/v2/slug',
        body: '{"prompt":"a “fox” 🦊"}',
        headers: { 'x-api-key': key, 'content-type': 'application/json', 'accept-encoding': 'identity' },
      },
    ]);
  });

  it('keeps the query of the address', async () => {
    answer = (_request, response) => json(response, '{}');
    await http.request(get('/path?a=1&b=2'));
    expect(received[0]?.url).toBe('/path?a=1&b=2');
  });

  it('shares a connection between GETs and gives each POST its own', async () => {
    answer = (_request, response) => json(response, '{}');
    for (const call of [get(), get(), get(), get()]) await http.request(call);
    expect(connections).toBeLessThan(4);
    const before = connections;
    for (const call of [post(), post(), post()]) await http.request(call);
    expect(connections).toBe(before + 3);
  });

  it('sends a form as multipart, with a boundary and a length', async () => {
    answer = (_request, response) => json(response, '{}');
    const form = new FormData();
    form.append('prompt', 'a “fox” 🦊');
    form.append('file', new Blob(['picture'], { type: 'image/jpeg' }), 'input.jpg');
    const { json: _json, ...call } = post();
    await http.request({ ...call, form });
    const { headers = {}, body = '' }: Partial<(typeof received)[number]> = received[0] ?? {};
    const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(headers['content-type'] ?? '')?.[1] ?? 'none';
    expect(body.split(`--${boundary}`)).toHaveLength(4);
    expect(body).toContain('name="prompt"\r\n\r\na “fox” 🦊\r\n');
    expect(body).toContain('name="file"; filename="input.jpg"\r\nContent-Type: image/jpeg\r\n\r\npicture\r\n');
    expect(headers['content-length']).toBe(String(Buffer.byteLength(body)));
    expect(headers['x-api-key']).toBe(key);
  });

  it('follows no redirect, so that the key stays where it belongs', async () => {
    const elsewhere = await startLocalServer((_request, response) => response.end());
    let visits = 0;
    elsewhere.server.on('request', () => (visits += 1));
    answer = (_request, response) => response.writeHead(307, { location: elsewhere.origin }).end();
    expect((await http.request(post())).status).toBe(307);
    expect(visits).toBe(0);
    await elsewhere.close();
  });
});

describe('answers', () => {
  it.each([
    ['JSON under the wrong type', 'text/html', ' \n{"a":1}', { a: 1 }],
    ['a JSON list', 'application/json', '[1]', [1]],
    ['JSON behind a byte order mark', 'application/json', '\uFEFF{"a":1}', { a: 1 }],
    ['HTML under the wrong type', 'application/json', '<html>Bad gateway</html>', undefined],
    ['JSON cut short', 'application/json', '{"status":"COMPL', undefined],
    ['a bare number', 'application/json', '1', undefined],
    ['nothing', 'application/json', '', undefined],
  ])('reads %s by its bytes', async (_what, type, text, parsed) => {
    answer = (_request, response) => response.writeHead(502, { 'content-type': type }).end(text);
    expect(await http.request(get())).toMatchObject({ status: 502, text, json: parsed });
  });

  it('gives headers in lower case, the first of repeated ones', async () => {
    answer = (_request, response) =>
      response.writeHead(429, { 'Retry-After': '7', 'Set-Cookie': ['a=1', 'b=2'] }).end();
    expect((await http.request(get())).headers).toMatchObject({ 'retry-after': '7', 'set-cookie': 'a=1' });
  });

  it('inflates nothing', async () => {
    const bomb = gzipSync(Buffer.alloc(8 * 1024 * 1024, '['));
    answer = (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    expect((await http.request(get())).json).toBeUndefined();
  });

  it('reads JSON nested a hundred thousand deep', async () => {
    answer = (_request, response) => json(response, '['.repeat(100_000) + ']'.repeat(100_000));
    expect((await http.request(get())).json).toBeInstanceOf(Array);
  });
});

describe('failures that certainly did not arrive', () => {
  it('a refused connection', async () => {
    const call = { ...post(), url: 'http://127.0.0.1:1/v2/slug' };
    expect(await failureOf(call)).toMatchObject({ kind: 'transient', mayHaveArrived: false });
  });

  it('a failed TLS handshake', async () => {
    const call = { ...post(), url: peer.origin.replace('http:', 'https:') };
    expect(await failureOf(call)).toMatchObject({ kind: 'transient', mayHaveArrived: false });
  });

  it('a handshake that never ends', async () => {
    const { mute, port } = await startMutePeer();
    const error = await failureOf({ ...post(), url: `https://127.0.0.1:${port}/` });
    expect(error).toMatchObject({ kind: 'transient', mayHaveArrived: false });
    expect(error.message).toContain('UND_ERR_CONNECT_TIMEOUT');
    mute.close();
  });

  it('an abort before the call', async () => {
    const call = { ...post(), signal: AbortSignal.abort() };
    expect(await failureOf(call)).toMatchObject({ kind: 'transient', mayHaveArrived: false });
    expect(received).toEqual([]);
  });

  it('an abort while it waits for a connection, which is never written later', async () => {
    await http.close();
    http = createHttpClient({ connections: 1 });
    const arrived = Promise.withResolvers<ServerResponse>();
    answer = (_request, response) => arrived.resolve(response);
    const first = http.request(get('/first'));
    const response = await arrived.promise;
    const abort = new AbortController();
    const waiting = failureOf({ ...get('/aborted'), signal: abort.signal });
    abort.abort();
    expect(await waiting).toMatchObject({ kind: 'transient', mayHaveArrived: false });
    answer = (_request, later) => json(later, '{}');
    json(response, '{}');
    await Promise.all([first, http.request(get('/last'))]);
    expect(received.map(({ url }) => url)).toEqual(['/first', '/last']);
  });

  it('a client that is closed while the call waits for a connection', async () => {
    await http.close();
    http = createHttpClient({ connections: 1 });
    const arrived = Promise.withResolvers<void>();
    answer = () => arrived.resolve();
    const first = failureOf(get());
    await arrived.promise;
    const waiting = failureOf(get());
    await http.close();
    expect(await waiting).toMatchObject({ kind: 'transient', mayHaveArrived: false });
    expect(await first).toMatchObject({ kind: 'transient', mayHaveArrived: true });
    expect(received).toHaveLength(1);
  });

  it('an abort while the handshake goes on', async () => {
    await http.close();
    http = createHttpClient();
    const { mute, port } = await startMutePeer();
    const abort = new AbortController();
    const failure = failureOf({ ...post(), url: `https://127.0.0.1:${port}/`, signal: abort.signal });
    await once(mute, 'connection');
    abort.abort();
    expect(await failure).toMatchObject({ kind: 'transient', mayHaveArrived: false });
    mute.close();
  });

  it('an abort while it connects', async () => {
    const abort = new AbortController();
    const failure = failureOf({ ...post(), signal: abort.signal });
    abort.abort();
    expect(await failure).toMatchObject({ kind: 'transient', mayHaveArrived: false });
    expect(received).toEqual([]);
  });
});

describe('failures after which the request may have arrived', () => {
  const dropped: [string, RequestListener][] = [
    ['a connection reset after the request', (request) => request.socket.resetAndDestroy()],
    ['a connection closed without an answer', (request) => request.socket.end()],
    ['a peer that says nothing', () => {}],
    ['headers that are no HTTP', (request) => request.socket.end('SSH-2.0-OpenSSH_9.9\r\n\r\n')],
    [
      'a body cut short',
      (request, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('{"request_id":');
        setImmediate(() => request.socket.destroy());
      },
    ],
    ['a body that stops', (_request, response) => response.writeHead(200).write('{')],
  ];
  it.each(dropped)('%s: transient, sent once', async (_what, listener) => {
    answer = listener;
    expect(await failureOf(post())).toMatchObject({ kind: 'transient', mayHaveArrived: true });
    expect(received).toHaveLength(1);
  });

  it('a body that drips for ever, one byte at a time', async () => {
    answer = (_request, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    };
    expect(await failureOf(post())).toMatchObject({ kind: 'transient', mayHaveArrived: true });
  });

  it('an abort after the request was written', async () => {
    const abort = new AbortController();
    answer = () => abort.abort();
    expect(await failureOf({ ...post(), signal: abort.signal })).toMatchObject({ mayHaveArrived: true });
  });

  it.each([
    ['10 MB of JSON', (response: ServerResponse) => json(response, `[${'1,'.repeat(5 * 1024 * 1024)}1]`)],
    [
      'a body without end',
      (response: ServerResponse) => {
        const more = () => {
          while (response.write('x'.repeat(65_536)));
        };
        response.on('drain', more);
        more();
      },
    ],
  ])('%s: malformed, and the connection ends', async (_what, listener) => {
    const closed = Promise.withResolvers<void>();
    answer = (request, response) => {
      request.socket.on('close', () => closed.resolve());
      listener(response);
    };
    expect(await failureOf(post())).toMatchObject({ kind: 'malformed', mayHaveArrived: true });
    await closed.promise;
  });

  it('a client that is closed', async () => {
    answer = () => void http.close();
    expect(await failureOf(post())).toMatchObject({ kind: 'transient', mayHaveArrived: true });
  });
});

describe('patience', () => {
  const answerLate = (_request: IncomingMessage, response: ServerResponse) =>
    void setTimeout(() => json(response, '{"request_id":"paid"}'), 400);

  it('is of its own kind for a submit: what a look gives up is still heard there', async () => {
    await http.close();
    const [short, long] = [
      { silenceMs: 100, totalMs: 200 },
      { silenceMs: 10_000, totalMs: 10_000 },
    ];
    http = createHttpClient({ patience: { GET: short, POST: long } });
    answer = answerLate;
    expect(await failureOf(get())).toMatchObject({ kind: 'transient' });
    expect((await http.request(post())).json).toEqual({ request_id: 'paid' });
  });

  it('is the call’s own where it brings one', async () => {
    answer = () => {};
    const patience = { silenceMs: 100, totalMs: 60_000 };
    expect(await failureOf({ ...post(), patience })).toMatchObject({ message: expect.stringContaining('TIMEOUT') });
    await http.close();
    answer = answerLate;
    http = createHttpClient({ patience: { GET: patience, POST: patience } });
    const patient = { silenceMs: 10_000, totalMs: 10_000 };
    expect((await http.request({ ...post(), patience: patient })).json).toEqual({ request_id: 'paid' });
    const hasty = { silenceMs: 10_000, totalMs: 100 };
    expect(await failureOf({ ...post(), patience: hasty })).toMatchObject({ mayHaveArrived: true });
  });

  it('with one POST keeps no other from being sent, however few connections there are', async () => {
    await http.close();
    http = createHttpClient({ connections: 1 });
    const held: ServerResponse[] = [];
    const all = Promise.withResolvers<void>();
    answer = (_request, response) => {
      if (held.push(response) === 40) all.resolve();
    };
    const form = new FormData();
    form.append('a', 'b');
    const { json: _json, ...call } = post();
    const calls = Array.from({ length: 40 }, (_, index) => http.request(index % 2 === 0 ? post() : { ...call, form }));
    await all.promise;
    for (const response of held) json(response, '{}');
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(Array(40).fill(200));
  });

  it('lets a submit be silent for a minute and a half unless it is told otherwise', () => {
    expect(defaultPatience.POST.silenceMs).toBeGreaterThanOrEqual(90_000);
    expect(defaultPatience.POST.totalMs).toBeGreaterThan(defaultPatience.POST.silenceMs);
  });
});

describe('a key that is echoed', () => {
  const oddKey = 'SG_a/b+c="0123"';
  it.each([
    ['as it is', key, key],
    ['behind its scheme', `Bearer ${key}`, key],
    ['in an address', oddKey, `https://peer.example/?key=${encodeURIComponent(oddKey)}`],
    ['with marks that JSON escapes', oddKey, oddKey],
    ['in base64', key, Buffer.from(key).toString('base64')],
  ])('%s stands in no part of the answer', async (_how, header, echo) => {
    answer = (_request, response) => {
      response.writeHead(401, { 'x-echo': echo });
      response.end(JSON.stringify({ error: `API key is invalid: ${echo}.` }));
    };
    const { text, json, headers } = await http.request({ ...get(), headers: { authorization: header } });
    expect(json).toEqual({ error: expect.stringMatching(/^API key is invalid: .*\[redacted\]=*\.$/) });
    expect(`${text} ${headers['x-echo']}`).not.toMatch(/0123/);
    expect(`${text} ${headers['x-echo']}`).not.toContain(Buffer.from(key).toString('base64'));
  });
});

it('keeps keys and queries out of errors', async () => {
  answer = (request) => request.socket.destroy();
  const error = await failureOf(get());
  const seen = [error.message, error.stack, JSON.stringify(error), String(error.cause), JSON.stringify(error.cause)];
  for (const text of seen) {
    expect(text).not.toContain(key);
    expect(text).not.toContain('hush');
  }
  expect(error.message).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/v2\/requests\/abc: \w+/);
});
