import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, type Dispatcher, FormData, request } from 'undici';
import { onTestFinished } from 'vitest';
import {
  type LocalApiframe,
  type LocalApiframeOptions,
  startLocalApiframe,
} from '../../sandbox/apiframe/local-apiframe.ts';
import type { ClipLibrary } from '../../sandbox/clips/clip-library.ts';
import type { ClipSpec } from '../../sandbox/clips/clip-spec.ts';
import { ManualClock, until } from '../builders/manual-clock.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const FLASH = { model: 'luma-ray-flash-2', prompt: 'The tide comes in' };
export const RAY_2 = { model: 'luma-ray-2', prompt: 'The tide comes in' };
/** Stands for a finished file where nobody looks into it. */
export const CLIP_BYTES = Buffer.alloc(2_000, 'clip');

export interface Answer {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly bytes: Buffer;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the server wrote
  readonly json: any;
}

export interface CallOptions {
  readonly headers?: Record<string, string>;
  readonly body?: object | string;
  readonly signal?: AbortSignal;
}

/** A local Apiframe on a clock that stands still, and its caller. It ends with the test. */
export interface ApiframeWorld {
  readonly apiframe: LocalApiframe;
  readonly clock: ManualClock;
  /** What was ordered from the renderer. */
  readonly orders: readonly ClipSpec[];
  /** With the key unless told otherwise; `path` may be a whole address. */
  call(method: 'GET' | 'POST', path: string, options?: CallOptions): Promise<Answer>;
  submit(body?: object, headers?: Record<string, string>): Promise<Answer>;
  job(id: string): Promise<Answer>;
  upload(bytes: Buffer, contentType?: string, part?: string): Promise<Answer>;
  /** Submits and lets a minute pass, until it has ended; the job's id. */
  run(body?: object): Promise<string>;
}

/** Every generation takes a minute; nothing is rendered unless `clips` are given. */
export async function startApiframe(options: Partial<LocalApiframeOptions> = {}): Promise<ApiframeWorld> {
  const clock = new ManualClock();
  const agent = new Agent();
  const orders: ClipSpec[] = [];
  const clips = options.clips ?? (await cannedClips(orders));
  const apiframe = await startLocalApiframe({ clock, latencyMs: MINUTE, ...options, clips });
  onTestFinished(async () => {
    await apiframe.close();
    await agent.destroy();
  });

  async function send(path: string, sent: Omit<Dispatcher.RequestOptions, 'path' | 'origin'>): Promise<Answer> {
    const url = path.startsWith('http') ? path : apiframe.origin + path;
    const { statusCode: status, headers, body } = await request(url, { ...sent, dispatcher: agent });
    const bytes = Buffer.from(await body.arrayBuffer());
    const text = bytes.toString();
    return { status, headers, bytes, text, json: parseIfPossible(text) };
  }

  const world: ApiframeWorld = {
    apiframe,
    clock,
    orders,
    call: (method, path, { headers = { 'x-api-key': apiframe.apiKey }, body, signal } = {}) =>
      send(path, {
        method,
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        body: typeof body === 'object' ? JSON.stringify(body) : (body ?? null),
        signal: signal ?? null,
      }),
    submit: (body = FLASH, headers = {}) =>
      world.call('POST', '/v2/videos/generate', { body, headers: { 'x-api-key': apiframe.apiKey, ...headers } }),
    job: (id) => world.call('GET', `/v2/jobs/${id}`),
    upload(bytes, contentType = 'image/png', part = 'file') {
      const form = new FormData();
      form.append(part, new Blob([new Uint8Array(bytes)], { type: contentType }), 'picture');
      return send('/v2/uploads', { method: 'POST', headers: { 'x-api-key': apiframe.apiKey }, body: form });
    },
    async run(body = FLASH) {
      const { json } = await world.submit(body);
      await clock.advance(MINUTE);
      await until(() => apiframe.jobs.find(({ id }) => id === json.jobId)?.finishedAt !== null);
      return json.jobId;
    },
  };
  return world;
}

/** Hands out the same file for every order. */
async function cannedClips(orders: ClipSpec[]): Promise<ClipLibrary> {
  const directory = await mkdtemp(join(tmpdir(), 'raybot-canned-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const path = join(directory, 'clip.mp4');
  await writeFile(path, CLIP_BYTES);
  return {
    async clip(spec) {
      orders.push(spec);
      return { path, bytes: CLIP_BYTES.length, width: spec.width, height: spec.height, durationSeconds: 5 };
    },
    renderedCount: 0,
    close: async () => {},
  };
}

function parseIfPossible(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
