import { PassThrough } from 'node:stream';
import { Agent, request } from 'undici';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClipLibrary } from '../../sandbox/clips/clip-library.ts';
import type { SegmindFaults } from '../../sandbox/segmind/faults.ts';
import { type LocalSegmind, startLocalSegmind } from '../../sandbox/segmind/local-segmind.ts';
import { type CallOptions, callSegmind, ManualClock } from './segmind-fixture.ts';

const FLASH = 'ray-flash-2-720p';
const PROMPT = { prompt: 'A paper boat on a puddle' };
const MINUTE = 60_000;
const MEGABYTE = 1_048_576;

const clips = createClipLibrary({ quality: 'tiny' });
let agent: Agent;
let clock: ManualClock;
let segmind: LocalSegmind;

beforeEach(async () => {
  agent = new Agent();
  clock = new ManualClock();
  segmind = await startLocalSegmind({ clock, clips, latencyMs: MINUTE });
});
afterEach(async () => {
  await segmind.close();
  await agent.destroy();
});
afterAll(() => clips.close());

const call = (method: 'GET' | 'POST' | 'PUT', path: string, options?: CallOptions) =>
  callSegmind(segmind, agent, method, path, options);
const submit = () => call('POST', `/v2/${FLASH}`, { body: PROMPT });
const status = (id: string) => call('GET', `/v2/requests/${id}/status`);
const result = (id: string) => call('GET', `/v2/requests/${id}`);
const credits = () => call('GET', '/v1/get-user-credits');
const switchOn = (switches: Partial<SegmindFaults>) => Object.assign(segmind.faults, switches);

async function submitAndFinish(): Promise<string> {
  const { json } = await submit();
  clock.advance(MINUTE);
  await vi.waitFor(() => expect(segmind.jobs.at(-1)?.finishedAt).not.toBeNull(), { timeout: 10_000 });
  return json.request_id;
}

describe('a result', () => {
  it('can have the fields that not every model fills', async () => {
    const id = await submitAndFinish();
    const plain = (await result(id)).json;
    switchOn({ resultExtras: true });
    expect((await result(id)).json).toEqual({
      ...plain,
      ...PROMPT,
      seed: expect.stringMatching(/^\d+$/),
      timings: { inference: 60 },
      metrics: { ...plain.metrics, retry_count: 1 },
    });
  });

  it('can have its numbers as texts', async () => {
    const id = await submitAndFinish();
    switchOn({ numbersAsStrings: true });
    expect((await result(id)).json.metrics).toMatchObject({
      cost: '0.375',
      remaining_credits: '99.625',
      inference_time: '60',
    });
    expect((await credits()).json).toEqual({ credits: '99.625', 'free-credits': '0' });
    expect((await call('GET', segmind.historyUrl)).json.generations).toMatchObject([
      { credits_deduction: '0.375', latency_ms: '60000' },
    ]);
  });

  it('can have fields that nobody knows, and null for those that can be missed', async () => {
    const id = await submitAndFinish();
    const plain = (await result(id)).json;
    switchOn({ oddFields: 'extra' });
    const more = (await result(id)).json;
    expect(more).toMatchObject(plain);
    expect(Object.keys(more).length).toBeGreaterThan(Object.keys(plain).length);
    switchOn({ oddFields: 'null' });
    expect((await result(id)).json).toEqual({ ...plain, metrics: null, video: null });
    expect((await submit()).json).toMatchObject({ request_id: expect.any(String), poll_url: null, status_url: null });
  });
});

it('a failed job is charged and names its cost only when failures are billed', async () => {
  switchOn({ failJobs: 'moderation', billsFailures: true });
  const billed = (await submit()).json.request_id;
  switchOn({ billsFailures: false });
  const free = (await submit()).json.request_id;
  clock.advance(MINUTE);
  expect(await status(billed)).toMatchObject({ status: 422, json: { status: 'FAILED', metrics: { cost: 0.375 } } });
  expect((await status(free)).json.metrics.cost).toBeUndefined();
  expect(segmind.jobs.map(({ chargedUsd }) => chargedUsd)).toEqual([0.375, 0]);
  expect(segmind.credits).toBe(99.625);
});

it('what a failed job had reserved can be spent by the next submit, though nobody has asked after it', async () => {
  segmind.credits = 0.5;
  switchOn({ failJobs: 'moderation' });
  await submit();
  clock.advance(MINUTE);
  expect((await submit()).status).toBe(200);
});

it('a refused key can be told as an OAuth error', async () => {
  switchOn({ keyRefusal: 'oauth', keyRevoked: true });
  for (const path of ['/v1/get-user-credits', segmind.historyUrl])
    expect(await call('GET', path)).toMatchObject({
      status: 401,
      json: { error: 'invalid_api_key', error_description: expect.stringMatching(/^Unauthorized/), status_code: 401 },
    });
});

describe('the balance', () => {
  it('can be missing', async () => {
    switchOn({ noBalanceRecord: true });
    expect(await credits()).toMatchObject({ status: 404, json: { error: expect.stringContaining('balance record') } });
  });

  it('can be below zero, and pays for nothing then', async () => {
    segmind.credits = -0.25;
    expect((await credits()).json.credits).toBe(-0.25);
    expect(await submit()).toMatchObject({
      status: 402,
      json: { error: 'Insufficient credits. You have -0.25 credits.' },
    });
  });
});

describe('an upload of a video', () => {
  const upload = (bytes: number, contentType: string) =>
    call('POST', segmind.uploadUrl, {
      body: { data_urls: [`data:${contentType};base64,${Buffer.alloc(bytes, 7).toString('base64')}`] },
    });

  it('is taken where a picture of the same size is not, and served to anybody', async () => {
    expect((await upload(11 * MEGABYTE, 'image/png')).status).toBe(413);
    const { status: code, json } = await upload(11 * MEGABYTE, 'video/mp4');
    expect(code).toBe(200);
    expect(json.urls[0]).toMatch(/\.mp4$/);
    const { headers, body } = await request(json.urls[0], { dispatcher: agent });
    expect(headers).toMatchObject({ 'content-type': 'video/mp4', 'content-length': String(11 * MEGABYTE) });
    expect(Buffer.from(await body.arrayBuffer()).equals(Buffer.alloc(11 * MEGABYTE, 7))).toBe(true);
  });

  it('is refused unread when it is announced to be larger than 200 MB are in base64', async () => {
    const unsent = new PassThrough();
    // The head goes out with the first byte only.
    unsent.write('{');
    const { statusCode, body } = await request(segmind.uploadUrl, {
      method: 'POST',
      headers: {
        'x-api-key': segmind.apiKey,
        'content-type': 'application/json',
        'content-length': String(280 * MEGABYTE),
      },
      body: unsent,
      dispatcher: agent,
    });
    expect(statusCode).toBe(413);
    body.on('error', () => {}).destroy();
    unsent.destroy();
  });
});
