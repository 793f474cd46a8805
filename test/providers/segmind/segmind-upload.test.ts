import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ProviderError } from '../../../src/errors/provider-error.ts';
import { readUploadedUrl } from '../../../src/providers/segmind/wire.ts';
import type { ImageFile } from '../../../src/providers/video-provider.ts';
import { startLocalServer } from '../local-server.ts';
import {
  answer,
  apiKey,
  bodyOf,
  createRealSegmind,
  createScriptedSegmind,
  flashInput,
  forever,
  ray2Input,
  uploadUrl,
} from './scripted-segmind.ts';

const bytes = Buffer.from([0xff, 0xd8, 0xff, 0, 1, 2, 250]);
const storedUrl = 'https://images.segmind.example/assets/0b9f.jpg';
const noop = async () => {};
let directory: string;
let image: ImageFile;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'raybot-upload-'));
  image = { path: join(directory, 'picture.jpg'), contentType: 'image/jpeg' };
  await writeFile(image.path, bytes);
});
afterAll(() => rm(directory, { recursive: true }));

const upload = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  createScriptedSegmind(answer(status, body, headers)).provider.upload(image, forever);

describe('an upload', () => {
  it('sends the picture as a data URL to an address of its own, with the key, in the turn of submits', async () => {
    const { provider, calls, priorities } = createScriptedSegmind(answer(200, { urls: [storedUrl] }));
    expect(await provider.upload(image, forever)).toBe(storedUrl);
    const [call, ...others] = calls;
    expect(others).toEqual([]);
    expect(call).toMatchObject({ method: 'POST', url: uploadUrl, headers: { 'x-api-key': apiKey }, signal: forever });
    expect(call?.stream?.contentType).toBe('application/json');
    expect(call && (await bodyOf(call))).toEqual({ data_urls: [`data:image/jpeg;base64,${bytes.toString('base64')}`] });
    expect(priorities).toEqual(['submit']);
  });

  it('of a file that is not there is a fault of ours, and nothing is sent', async () => {
    const { provider, calls } = createScriptedSegmind();
    const failing = provider.upload({ ...image, path: join(directory, 'none') }, forever);
    await expect(failing).rejects.toMatchObject({ code: 'ENOENT' });
    expect(calls).toEqual([]);
  });

  it.each([
    ['as it is documented', { urls: [storedUrl] }],
    ['as its own library reads it', { file_urls: [storedUrl] }],
    ['as one address', { url: storedUrl }],
    ['as one address of a file', { file_url: storedUrl }],
    ['with more than was asked', { urls: [storedUrl, 'https://other.example/b.jpg'], message: 'ok' }],
    ['inside data', { data: { urls: [storedUrl] } }],
    ['inside result', { status: 'success', result: { file_urls: [storedUrl] } }],
    ['in the second field, where the first is empty', { urls: [], file_urls: [storedUrl] }],
    ['in the second field, where the first is null', { urls: null, file_urls: [storedUrl] }],
  ])('is answered %s', async (_what, body) => {
    expect(await upload(200, body)).toBe(storedUrl);
    expect(await upload(201, body)).toBe(storedUrl);
  });

  it.each([
    ['nothing', {}],
    ['no address', { urls: [] }],
    ['null', { urls: [null] }],
    ['a number', { urls: [5] }],
    ['a word', { urls: ['picture.jpg'] }],
    ['a path', { urls: ['/assets/0b9f.jpg'] }],
    ['a data URL', { urls: ['data:image/jpeg;base64,AAAA'] }],
    ['credentials', { urls: ['https://user:pass@images.segmind.example/a.jpg'] }],
    ['a file of theirs', { url: 'file:///assets/0b9f.jpg' }],
    ['a list', [storedUrl]],
    ['text', storedUrl],
    ['a page', '<html>ok</html>'],
  ])('answered with 200 and %s is for the operator to mend', async (_what, body) => {
    await expect(upload(200, body)).rejects.toMatchObject({ kind: 'credentials', details: { status: 200 } });
    expect(readUploadedUrl(body)).toBeNull();
  });

  it.each([
    [401, 'credentials'],
    [404, 'credentials'],
    [405, 'credentials'],
    [413, 'validation'],
    [415, 'validation'],
    [429, 'rate'],
    [500, 'transient'],
    [503, 'transient'],
  ])('that is answered with %i is no address, whatever else is said: %s', async (status, kind) => {
    await expect(upload(status, { urls: [storedUrl] })).rejects.toMatchObject({ name: 'ProviderError', kind });
    await expect(upload(status, '<html>')).rejects.toMatchObject({ name: 'ProviderError', kind });
  });

  it('that comes too soon is told when to come again', async () => {
    const failing = upload(429, { error: 'rate_limit_exceeded' }, { 'retry-after': '30' });
    await expect(failing).rejects.toMatchObject({ kind: 'rate', retryable: true, details: { retryAfterMs: 30_000 } });
  });

  it('over real HTTP carries the picture, and its key into no error', async () => {
    const bodies: unknown[] = [];
    const peer = await startLocalServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      bodies.push(request.headers['x-api-key'], JSON.parse(Buffer.concat(chunks).toString()));
      response.statusCode = 401;
      response.end(JSON.stringify({ error: `API key is invalid: ${apiKey}` }));
    });
    const own = `${peer.origin}/upload-asset`;
    const { provider, close } = createRealSegmind({ baseUrl: 'http://127.0.0.1:1', uploadUrl: own });
    onTestFinished(async () => {
      await Promise.all([close(), peer.close()]);
    });
    const error = await provider.upload(image, forever).catch((thrown: ProviderError) => thrown);
    expect(error).toMatchObject({ kind: 'credentials', message: expect.stringContaining('[redacted]') });
    expect(JSON.stringify(error)).not.toContain(apiKey);
    expect(bodies).toEqual([apiKey, { data_urls: [`data:image/jpeg;base64,${bytes.toString('base64')}`] }]);
  });
});

describe('a video of ours', () => {
  it.each([0, 1, 2, 3, 65_536, 200_000, 200_001])('of %i bytes is published where pictures go', async (size) => {
    const path = join(directory, 'video');
    const video = Buffer.alloc(size, 'ftyp moov mdat');
    await writeFile(path, video);
    const { provider, calls } = createScriptedSegmind(answer(200, { urls: [storedUrl] }));
    expect(await provider.publish?.(path, forever)).toBe(storedUrl);
    const [call] = calls;
    expect(call?.patience?.totalMs).toBeGreaterThan(120_000);
    expect(call && (await bodyOf(call))).toEqual({ data_urls: [`data:video/mp4;base64,${video.toString('base64')}`] });
  });

  it('that is too large there is refused as such', async () => {
    const { provider } = createScriptedSegmind(answer(413, { error: 'File too large' }));
    await expect(provider.publish?.(image.path, forever)).rejects.toMatchObject({ kind: 'validation' });
  });
});

describe('a submit with pictures', () => {
  const start = 'https://images.segmind.example/start.jpg';
  const end = 'https://images.segmind.example/end.jpg';
  const flash = { prompt: flashInput.prompt, duration: 9, aspect_ratio: '9:21', loop: false };
  const ray = { prompt: ray2Input.prompt, resolution: '720p', aspect_ratio: '16:9', loop: true };
  it.each([
    ['Ray Flash 2', flashInput, {}, flash],
    ['Ray Flash 2', flashInput, { startUrl: start }, { ...flash, start_image_url: start }],
    ['Ray Flash 2', flashInput, { endUrl: end }, { ...flash, end_image_url: end }],
    [
      'Ray Flash 2',
      flashInput,
      { startUrl: start, endUrl: end },
      { ...flash, start_image_url: start, end_image_url: end },
    ],
    ['Ray 2', ray2Input, {}, ray],
    ['Ray 2', ray2Input, { startUrl: start }, { ...ray, start_frame: start }],
    [
      'Ray 2 with concepts',
      { ...ray2Input, concepts: ['dolly_zoom', 'pov'] },
      { startUrl: start },
      { ...ray, start_frame: start, concepts: ['dolly_zoom', 'pov'] },
    ],
  ] as const)('%s with %j has this body', async (_model, input, images, json) => {
    const { provider, calls } = createScriptedSegmind(answer(200, { request_id: '8f14e45fceea467fa5d92f8d5f6b1c11' }));
    await provider.submit({ ...input, images }, noop, forever);
    expect(calls.map((call) => call.json)).toEqual([json]);
  });
});
