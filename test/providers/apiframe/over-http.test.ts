import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createApiframe } from '../../../src/providers/apiframe/apiframe.ts';
import { createHttpClient } from '../../../src/providers/http-client.ts';
import { createPace } from '../../../src/providers/pace.ts';
import { createPeer } from '../../../src/providers/peer.ts';
import type { ImageFile } from '../../../src/providers/video-provider.ts';
import { startLocalServer } from '../local-server.ts';
import {
  answer,
  apiKey,
  createScriptedApiframe,
  forever,
  input,
  noop,
  now,
  operation,
  requestId,
} from './scripted-apiframe.ts';

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const bytes = Buffer.from([0xff, 0xd8, 0xff, 0, 13, 10, 45, 45, 250]);
const storedUrl = 'https://cdn2.apiframe.example/uploads/0b9f.jpg';
let directory: string;
let image: ImageFile;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'raybot-apiframe-'));
  image = { path: join(directory, 'picture'), contentType: 'image/jpeg' };
  await writeFile(image.path, bytes);
});
afterAll(() => rm(directory, { recursive: true }));

/** The adapter over real connections to a server that answers as the test says. */
async function startApiframe(respond: (seen: Seen, ...rest: Parameters<RequestListener>) => void) {
  const seen: Seen[] = [];
  const server = await startLocalServer(async (request, response) => {
    const { method, url, headers } = request;
    const one = { method, url, headers, body: await buffer(request) };
    seen.push(one);
    respond(one, request, response);
  });
  const [http, pace] = [createHttpClient(), createPace({ requestsPerMinute: 60_000 })];
  onTestFinished(async () => {
    await Promise.all([http.close(), pace.stop(), server.close()]);
  });
  const peer = createPeer({ provider: 'apiframe', pace, http, now: () => now });
  const provider = createApiframe({
    baseUrl: server.origin,
    apiKey,
    maxJobs: 16,
    webhookUrl: null,
    peer,
    now: () => now,
  });
  return { provider, seen };
}

describe('over real HTTP', () => {
  it('a picture is one part of a form, byte for byte', async () => {
    const { provider, seen } = await startApiframe((_seen, _request, response) => {
      response.writeHead(201, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ id: requestId, url: storedUrl, kind: 'image', byteSize: bytes.length }));
    });
    expect(await provider.upload(image, forever)).toBe(storedUrl);
    expect(seen).toMatchObject([{ method: 'POST', url: '/v2/uploads', headers: { 'x-api-key': apiKey } }]);
    const [upload] = seen;
    const type = upload?.headers['content-type'] ?? '';
    expect(type).toMatch(/^multipart\/form-data; boundary=/);
    const form = await new Response(new Uint8Array(upload?.body ?? []), {
      headers: { 'content-type': type },
    }).formData();
    expect([...form.keys()]).toEqual(['file']);
    const file = form.get('file');
    if (!(file instanceof File)) throw new Error('the part is no file');
    expect([file.name, file.type]).toEqual(['input.jpg', 'image/jpeg']);
    expect(Buffer.from(await file.arrayBuffer())).toEqual(bytes);
  });

  it('a submit and its replay have the same key and the same bytes', async () => {
    const { provider, seen } = await startApiframe((_seen, request, response) => {
      // The first one is taken, and its answer is lost.
      if (seen.length === 1) return void request.socket.destroy();
      response.writeHead(202);
      response.end(JSON.stringify({ jobId: requestId, status: 'PROCESSING' }));
    });
    const submitting = provider.submit(input, noop, forever);
    await expect(submitting).rejects.toMatchObject({ kind: 'transient', mayHaveArrived: true });
    const found = await provider.recover(
      { input, startedAt: now - 1_000, isOurs: async () => false, hasTwin: async () => false },
      forever,
    );
    expect(found).toEqual({ state: 'accepted', requestId });
    expect(seen.map(({ headers }) => headers['idempotency-key'])).toEqual(
      Array(2).fill('raybot-1122334455667788990-2'),
    );
    expect(seen[1]?.body).toEqual(seen[0]?.body);
    expect(seen.map(({ url }) => url)).toEqual(['/v2/videos/generate', '/v2/videos/generate']);
  });

  it('no error repeats the key', async () => {
    const { provider } = await startApiframe((_seen, _request, response) => {
      response.writeHead(401, { 'x-request-id': apiKey });
      response.end(JSON.stringify({ error: `Invalid API key: ${apiKey}`, details: { [apiKey]: [apiKey] } }));
    });
    const calls = [
      () => provider.submit(input, noop, forever),
      () => provider.upload(image, forever),
      () => provider.status(operation, forever),
      () => provider.account(forever),
    ];
    for (const call of calls) {
      const error: unknown = await call().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ kind: 'credentials', message: expect.stringContaining('[redacted]') });
      expect(JSON.stringify(error) + String(error)).not.toContain(apiKey);
    }
  });

  it('every call ends when it is aborted, before it begins as well as while it waits', async () => {
    let underWay = new AbortController();
    const { provider, seen } = await startApiframe(() => underWay.abort());
    const lost = { input, startedAt: now - 1_000, isOurs: async () => false, hasTwin: async () => false };
    const calls = [
      (signal: AbortSignal) => provider.submit(input, noop, signal),
      (signal: AbortSignal) => provider.upload(image, signal),
      (signal: AbortSignal) => provider.recover(lost, signal),
      (signal: AbortSignal) => provider.status(operation, signal),
      (signal: AbortSignal) => provider.account(signal),
      (signal: AbortSignal) => provider.prices(signal),
    ];
    for (const call of calls) {
      const before = call(AbortSignal.abort());
      await expect(before).rejects.toMatchObject({ kind: 'transient', mayHaveArrived: false });
    }
    expect(seen).toEqual([]);
    for (const call of calls) {
      underWay = new AbortController();
      await expect(call(underWay.signal)).rejects.toMatchObject({ kind: 'transient', mayHaveArrived: true });
    }
    expect(seen).toHaveLength(calls.length);
  });
});

describe('an upload', () => {
  const upload = (status: number, body: unknown, headers: Record<string, string> = {}) =>
    createScriptedApiframe([answer(status, body, headers)]).provider.upload(image, forever);

  it('of a file that is not there is a fault of ours, and nothing is sent', async () => {
    const { provider, calls } = createScriptedApiframe([]);
    await expect(provider.upload({ ...image, path: join(directory, 'none') }, forever)).rejects.toThrow('file');
    expect(calls).toEqual([]);
  });

  it.each([
    ['inside data', { data: { url: storedUrl } }],
    ['under another name', { fileUrl: storedUrl }],
    ['beside nulls', { id: null, url: storedUrl, expiresAt: null }],
  ])('is answered %s', async (_what, body) => {
    expect(await upload(201, body)).toBe(storedUrl);
  });

  it.each([
    ['nothing', {}],
    ['a path', { url: '/uploads/0b9f.jpg' }],
    ['credentials', { url: 'https://user:pass@cdn2.apiframe.example/0b9f.jpg' }],
    ['a data URL', { url: 'data:image/jpeg;base64,AAAA' }],
    ['a file of theirs', { url: 'file:///0b9f.jpg' }],
    ['a page', '<html>ok</html>'],
  ])('answered with success and %s gives no address', async (_what, body) => {
    await expect(upload(201, body)).rejects.toMatchObject({ kind: 'malformed', details: { status: 201 } });
  });

  it.each([
    [400, { error: 'File too large' }, 'validation'],
    [401, {}, 'credentials'],
    [404, {}, 'transient'],
    [413, '<html>', 'validation'],
    [415, {}, 'validation'],
    [429, {}, 'rate'],
    [502, { error: 'CDN', url: storedUrl }, 'transient'],
    [503, {}, 'transient'],
  ])('answered with %i and %j is no address: %s', async (status, body, kind) => {
    await expect(upload(status, body)).rejects.toMatchObject({ name: 'ProviderError', kind });
  });
});
