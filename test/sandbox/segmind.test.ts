import { readFile } from 'node:fs/promises';
import { Agent, request } from 'undici';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClipLibrary } from '../../sandbox/clips/clip-library.ts';
import { fullClipSpec } from '../../sandbox/clips/clip-spec.ts';
import type { ResultShape } from '../../sandbox/segmind/answer-switches.ts';
import type { OutputFaultKind, SubmitFaultKind } from '../../sandbox/segmind/fault-kinds.ts';
import { type LocalSegmind, type LocalSegmindOptions, startLocalSegmind } from '../../sandbox/segmind/local-segmind.ts';
import { type CallOptions, callSegmind, ManualClock } from './segmind-fixture.ts';

const FLASH = 'ray-flash-2-720p';
const RAY_2 = 'luma-ray-txt-2-video';
const PROMPT = { prompt: 'A paper boat on a puddle' };
const MINUTE = 60_000;
const HOUR = 3_600_000;

const clips = createClipLibrary({ quality: 'tiny' });
let agent: Agent;
let clock: ManualClock;
let segmind: LocalSegmind;

beforeEach(async () => {
  agent = new Agent();
  clock = new ManualClock();
  segmind = await start();
});
afterEach(async () => {
  await segmind.close();
  await agent.destroy();
});
afterAll(() => clips.close());

function start(options: Partial<LocalSegmindOptions> = {}): Promise<LocalSegmind> {
  return startLocalSegmind({ clock, clips, latencyMs: MINUTE, faults: { processing: 'always' }, ...options });
}

async function restart(options: Partial<LocalSegmindOptions>): Promise<void> {
  await segmind.close();
  segmind = await start(options);
}

const call = (method: 'GET' | 'POST' | 'PUT', path: string, options?: CallOptions) =>
  callSegmind(segmind, agent, method, path, options);
const submit = (body: object = PROMPT, slug = FLASH) => call('POST', `/v2/${slug}`, { body });
const status = (id: string) => call('GET', `/v2/requests/${id}/status`);
const result = (id: string) => call('GET', `/v2/requests/${id}`);
const credits = async () => (await call('GET', '/v1/get-user-credits')).json.credits;

/** Lets the time of the newest job pass, and waits until its file is rendered. */
async function finishNewestJob(ms = MINUTE): Promise<void> {
  clock.advance(ms);
  await vi.waitFor(() => expect(segmind.jobs.at(-1)?.finishedAt).not.toBeNull(), { timeout: 10_000 });
}

async function submitAndFinish(body: object = PROMPT, slug = FLASH): Promise<string> {
  const { json } = await submit(body, slug);
  await finishNewestJob(5 * MINUTE);
  return json.request_id;
}

describe('the life of a job', () => {
  it('is queued, processed and completed, and each route says so in its own shape', async () => {
    await restart({ queueMs: 2_000 });
    const { status: code, json: accepted } = await submit();
    const id = accepted.request_id;
    const urls = {
      status_url: `${segmind.origin}/v2/requests/${id}/status`,
      response_url: `${segmind.origin}/v2/requests/${id}`,
    };
    expect(code).toBe(200);
    expect(accepted).toEqual({
      request_id: id,
      status: 'QUEUED',
      poll_url: `${segmind.origin}/v1/requests/${id}`,
      ...urls,
    });
    expect(await status(id)).toMatchObject({ status: 200, json: { status: 'QUEUED', request_id: id, metrics: {} } });

    clock.advance(2_000);
    expect((await status(id)).json).toEqual({ status: 'PROCESSING', request_id: id, ...urls, metrics: {} });
    expect(await result(id)).toMatchObject({ status: 200, json: { status: 'PROCESSING' } });

    await finishNewestJob();
    expect((await status(id)).json).toEqual({
      status: 'COMPLETED',
      request_id: id,
      ...urls,
      metrics: { inference_time: 60 },
    });
    const done = await result(id);
    expect(done.status).toBe(200);
    expect(done.json).toMatchObject({
      status: 'COMPLETED',
      error: null,
      output: `${segmind.origin}/outputs/generations/${id}.mp4`,
      video: { content_type: 'video/mp4', file_size: expect.stringMatching(/^\d+$/) },
      metrics: { cost: 0.375, remaining_credits: 99.625, queue_time: 2, inference_time: 60, total_time: 62 },
    });
  });

  it('is not completed before its clip is rendered, however much time has passed', async () => {
    let finish: (clip: never) => void = () => {};
    const neverDone = new Promise<never>((resolve) => {
      finish = resolve;
    });
    await restart({ clips: { ...clips, clip: () => neverDone } });
    const { json } = await submit();
    clock.advance(30 * MINUTE);
    expect((await status(json.request_id)).json.status).toBe('PROCESSING');
    finish({ path: '/dev/null', bytes: 0, width: 2, height: 2, durationSeconds: 5 } as never);
    await vi.waitFor(async () => expect((await status(json.request_id)).json.status).toBe('COMPLETED'));
  });

  it('may go from queued to completed without ever being seen as processing', async () => {
    segmind.faults.processing = 'never';
    const { json } = await submit();
    clock.advance(MINUTE - 1);
    expect((await status(json.request_id)).json.status).toBe('QUEUED');
    await finishNewestJob(1);
    expect((await status(json.request_id)).json.status).toBe('COMPLETED');
  });

  it('skips processing sometimes, and not always, when left to chance', async () => {
    segmind.faults.processing = 'sometimes';
    for (let count = 0; count < 20; count++) await submit();
    clock.advance(MINUTE - 1);
    expect(new Set(segmind.jobs.map(({ state }) => state))).toEqual(new Set(['QUEUED', 'PROCESSING']));
  });

  it('has ids with and without dashes', async () => {
    const ids = [await submit(), await submit()].map(({ json }) => json.request_id);
    expect(ids[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(ids[1]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it('is forgotten one hour after the submit, while the file stays for seven days', async () => {
    const id = await submitAndFinish();
    const { output } = (await result(id)).json;
    clock.advance(HOUR - 5 * MINUTE - 1);
    expect((await status(id)).status).toBe(200);
    clock.advance(1);
    for (const path of [`/v2/requests/${id}/status`, `/v2/requests/${id}`, `/v1/requests/${id}`])
      expect(await call('GET', path)).toMatchObject({ status: 404, json: { error: `Request ${id} not found` } });
    expect((await call('GET', output)).status).toBe(200);
    clock.advance(7 * 24 * HOUR);
    expect((await call('GET', output)).status).toBe(404);
  });

  it('takes times around the published means, different for each job and the same for each seed', async () => {
    const draw = async (seed: number) => {
      await segmind.close();
      segmind = await startLocalSegmind({ clock, clips: { ...clips, clip: async () => clip }, seed });
      for (let count = 0; count < 15; count++) await submit();
      await submit(PROMPT, RAY_2);
      await Promise.resolve();
      clock.advance(10 * MINUTE);
      return segmind.jobs.map(({ submittedAt, finishedAt }) => (finishedAt ?? 0) - submittedAt);
    };
    const clip = await clips.clip(fullClipSpec({ ...PROMPT, model: 'x', aspectRatio: '16:9', durationSeconds: 5 }));
    const times = await draw(1);
    expect(new Set(times).size).toBeGreaterThan(10);
    expect(Math.min(...times)).toBeGreaterThan(15_000);
    expect(Math.max(...times)).toBeLessThan(303_200);
    expect(await draw(1)).toEqual(times);
    expect(await draw(2)).not.toEqual(times);
  });

  it('stays as it is while jobs are held, and goes on afterwards', async () => {
    segmind.faults.holdJobs = true;
    const { json } = await submit();
    clock.advance(10 * MINUTE);
    expect((await status(json.request_id)).json.status).toBe('QUEUED');
    segmind.faults.holdJobs = false;
    await finishNewestJob();
    expect((await status(json.request_id)).json.status).toBe('COMPLETED');
  });
});

describe('a job that fails', () => {
  it.each([
    ['an empty prompt', { prompt: '', duration: 0 }, /prompt is too short/],
    ['no prompt', {}, /prompt is required/],
    ['a prompt that is no text', { prompt: 7 }, /prompt is required/],
    ['a ratio of no Luma model', { ...PROMPT, aspect_ratio: '2:3' }, /aspect_ratio/],
    ['a duration in between', { ...PROMPT, duration: 7 }, /duration/],
    ['a duration in words of Luma', { ...PROMPT, duration: '5s' }, /duration/],
  ])('is accepted with %s and refused by the model at once, unbilled', async (_, body, words) => {
    const accepted = await submit(body);
    expect(accepted.status).toBe(200);
    clock.advance(3);
    const { status: code, json } = await status(accepted.json.request_id);
    expect(code).toBe(422);
    expect(json).toMatchObject({ status: 'FAILED', error: expect.stringMatching(words) });
    expect(json.metrics).toEqual({ inference_time: 0.003, queue_time: 0, total_time: 0.003 });
    expect((await result(accepted.json.request_id)).json).toEqual(json);
    expect(await credits()).toBe(100);
  });

  it.each([5, '5', 9, '9'])('is not one that asks for a duration of %j', async (duration) => {
    await submit({ ...PROMPT, duration });
    clock.advance(10_000);
    expect(segmind.jobs[0]?.state).toBe('PROCESSING');
  });

  it('is one whose prompt holds a forbidden word, with the words of the moderation', async () => {
    const { json } = await submit({ prompt: 'Something FORBIDDEN by night' });
    clock.advance(MINUTE);
    expect(await result(json.request_id)).toMatchObject({
      status: 422,
      json: { status: 'FAILED', error: expect.stringContaining('moderation') },
    });
  });

  it('is every one while jobs are made to fail, and costs nothing', async () => {
    segmind.faults.failJobs = 'generic';
    const { json } = await submit();
    clock.advance(MINUTE);
    expect(await status(json.request_id)).toMatchObject({ status: 422, json: { status: 'FAILED' } });
    expect(segmind.jobs[0]).toMatchObject({ state: 'FAILED', chargedUsd: 0, outputUrl: null });
    expect(await credits()).toBe(100);
  });
});

describe('money', () => {
  it.each([
    ['Ray Flash 2 for 5 s', FLASH, { duration: 5 }, 99.625],
    ['Ray Flash 2 for 9 s', FLASH, { duration: 9 }, 99.325],
    ['Ray 2', RAY_2, {}, 98.4],
  ])('is charged once for %s, when it is done and not before', async (_, slug, options, left) => {
    const { json } = await submit({ ...PROMPT, ...options }, slug);
    expect(await credits()).toBe(100);
    await finishNewestJob();
    await result(json.request_id);
    await result(json.request_id);
    expect(await credits()).toBe(left);
    expect(segmind.jobs[0]?.chargedUsd).toBeCloseTo(100 - left, 6);
  });

  it('that running jobs have reserved cannot be spent twice', async () => {
    await restart({ credits: 0.5 });
    expect((await submit()).status).toBe(200);
    const refused = await submit();
    expect(refused).toMatchObject({ status: 402, json: { error: 'Insufficient credits. You have 0.5 credits.' } });
    expect(segmind.submitCount).toBe(1);
  });

  it('of a failed job can be spent again', async () => {
    await restart({ credits: 0.5 });
    await submit({ prompt: '' });
    clock.advance(3);
    expect((await call('GET', '/v1/get-user-credits')).json).toEqual({ credits: 0.5, 'free-credits': 0 });
    expect((await submit()).status).toBe(200);
  });

  it('can be set from outside', async () => {
    segmind.credits = 0;
    expect((await submit()).json).toEqual({ error: 'Insufficient credits. You have 0.0 credits.' });
  });
});

describe('the gateway refuses', () => {
  it('a request without a key and one with a wrong key in different words, and a bearer token always', async () => {
    const answers = await Promise.all(
      [{}, { 'x-api-key': 'SG_wrong' }, { authorization: `Bearer ${segmind.apiKey}` }].map((headers) =>
        call('GET', '/v1/get-user-credits', { headers }),
      ),
    );
    expect(answers.map(({ status: code }) => code)).toEqual([401, 401, 401]);
    expect(answers[0]?.json.error).toBe('Missing Authorization or x-api-key in header');
    expect(answers[1]?.json.error).toMatch(/^Unauthorized\. API key is invalid/);
    expect(answers[2]?.json.error).toMatch(/^Unauthorized\. API key is invalid/);
  });

  it('a revoked key', async () => {
    segmind.faults.keyRevoked = true;
    expect((await submit()).status).toBe(401);
  });

  it('a body without a JSON content type, and one that is no JSON object', async () => {
    const key = { 'x-api-key': segmind.apiKey };
    const send = (body: string, headers: Record<string, string>) =>
      call('POST', `/v2/${FLASH}`, { body, headers: { ...key, ...headers } });
    const untyped = await request(`${segmind.origin}/v2/${FLASH}`, { method: 'POST', headers: key, dispatcher: agent });
    expect(untyped.statusCode).toBe(406);
    expect(await untyped.body.json()).toMatchObject({ error: expect.stringContaining('Invalid content type') });
    expect((await send('prompt=x', { 'content-type': 'text/plain' })).status).toBe(406);
    expect((await send('{"prompt":', {})).status).toBe(400);
    expect((await send('["a"]', {})).status).toBe(400);
    expect(segmind.submitCount).toBe(0);
  });

  it('an unknown model with 404 and a retired one with 410', async () => {
    segmind.faults.retiredSlugs = [RAY_2];
    expect(await submit(PROMPT, 'ray-1')).toMatchObject({ status: 404, json: { error: 'Model ray-1 not found' } });
    expect(await submit(PROMPT, RAY_2)).toMatchObject({ status: 410, json: { error: expect.any(String) } });
    expect((await submit(PROMPT, 'luma-ray-img-2-video')).status).toBe(200);
  });

  it('a wrong verb with a web page', async () => {
    for (const [method, path] of [
      ['GET', `/v2/${FLASH}`],
      ['POST', '/v2/requests/abc/status'],
      ['PUT', '/v2/requests/abc'],
    ] as const) {
      const answer = await call(method, path);
      expect(answer.status).toBe(405);
      expect(answer.headers['content-type']).toMatch(/^text\/html/);
    }
  });

  it('more than the allowed requests a minute, naming the end of the pause but no Retry-After', async () => {
    segmind.faults.requestsPerMinute = 2;
    const start = clock.now();
    await submit();
    await credits();
    const refused = await submit();
    expect(refused).toMatchObject({ status: 429, json: { error: 'rate_limit_exceeded' } });
    expect(refused.headers['x-rate-limit-reset-at-utc']).toBe(new Date(start + MINUTE).toISOString());
    expect(refused.headers['retry-after']).toBeUndefined();
    segmind.faults.resetStamp = 'epoch-seconds';
    expect((await submit()).headers['x-rate-limit-reset-at-utc']).toBe(String((start + MINUTE) / 1_000));
    clock.advance(MINUTE);
    expect((await submit()).status).toBe(200);
  });
});

describe('the finished file', () => {
  it('is the rendered clip, served to anybody who knows the address, and by the older route', async () => {
    const id = await submitAndFinish({ ...PROMPT, aspect_ratio: '9:16' });
    const { output } = (await result(id)).json;
    const spec = { ...PROMPT, model: 'Ray Flash 2', aspectRatio: '9:16', durationSeconds: 5 };
    const file = await readFile((await clips.clip(fullClipSpec(spec))).path);
    for (const path of [output, `/v1/requests/${id}`]) {
      const answer = await request(path.startsWith('http') ? path : segmind.origin + path, {
        headers: path === output ? {} : { 'x-api-key': segmind.apiKey },
        dispatcher: agent,
      });
      expect(answer.headers).toMatchObject({ 'content-type': 'video/mp4', 'content-length': String(file.length) });
      expect(Buffer.from(await answer.body.arrayBuffer()).equals(file)).toBe(true);
    }
  });

  it('is padded when a size is asked for', async () => {
    segmind.faults.minimumClipBytes = 300_000;
    const id = await submitAndFinish();
    const { json } = await result(id);
    expect(json.video.file_size).toBe('300000');
    expect((await call('GET', json.output)).headers['content-length']).toBe('300000');
  });

  it.each<[OutputFaultKind, object]>([
    ['not-found', { status: 404 }],
    ['error-500', { status: 500 }],
    ['html', { status: 200, text: expect.stringContaining('<html>') }],
    ['text', { status: 200, text: 'This is not a video.\n' }],
    ['garbage-mp4', { status: 200, text: expect.stringContaining('ftypisom') }],
    [
      'redirect-private',
      { status: 302, headers: expect.objectContaining({ location: 'http://127.0.0.1:9/clip.mp4' }) },
    ],
    ['redirect-elsewhere', { status: 302, text: '' }],
    ['octet-stream', { status: 200, headers: expect.objectContaining({ 'content-type': 'application/octet-stream' }) }],
  ])('can be spoilt once: %s', async (kind, expected) => {
    const id = await submitAndFinish();
    const { output } = (await result(id)).json;
    segmind.faults.output = { kind, times: 1 };
    expect(await call('GET', output)).toMatchObject(expected);
    expect(await call('GET', output)).toMatchObject({ status: 200, headers: { 'content-type': 'video/mp4' } });
  });

  it('can come without its length, or slowly, and whole all the same', async () => {
    const id = await submitAndFinish();
    const { output, video } = (await result(id)).json;
    for (const kind of ['chunked', 'slow'] as const) {
      segmind.faults.output = { kind };
      const answer = await request(output, { dispatcher: agent });
      expect(answer.headers['content-length']).toBe(kind === 'chunked' ? undefined : video.file_size);
      expect((await answer.body.arrayBuffer()).byteLength).toBe(Number(video.file_size));
    }
  });

  it('can break off in the middle', async () => {
    const id = await submitAndFinish();
    const { output } = (await result(id)).json;
    segmind.faults.output = { kind: 'truncated' };
    await expect(call('GET', output)).rejects.toThrow();
  });
});

describe('an answer', () => {
  it.each<[ResultShape, (url: string) => object]>([
    ['output-object', (url) => ({ output: { url } })],
    ['output-array', (url) => ({ output: [url] })],
    ['video-only', (url) => ({ video: { url } })],
    ['nested', (url) => ({ data: { output: url } })],
  ])('can name the file in another place: %s', async (shape, expected) => {
    const id = await submitAndFinish();
    const { output } = (await result(id)).json;
    segmind.faults.resultShape = shape;
    expect((await result(id)).json).toMatchObject(expected(output));
  });

  it('can name no file at all', async () => {
    const id = await submitAndFinish();
    segmind.faults.resultShape = 'missing';
    const { text, json } = await result(id);
    expect(json.status).toBe('COMPLETED');
    expect(text).not.toContain('.mp4');
  });

  it('can use other words for the state, and 202 for a result that is not there yet', async () => {
    segmind.faults.statusWord = 'lower-case';
    segmind.faults.runningResultStatus = 202;
    const { json } = await submit();
    expect((await status(json.request_id)).json.status).toBe('processing');
    expect((await result(json.request_id)).status).toBe(202);
    segmind.faults.statusWord = 'unknown';
    expect((await status(json.request_id)).json.status).toBe('WARMING_UP');
    await finishNewestJob();
    expect((await status(json.request_id)).json.status).toBe('COMPLETED');
  });

  it('can be 404 for the first seconds after a submit', async () => {
    segmind.faults.unknownForMs = 3_000;
    const { json } = await submit();
    expect((await status(json.request_id)).status).toBe(404);
    clock.advance(3_000);
    expect((await status(json.request_id)).status).toBe(200);
  });

  it.each([
    ['malformed-json', { status: 200, json: undefined }],
    ['html', { status: 200, text: expect.stringContaining('<html>') }],
    ['empty', { status: 200, text: '' }],
    ['error-429', { status: 429 }],
    ['error-500', { status: 500, json: { error: expect.any(String) } }],
    ['error-502', { status: 502, text: expect.stringContaining('<html>') }],
    ['error-503', { status: 503 }],
    ['error-504', { status: 504 }],
  ] as const)('can be spoilt on every route, for as many times as asked: %s', async (kind, expected) => {
    const { request_id: id } = (await submit()).json;
    const routes = {
      status: () => status(id),
      result: () => result(id),
      credits: () => call('GET', '/v1/get-user-credits'),
    };
    for (const [route, get] of Object.entries(routes)) {
      segmind.faults[route as keyof typeof routes] = { kind, times: 2 };
      expect(await get()).toMatchObject(expected);
      expect(await get()).toMatchObject(expected);
      expect(await get()).toMatchObject({ status: 200, json: expect.any(Object) });
    }
  });

  it('can be far too long', async () => {
    const { request_id: id } = (await submit()).json;
    segmind.faults.status = { kind: 'huge-json' };
    expect((await status(id)).text.length).toBeGreaterThan(10_000_000);
  });

  it('can never end, or never begin', async () => {
    const { request_id: id } = (await submit()).json;
    segmind.faults.status = { kind: 'endless', times: 1 };
    const endless = await request(`${segmind.origin}/v2/requests/${id}/status`, {
      headers: { 'x-api-key': segmind.apiKey },
      dispatcher: agent,
    });
    const [first] = await endless.body.take(1).toArray();
    expect(String(first).trim()).toBe('');

    segmind.faults.status = { kind: 'silent', times: 1 };
    const caller = new AbortController();
    const silent = call('GET', `/v2/requests/${id}/status`, { signal: caller.signal });
    await vi.waitFor(() => expect(segmind.requests.length).toBe(3));
    caller.abort();
    await expect(silent).rejects.toThrow(/abort/i);
  });

  it('can be a closed connection', async () => {
    const { request_id: id } = (await submit()).json;
    segmind.faults.status = { kind: 'drop', times: 1 };
    await expect(status(id)).rejects.toThrow(/closed/);
    expect((await status(id)).status).toBe(200);
  });
});

describe('a submit', () => {
  it.each<[SubmitFaultKind, number]>([
    ['error-429', 429],
    ['error-500', 500],
    ['error-502', 502],
    ['error-403', 403],
    ['credits-402', 402],
    ['credits-406', 406],
  ])('that is answered %s was not accepted', async (kind, code) => {
    segmind.faults.submit = { kind, times: 1 };
    const refused = await submit();
    expect(refused.status).toBe(code);
    if (kind.startsWith('credits')) expect(refused.json.error).toContain('Insufficient credits');
    expect(segmind.submitCount).toBe(0);
    expect((await submit()).status).toBe(200);
  });

  it.each<SubmitFaultKind>(['accepted-502', 'malformed-json', 'empty', 'html'])(
    'that is answered %s was accepted all the same, and is charged',
    async (kind) => {
      segmind.faults.submit = { kind };
      expect((await submit()).json?.request_id).toBeUndefined();
      expect(segmind.submitCount).toBe(1);
      await finishNewestJob();
      expect(segmind.credits).toBe(99.625);
    },
  );

  it('whose connection is dropped before it is read was not accepted, and one dropped afterwards was', async () => {
    segmind.faults.submit = { kind: 'drop-before-reading', times: 1 };
    await expect(submit()).rejects.toThrow();
    expect(segmind.submitCount).toBe(0);
    segmind.faults.submit = { kind: 'drop', times: 1 };
    await expect(submit()).rejects.toThrow();
    expect(segmind.submitCount).toBe(1);
    expect(segmind.requests.map(({ status: code }) => code)).toEqual([null, null]);
  });

  it('can be waited for, whether it has come already or not', async () => {
    const awaited = segmind.waitForSubmit(({ body }) => body.prompt === 'The second');
    await submit();
    await submit({ prompt: 'The second' });
    expect((await awaited).id).toBe(segmind.jobs[1]?.id);
    expect((await segmind.waitForSubmit()).id).toBe(segmind.jobs[0]?.id);
  });

  it('that never comes is given up when the server is closed', async () => {
    const awaited = expect(segmind.waitForSubmit()).rejects.toThrow(/closed/);
    await restart({});
    await awaited;
  });
});

it('records what came in and how it was answered', async () => {
  const { json } = await submit();
  await status(json.request_id);
  await status('nobody');
  expect(segmind.requests).toEqual([
    {
      at: clock.now(),
      method: 'POST',
      path: `/v2/${FLASH}`,
      headers: { 'x-api-key': segmind.apiKey, 'content-type': 'application/json' },
      body: PROMPT,
      status: 200,
    },
    expect.objectContaining({ method: 'GET', path: `/v2/requests/${json.request_id}/status`, body: null, status: 200 }),
    expect.objectContaining({ path: '/v2/requests/nobody/status', status: 404 }),
  ]);
});
