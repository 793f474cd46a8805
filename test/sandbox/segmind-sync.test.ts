import { readFile } from 'node:fs/promises';
import { Agent, FormData, request } from 'undici';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClipLibrary } from '../../sandbox/clips/clip-library.ts';
import { fullClipSpec } from '../../sandbox/clips/clip-spec.ts';
import type { SyncFaultKind } from '../../sandbox/segmind/fault-kinds.ts';
import type { SegmindFaults } from '../../sandbox/segmind/faults.ts';
import { type LocalSegmind, type LocalSegmindOptions, startLocalSegmind } from '../../sandbox/segmind/local-segmind.ts';
import { createLookout } from '../../sandbox/segmind/lookout.ts';
import { type CallOptions, callSegmind, ManualClock } from './segmind-fixture.ts';

const FLASH = 'ray-flash-2-720p';
const RAY_2 = 'luma-ray-txt-2-video';
const RAY_2_IMAGE = 'luma-ray-img-2-video';
const PROMPT = { prompt: 'A paper boat on a puddle' };
const MINUTE = 60_000;

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
  return startLocalSegmind({ clock, clips, latencyMs: MINUTE, ...options });
}

async function restart(options: Partial<LocalSegmindOptions>): Promise<void> {
  await segmind.close();
  segmind = await start(options);
}

interface FileAnswer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly bytes: Buffer;
  readonly text: string;
}

const call = (method: 'GET' | 'POST' | 'PUT', path: string, options?: CallOptions) =>
  callSegmind(segmind, agent, method, path, options);

/** Sends a body as it is, with the key, and reads the whole answer. */
async function send(
  slug: string,
  body: string | FormData | null,
  headers: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<FileAnswer> {
  const answer = await request(`${segmind.origin}/v1/${slug}`, {
    method: 'POST',
    headers: { 'x-api-key': segmind.apiKey, ...headers },
    body,
    dispatcher: agent,
    signal: signal ?? null,
  });
  const bytes = Buffer.from(await answer.body.arrayBuffer());
  return { status: answer.statusCode, headers: answer.headers, bytes, text: bytes.toString('latin1') };
}

const sendJson = (body: object = PROMPT, slug = FLASH, signal?: AbortSignal) =>
  send(slug, JSON.stringify(body), { 'content-type': 'application/json' }, signal);

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

/** Submits, lets the time of the generation pass once the job is there, and returns the answer. */
async function run(answered: Promise<FileAnswer> = sendJson(), passMs = MINUTE): Promise<FileAnswer> {
  await segmind.waitForSubmit();
  clock.advance(passMs);
  return answered;
}

async function fileOf(model: string, aspectRatio: string): Promise<Buffer> {
  const spec = fullClipSpec({ ...PROMPT, model, aspectRatio, durationSeconds: 5 });
  return readFile((await clips.clip(spec)).path);
}

describe('the synchronous road', () => {
  it('holds the connection until the job is done, then answers with the file and what it cost', async () => {
    let answered = false;
    const answer = sendJson({ ...PROMPT, duration: 5 }).finally(() => {
      answered = true;
    });
    const job = await segmind.waitForSubmit();
    await clips.clip(fullClipSpec({ ...PROMPT, model: 'Ray Flash 2', aspectRatio: '16:9', durationSeconds: 5 }));
    clock.advance(MINUTE - 1);
    // A whole exchange on another connection: time enough for an answer that came too early.
    await call('GET', '/v1/get-user-credits');
    expect({ answered, state: job.state }).toEqual({ answered: false, state: expect.stringMatching(/QUEUED|PROC/) });

    clock.advance(1);
    const { status, headers, bytes } = await answer;
    const file = await fileOf('Ray Flash 2', '16:9');
    expect(status).toBe(200);
    expect(bytes.equals(file)).toBe(true);
    expect(headers).toMatchObject({
      'content-type': 'image/jpeg',
      'content-length': String(file.length),
      'x-cost': '0.375',
      'x-remaining-credits': '99.625',
      'x-request-id': job.id,
      'x-generation-time': '60',
      'x-seed-value': expect.stringMatching(/^\d+$/),
    });
    expect(segmind.jobs).toMatchObject([
      { id: job.id, road: 'sync', slug: FLASH, state: 'COMPLETED', chargedUsd: 0.375 },
    ]);
  });

  it.each([
    [RAY_2, { ...PROMPT, resolution: '720p', aspect_ratio: '1:1' }],
    [RAY_2_IMAGE, { ...PROMPT, start_frame: 'http://127.0.0.1:9/none.png' }],
  ])('serves %s too, and says at the end what went wrong with it', async (slug, body) => {
    segmind.faults.failJobs = 'generic';
    expect(await run(sendJson(body, slug))).toMatchObject({
      status: 500,
      text: expect.stringContaining('internal error'),
    });
    expect(segmind.jobs).toMatchObject([{ slug, state: 'FAILED', chargedUsd: 0 }]);
  });

  it('takes a form, whose fields are texts', async () => {
    const fields = { ...PROMPT, duration: '5', loop: 'false', aspect_ratio: '16:9' };
    const { status, bytes } = await run(send(FLASH, formOf(fields)));
    expect(status).toBe(200);
    expect(bytes.toString('latin1', 4, 8)).toBe('ftyp');
    expect(segmind.jobs[0]?.body).toEqual({ ...fields, loop: false });
    expect(segmind.requests[0]?.body).toEqual(fields);
  });

  it.each(['null', "toB64('null')"])('takes %s in a form for a picture, which is not to be had', async (text) => {
    const answer = await run(send(FLASH, formOf({ ...PROMPT, start_image_url: text })));
    expect(answer).toMatchObject({ status: 500, text: expect.stringContaining('user input frames') });
    expect(segmind.jobs[0]?.images).toMatchObject([{ role: 'start', url: text, sha256: null }]);
    expect(segmind.credits).toBe(100);
  });

  it('has the fields of a form checked as strictly as those of JSON', async () => {
    expect((await send(FLASH, formOf({ ...PROMPT, loop: 'perhaps' }))).text).toContain('loop must be a boolean');
    expect((await send(FLASH, formOf({ ...PROMPT, duration: '7' }))).text).toContain('duration');
    expect((await send(FLASH, 'nonsense', { 'content-type': 'multipart/form-data; boundary=x' })).status).toBe(400);
    expect(segmind.submitCount).toBe(0);
  });

  it('refuses another content type, and none', async () => {
    for (const headers of [
      {},
      { 'content-type': 'text/plain' },
      { 'content-type': 'application/x-www-form-urlencoded' },
    ])
      expect(await send(FLASH, 'prompt=x', headers as Record<string, string>)).toMatchObject({
        status: 406,
        text: expect.stringContaining('Invalid content type'),
      });
    expect(segmind.submitCount).toBe(0);
  });

  it.each([406, 400] as const)('refuses what the model does not take with %i, at once and unbilled', async (status) => {
    segmind.faults.v1RefusedStatus = status;
    const refused = await sendJson({ ...PROMPT, aspect_ratio: '2:3' });
    expect(refused).toMatchObject({ status, text: expect.stringContaining('aspect_ratio must be one of') });
    expect(segmind.submitCount).toBe(0);
  });

  it.each([500, 422, 400] as const)('answers a moderated prompt with %i and the reason, unbilled', async (status) => {
    segmind.faults.v1FailureStatus = status;
    const answer = await run(sendJson({ prompt: 'Something forbidden' }), 4_000);
    expect(answer).toMatchObject({ status, text: expect.stringContaining('moderation') });
    expect(answer.headers['x-cost']).toBe('0');
    expect(segmind.credits).toBe(100);
  });

  it.each([406, 402] as const)('answers %i when the balance is too low', async (status) => {
    await restart({ credits: 0.3, faults: { v1CreditsStatus: status } });
    expect(await sendJson()).toMatchObject({
      status,
      text: '{"error":"Insufficient credits. You have 0.3 credits."}',
    });
    expect(segmind.submitCount).toBe(0);
  });

  it('knows neither a retired model nor an unknown one', async () => {
    segmind.faults.retiredSlugs = [RAY_2];
    expect((await sendJson(PROMPT, RAY_2)).status).toBe(410);
    expect(await sendJson(PROMPT, 'ray-1')).toMatchObject({ status: 404, text: '{"error":"Model ray-1 not found"}' });
  });

  it('has the gate of the other road: key, rate limit, verbs', async () => {
    expect((await send(FLASH, '{}', { 'x-api-key': 'SG_wrong' })).status).toBe(401);
    const wrongVerb = await call('GET', `/v1/${FLASH}`);
    expect(wrongVerb).toMatchObject({ status: 405, text: expect.stringContaining('<html>') });
    expect((await call('POST', '/v1/get-user-credits', { body: {} })).status).toBe(405);
    segmind.faults.requestsPerMinute = 1;
    expect((await sendJson()).status).toBe(429);
  });
});

describe('what a done job is answered with', () => {
  it.each([
    ['v1ContentType', 'video/mp4'],
    ['v1ContentType', 'application/octet-stream'],
  ] as const)('can be labelled otherwise: %s %s', async (key, contentType) => {
    segmind.faults[key] = contentType;
    expect((await run()).headers['content-type']).toBe(contentType);
  });

  it('can be JSON with the address of the file, wherever that stands in it', async () => {
    Object.assign(segmind.faults, { v1Answer: 'json-url', resultShape: 'nested' } satisfies Partial<SegmindFaults>);
    const { headers, text } = await run();
    expect(headers['content-type']).toMatch(/^application\/json/);
    const url = JSON.parse(text).data.output;
    expect((await call('GET', url)).headers['content-type']).toBe('video/mp4');
    expect(headers['x-cost']).toBe('0.375');
  });

  it('can be a web page, and charged all the same', async () => {
    segmind.faults.v1Answer = 'html-200';
    expect(await run()).toMatchObject({ status: 200, text: expect.stringContaining('<html>') });
    expect(segmind.credits).toBe(99.625);
  });

  it('can lack the accounting headers, or have nonsense in them', async () => {
    segmind.faults.v1Headers = 'none';
    const bare = await run();
    expect(Object.keys(bare.headers).filter((name) => name.startsWith('x-'))).toEqual([]);
    await restart({ faults: { v1Headers: 'malformed' } });
    const { headers } = await run();
    expect(Number(headers['x-cost'])).toBeNaN();
    expect(Number(headers['x-remaining-credits'])).toBeNaN();
    expect(headers['x-request-id']).not.toMatch(/^[\w-]{8,128}$/);
  });

  it.each<[SyncFaultKind, object]>([
    ['chunked', { status: 200, headers: expect.not.objectContaining({ 'content-length': expect.anything() }) }],
    ['malformed-json', { status: 200, text: expect.stringMatching(/^\{"status":"COMPLETED"[^}]*$/) }],
    ['empty', { status: 200, text: '' }],
    ['html', { status: 200, text: expect.stringContaining('<html>') }],
    ['garbage-mp4', { status: 200, text: expect.stringContaining('ftypisom') }],
    ['text', { status: 200, text: 'This is not a video.\n' }],
  ])('can be spoilt, and is charged all the same: %s', async (kind, expected) => {
    segmind.faults.sync = { kind };
    expect(await run()).toMatchObject(expected);
    expect(segmind.credits).toBe(99.625);
  });

  it('can break off in the middle of the announced bytes', async () => {
    segmind.faults.sync = { kind: 'truncated' };
    await expect(run()).rejects.toThrow();
    expect(segmind.credits).toBe(99.625);
  });

  it.each(['endless', 'flood'] as const)('can go on behind the file without end: %s', async (kind) => {
    segmind.faults.sync = { kind };
    const file = await fileOf('Ray Flash 2', '16:9');
    const answered = request(`${segmind.origin}/v1/${FLASH}`, {
      method: 'POST',
      headers: { 'x-api-key': segmind.apiKey, 'content-type': 'application/json' },
      body: JSON.stringify(PROMPT),
      dispatcher: agent,
    });
    await segmind.waitForSubmit();
    clock.advance(MINUTE);
    let bytes = 0;
    for await (const slice of (await answered).body) {
      bytes += slice.length;
      if (bytes > file.length) break;
    }
    expect(bytes).toBeGreaterThan(file.length);
  });

  it('can have its index at the end, and is the same clip', async () => {
    segmind.faults.sync = { kind: 'moov-last' };
    const { bytes } = await run();
    const file = await fileOf('Ray Flash 2', '16:9');
    expect(bytes.length).toBe(file.length);
    expect(bytes.indexOf('moov')).toBeGreaterThan(bytes.indexOf('mdat'));
    expect(file.indexOf('moov')).toBeLessThan(file.indexOf('mdat'));
    expect(firstSample(bytes)).toEqual(firstSample(file));
  });
});

/** The bytes that the index says the first chunk begins with. */
function firstSample(file: Buffer): Buffer {
  const offset = file.readUInt32BE(file.indexOf('stco') + 12);
  return file.subarray(offset, offset + 64);
}

describe('a caller without an answer', () => {
  it.each<[SyncFaultKind, number]>([
    ['error-429', 429],
    ['error-500', 500],
    ['error-502', 502],
    ['error-403', 403],
    ['error-400', 400],
    ['credits-406', 406],
    ['spend-limit-406', 406],
    ['value-406', 406],
  ])('that is refused with %s has made no job', async (kind, status) => {
    segmind.faults.sync = { kind, times: 1 };
    expect((await sendJson()).status).toBe(status);
    expect(segmind.submitCount).toBe(0);
  });

  it('whose connection is dropped before it was read has made no job', async () => {
    segmind.faults.sync = { kind: 'drop-before-reading' };
    await expect(sendJson()).rejects.toThrow();
    expect(segmind.submitCount).toBe(0);
  });

  it.each<[SyncFaultKind, () => Promise<unknown>]>([
    ['drop', () => expect(sendJson()).rejects.toThrow()],
    ['accepted-502', async () => expect((await sendJson()).status).toBe(502)],
  ])('pays for its job all the same: %s', async (kind, callAndFail) => {
    segmind.faults.sync = { kind };
    await callAndFail();
    await expectCharged();
  });

  it('pays when it hangs up, or gives up a silent connection', async () => {
    for (const kind of [null, 'silent'] as const) {
      await restart({ faults: { sync: kind && { kind } } });
      const caller = new AbortController();
      const answered = sendJson(PROMPT, FLASH, caller.signal);
      await segmind.waitForSubmit();
      caller.abort();
      await expect(answered).rejects.toThrow(/abort/i);
      await expectCharged();
    }
  });

  it('pays when the gateway has cut it off, and is told nothing of the job', async () => {
    segmind.faults.v1GatewayTimeoutMs = 30_000;
    const answer = await run(sendJson(), 30_000);
    expect(answer).toMatchObject({ status: 504, text: expect.stringContaining('<html>') });
    expect(answer.headers['x-request-id']).toBeUndefined();
    expect(segmind.jobs[0]?.state).not.toBe('COMPLETED');
    await expectCharged();
  });

  it('is served before the gateway would cut it off', async () => {
    segmind.faults.v1GatewayTimeoutMs = MINUTE + 1;
    await clips.clip(fullClipSpec({ ...PROMPT, model: 'Ray Flash 2', aspectRatio: '16:9', durationSeconds: 5 }));
    expect((await run()).status).toBe(200);
  });

  it('waits while jobs are held, and is answered when they go on', async () => {
    segmind.faults.holdJobs = true;
    const answered = sendJson();
    await segmind.waitForSubmit();
    clock.advance(MINUTE);
    await call('GET', '/v1/get-user-credits');
    expect(segmind.requests[0]?.status).toBeNull();
    segmind.faults.holdJobs = false;
    expect((await answered).status).toBe(200);
  });

  async function expectCharged(): Promise<void> {
    clock.advance(MINUTE);
    await vi.waitFor(() => expect(segmind.jobs[0]?.finishedAt).not.toBeNull(), { timeout: 10_000 });
    expect(segmind.submitCount).toBe(1);
    expect(segmind.credits).toBe(99.625);
  }
});

it.each([false, true])('the read routes know a job of this road only when that is switched on: %s', async (known) => {
  segmind.faults.v1KnownByV2 = known;
  const id = (await run()).headers['x-request-id'];
  for (const path of [`/v2/requests/${id}/status`, `/v2/requests/${id}`, `/v1/requests/${id}`])
    expect((await call('GET', path)).status).toBe(known ? 200 : 404);
});

describe('a lookout', () => {
  it('lets go of those who have gone and, when it is closed, of all', async () => {
    const lookout = createLookout(() => {});
    const caller = new AbortController();
    const gone = lookout.until(() => false, caller.signal);
    const patient = lookout.until(() => false, new AbortController().signal);
    caller.abort();
    expect(await gone).toBe(false);
    lookout.close();
    expect(await patient).toBe(false);
    expect(await lookout.until(() => true, new AbortController().signal)).toBe(false);
  });
});

it('two roads share the balance', async () => {
  await restart({ credits: 0.5 });
  const answered = sendJson();
  await segmind.waitForSubmit();
  expect((await call('POST', `/v2/${FLASH}`, { body: PROMPT })).status).toBe(402);
  expect(segmind.jobs.map(({ road }) => road)).toEqual(['sync']);
  expect((await run(answered)).status).toBe(200);
});
