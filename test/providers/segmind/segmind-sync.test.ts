import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ProviderError } from '../../../src/errors/provider-error.ts';
import type { HttpAnswer } from '../../../src/providers/http-client.ts';
import type { SegmindOptions } from '../../../src/providers/segmind/segmind.ts';
import { startLocalServer } from '../local-server.ts';
import { mp4Bytes } from '../mp4-bytes.ts';
import {
  answer,
  apiKey,
  bodyOf,
  createRealSegmind,
  createScriptedRoad,
  flashInput,
  forever,
  operation,
  ray2Input,
  videoAnswer,
} from './scripted-segmind.ts';

const requestId = '8f14e45f-ceea-467f-a5d9-2f8d5f6b1c11';
const url = 'https://images.segmind.example/generations/clip.mp4';
const start = 'https://images.segmind.example/start.jpg';
const noop = async () => {};

const road = (v1Body: SegmindOptions['v1Body'], ...answers: HttpAnswer[]) =>
  createScriptedRoad({ mode: 'sync', v1Body }, ...answers);
const run = (...answers: HttpAnswer[]) => road('json', ...answers).provider.submit(flashInput, noop, forever);

describe('a run', () => {
  it('is one call that is waited for longer than any video takes, and may be answered with a file', async () => {
    const { provider, calls, priorities } = road('json', videoAnswer());
    await provider.submit({ ...flashInput, images: { startUrl: start } }, noop, forever);
    expect(calls).toEqual([
      {
        method: 'POST',
        url: 'https://segmind.example/proxy/v1/ray-flash-2-720p',
        headers: { 'x-api-key': apiKey },
        json: { prompt: 'a “fox” 🦊', duration: 9, aspect_ratio: '9:21', loop: false, start_image_url: start },
        patience: { silenceMs: 600_000, totalMs: 720_000 },
        videoDirectory: '/videos',
        signal: forever,
      },
    ]);
    expect(priorities).toEqual(['submit']);
    expect(provider.isSynchronous).toBe(true);
  });

  it.each([
    [
      'without pictures',
      flashInput,
      [
        ['prompt', 'a “fox” 🦊'],
        ['aspect_ratio', '9:21'],
        ['loop', 'false'],
        ['duration', '9'],
      ],
    ],
    [
      'with a picture and concepts',
      { ...ray2Input, images: { startUrl: start }, concepts: ['pov', 'static'] as const },
      [
        ['prompt', 'a “fox” 🦊'],
        ['aspect_ratio', '16:9'],
        ['loop', 'true'],
        ['concepts', 'pov'],
        ['concepts', 'static'],
        ['resolution', '720p'],
        ['start_frame', start],
      ],
    ],
  ])('%s sends each field of a form as text, and none that is absent', async (_what, input, fields) => {
    const { provider, calls } = road('multipart', videoAnswer());
    await provider.submit(input, noop, forever);
    expect(calls[0]).not.toHaveProperty('json');
    expect(calls[0] && (await bodyOf(calls[0]))).toEqual(fields);
  });

  it('tells once that it is about to send, and sends nothing when that fails', async () => {
    const { provider, calls } = road('json', videoAnswer());
    const cannotWrite = () => Promise.reject(new Error('disk full'));
    await expect(provider.submit(flashInput, cannotWrite, forever)).rejects.toThrow('disk full');
    expect(calls).toEqual([]);
    const order: number[] = [];
    await provider.submit(flashInput, async () => void order.push(calls.length), forever);
    expect(order).toEqual([0]);
  });
});

describe('an answer', () => {
  const bill = { costMicroUsd: null, metrics: {} };

  it('that is a video is finished with its file, id and accounting', async () => {
    const headers = {
      'x-request-id': requestId,
      'x-cost': '0.375',
      'x-remaining-credits': '-1.25',
      'x-generation-time': '58.2',
      'x-seed-value': '42',
    };
    expect(await run(videoAnswer(headers))).toEqual({
      state: 'finished',
      requestId,
      video: { path: '/videos/0b9f' },
      bill: {
        costMicroUsd: 375_000,
        metrics: { cost: 0.375, remaining_credits: -1.25, generation_time: 58.2, seed_value: 42 },
      },
    });
  });

  it.each([
    ['absent', {}],
    [
      'unreadable',
      { 'x-request-id': '../v2/x', 'x-cost': '$0,38', 'x-remaining-credits': 'NaN', 'x-generation-time': '1m' },
    ],
    ['empty', { 'x-request-id': '', 'x-cost': ' ', 'x-seed-value': 'null' }],
  ])('whose headers are %s loses nothing but them', async (_what, headers) => {
    const finished = { state: 'finished', requestId: null, video: { path: '/videos/0b9f' }, bill };
    expect(await run(videoAnswer(headers))).toEqual(finished);
  });

  it.each([
    ['as documented', { output: url }],
    ['with a status', { status: 'COMPLETED', error: null, output: url }],
    ['with an unknown word for its success', { status: 'success', message: 'ok', video_url: url }],
    ['wrapped', { data: { video: { url, file_size: '2921557' } } }],
    ['as a list', [{ url }]],
  ])('of JSON with an address, %s, is finished with the address', async (_what, body) => {
    expect(await run(answer(200, body))).toEqual({ state: 'finished', requestId: null, video: { url }, bill });
  });

  it('of JSON has an id and a bill of its own where no header names them', async () => {
    const body = { request_id: requestId, output: url, metrics: { cost: '0.675', queue_time: 1 } };
    expect(await run(answer(200, body, { 'x-generation-time': '96' }))).toEqual({
      state: 'finished',
      requestId,
      video: { url },
      bill: { costMicroUsd: 675_000, metrics: { generation_time: 96, cost: 0.675, queue_time: 1 } },
    });
  });

  it.each([
    ['no address', { status: 'COMPLETED', output: null }],
    ['a message alone', { message: 'ok' }],
    ['an address with credentials', { output: 'https://user:pass@segmind.example/a.mp4' }],
    ['an address of another scheme', { output: 'file:///etc/passwd' }],
    ['a list of nothing', []],
    ['a page', '<html>ok</html>'],
    ['JSON cut short', '{"output":"https://images.segm'],
    ['nothing', ''],
    ['an address as it is', url],
  ])('with 200 and %s is malformed: it may be paid for', async (_what, body) => {
    const failing = run(answer(200, body, { 'x-request-id': requestId }));
    await expect(failing).rejects.toMatchObject({
      kind: 'malformed',
      mayHaveArrived: true,
      details: { status: 200, providerRequestId: requestId },
    });
  });

  it.each(['QUEUED', 'PROCESSING'])('of a run that is %s is looked at where it names the request', async (status) => {
    const body = { request_id: requestId, status, url };
    expect(await run(answer(200, body))).toEqual({ state: 'accepted', requestId });
    await expect(run(answer(200, { status, url }))).rejects.toMatchObject({ kind: 'malformed', mayHaveArrived: true });
  });

  it.each([
    ['200 and a status', 200, { status: 'FAILED', error: 'frame moderation failed' }, {}, 'moderation', false],
    ['200, a status and an address', 200, { status: 'failed', output: url }, {}, 'other', false],
    ['200 and an error alone', 200, { error: 'generic job error' }, {}, 'other', false],
    [
      '200, an error and an unknown word',
      200,
      { status: 'error', error: 'prompt is required' },
      {},
      'validation',
      false,
    ],
    ['422 and a status', 422, { status: 'FAILED', error: 'generic job error' }, {}, 'other', false],
    ['a cost', 422, { status: 'FAILED', error: 'x', metrics: { cost: 0.375 } }, {}, 'other', true],
    ['a cost in a header', 200, { error: 'x' }, { 'x-cost': '0.375' }, 'other', true],
  ])('that tells of a failure with %s is a failure', async (_what, status, body, headers, kind, billed) => {
    const seen = await run(answer(status, body, { ...headers, 'x-request-id': requestId }));
    expect(seen).toMatchObject({ state: 'failed', requestId, kind, billed });
  });

  it.each([
    [400, 'missing field: prompt', 'validation', false],
    [400, 'Prompt violates our content policy', 'moderation', false],
    [401, 'Unauthorized. API key is invalid', 'credentials', false],
    [402, 'Insufficient credits', 'credits', false],
    [403, 'no access', 'credentials', false],
    [404, 'Model not found', 'withdrawn', false],
    [405, '', 'validation', false],
    [406, 'Insufficient credits', 'credits', false],
    [406, 'Invalid content type', 'validation', false],
    [406, 'frame moderation failed', 'moderation', false],
    [408, '', 'transient', true],
    [410, 'Model retired', 'withdrawn', false],
    [422, 'frame moderation failed', 'moderation', false],
    [429, 'rate_limit_exceeded', 'rate', false],
    [500, 'frame moderation failed', 'transient', true],
    [502, '', 'transient', true],
    [504, '', 'transient', true],
    [302, '', 'malformed', true],
  ])('with %i %s → %s, may have arrived: %s', async (status, error, kind, mayHaveArrived) => {
    const failing = run(answer(status, { error }));
    await expect(failing).rejects.toMatchObject({ kind, mayHaveArrived, message: expect.stringContaining(error) });
  });
});

describe('sixteen runs at a time', () => {
  const hold = () => Array.from({ length: 17 }, () => Promise.withResolvers<HttpAnswer>());

  it('and the next one is not announced before one of them has ended', async () => {
    const held = hold();
    const { provider, calls } = createScriptedRoad({ mode: 'sync' }, ...held.map(({ promise }) => promise));
    const announced: number[] = [];
    const runs = held.map((_, index) => provider.submit(flashInput, async () => void announced.push(index), forever));
    await new Promise(setImmediate);
    expect([announced.length, calls.length]).toEqual([16, 16]);
    held[3]?.resolve(answer(500, {}));
    await expect(runs[3]).rejects.toMatchObject({ mayHaveArrived: true });
    await new Promise(setImmediate);
    expect([announced.length, calls.length]).toEqual([17, 17]);
    for (const { resolve } of held) resolve(videoAnswer());
    expect(await Promise.allSettled(runs)).toHaveLength(17);
  });

  it('and one that waits leaves at once when it is aborted, unsent', async () => {
    const held = hold();
    const { provider, calls } = createScriptedRoad({ mode: 'sync' }, ...held.map(({ promise }) => promise));
    const runs = held.slice(1).map(() => provider.submit(flashInput, noop, forever));
    const abort = new AbortController();
    const waiting = provider.submit(flashInput, () => Promise.reject(new Error('announced')), abort.signal);
    await new Promise(setImmediate);
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'ProviderError', kind: 'transient', mayHaveArrived: false });
    for (const { resolve } of held) resolve(videoAnswer());
    await Promise.all(runs);
    expect(calls).toHaveLength(16);
  });

  it('and none for a signal that is aborted already', async () => {
    const { provider, calls } = road('json', videoAnswer());
    const failing = provider.submit(flashInput, noop, AbortSignal.abort());
    await expect(failing).rejects.toMatchObject({ kind: 'transient', mayHaveArrived: false });
    expect(calls).toEqual([]);
  });
});

describe('a request that was found again', () => {
  const row = { request_id: operation.requestId, created_at: '2026-08-02T12:00:00Z', model_name: operation.slug };
  const unknown = answer(404, { error: 'Request not found' });
  const look = (...answers: HttpAnswer[]) => road('json', ...answers).provider.status(operation, forever);

  it('is asked for on the other road first', async () => {
    const { provider, calls } = road('json', answer(200, { status: 'PROCESSING' }));
    expect(await provider.status(operation, forever)).toEqual({ state: 'running', progress: null });
    expect(calls.map((call) => call.url)).toEqual([
      `https://segmind.example/proxy/v2/requests/${operation.requestId}/status`,
    ]);
  });

  it.each([
    ['finished', { ...row, output: url, credits_deduction: 0.375 }, { state: 'finished', videoUrl: url }],
    ['failed', { ...row, status: 'failed', error: 'NSFW' }, { state: 'failed', kind: 'moderation' }],
    ['running', { ...row, status: 'processing' }, { state: 'running', progress: null }],
    ['another one', { ...row, request_id: requestId, output: url }, { state: 'unknown' }],
  ])('is told by the history where that road does not know it: %s', async (_what, listed, status) => {
    expect(await look(unknown, answer(200, { generations: [listed] }))).toMatchObject(status);
  });
});

describe('over real HTTP', () => {
  const video = mp4Bytes();

  async function start(listener: RequestListener, v1Body: SegmindOptions['v1Body'] = 'multipart') {
    const videoDirectory = await mkdtemp(join(tmpdir(), 'raybot-sync-'));
    const bodies: string[] = [];
    const peer = await startLocalServer(async (request, response) => {
      const chunks: Buffer[] = await request.toArray();
      bodies.push(Buffer.concat(chunks).toString());
      listener(request, response);
    });
    const { provider, close } = createRealSegmind({ mode: 'sync', v1Body, baseUrl: peer.origin, videoDirectory });
    onTestFinished(async () => {
      await Promise.all([close(), peer.close()]);
      await rm(videoDirectory, { recursive: true });
    });
    return { provider, bodies, kept: () => readdir(videoDirectory) };
  }

  it('a video stands on the disk, whatever its type says', async () => {
    const { provider, bodies } = await start((_request, response) => {
      response.writeHead(200, { 'content-type': 'image/jpeg', 'x-request-id': requestId }).end(video);
    });
    const seen = await provider.submit(flashInput, noop, forever);
    expect(seen).toMatchObject({ state: 'finished', requestId });
    const path = seen.state === 'finished' && 'path' in seen.video ? seen.video.path : '';
    expect(await readFile(path)).toEqual(video);
    expect(bodies[0]).toContain('name="duration"\r\n\r\n9\r\n');
    expect(bodies[0]).not.toMatch(/null|undefined/);
  });

  it('a video that is cut, and a connection that is, leave no file and may be paid for', async () => {
    let cut = 0;
    const { provider, kept } = await start((request, response) => {
      if (cut === 0) return void request.socket.resetAndDestroy();
      response.writeHead(200, { 'content-length': video.length });
      response.write(video.subarray(0, cut), () => request.socket.end());
    }, 'json');
    for (cut of [0, 1, 1_000, video.length - 1]) {
      const failing = provider.submit(flashInput, noop, forever);
      await expect(failing).rejects.toMatchObject({ kind: 'transient', mayHaveArrived: true });
    }
    expect(await kept()).toEqual([]);
  });

  it('a run that is aborted may be paid for', async () => {
    const abort = new AbortController();
    const { provider } = await start(() => abort.abort());
    const failing = provider.submit(flashInput, noop, abort.signal);
    await expect(failing).rejects.toBeInstanceOf(ProviderError);
    await expect(failing).rejects.toMatchObject({ kind: 'transient', mayHaveArrived: true });
  });
});
