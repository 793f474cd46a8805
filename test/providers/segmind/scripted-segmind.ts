import {
  createHttpClient,
  type HttpAnswer,
  type HttpCall,
  type HttpClient,
} from '../../../src/providers/http-client.ts';
import { createPace, type Pace } from '../../../src/providers/pace.ts';
import { createPeer } from '../../../src/providers/peer.ts';
import { createSegmind, type SegmindOptions } from '../../../src/providers/segmind/segmind.ts';
import type { CallPriority } from '../../../src/providers/turn-queue.ts';
import type { Operation, SubmitInput, VideoProvider } from '../../../src/providers/video-provider.ts';

export const apiKey = 'SG_0123456789abcdef';
export const uploadUrl = 'https://upload.segmind.example/upload-asset';
export const historyUrl = 'https://history.segmind.example/inference-request/generations';
export const forever = new AbortController().signal;

export const flashInput: SubmitInput = {
  jobId: '1122334455667788990',
  attempt: 1,
  model: 'ray-flash-2',
  slug: 'ray-flash-2-720p',
  prompt: 'a “fox” 🦊',
  durationSeconds: 9,
  aspectRatio: '9:21',
  resolution: '720p',
  loop: false,
  concepts: [],
  images: {},
};
export const ray2Input: SubmitInput = {
  ...flashInput,
  model: 'ray-2',
  slug: 'luma-ray-txt-2-video',
  durationSeconds: 5,
  aspectRatio: '16:9',
  loop: true,
};

/** An accepted request of the asynchronous road. */
export const operation: Operation = {
  requestId: '8f14e45fceea467fa5d92f8d5f6b1c11',
  slug: flashInput.slug,
  submittedAt: Date.parse('2026-08-02T12:00:00Z'),
};

/** An answer as the HTTP client would give it. */
export function answer(status: number, body: unknown, headers: Record<string, string> = {}): HttpAnswer {
  const isText = typeof body === 'string';
  return { status, headers, text: isText ? body : JSON.stringify(body), json: isText ? undefined : body, file: null };
}

/** An answer that is a video, as the HTTP client would give it. */
export function videoAnswer(headers: Record<string, string> = {}): HttpAnswer {
  return { ...answer(200, '', headers), file: { path: '/videos/0b9f', bytes: 2_921_557 } };
}

type Road = Partial<Pick<SegmindOptions, 'mode' | 'v1Body' | 'now'>>;

/** A minute after `operation` was submitted. */
const aMinuteLater = () => operation.submittedAt + 60_000;
type Answer = HttpAnswer | Error | Promise<HttpAnswer>;

/** The adapter over an HTTP client that gives the answers one by one, and over a pace that never waits. */
export function createScriptedSegmind(...answers: Answer[]) {
  return createScriptedRoad({}, ...answers);
}

/** The same on a road of the test's choice. */
export function createScriptedRoad(
  { mode = 'async', v1Body = 'json', now = aMinuteLater }: Road,
  ...answers: Answer[]
) {
  const calls: HttpCall[] = [];
  const priorities: CallPriority[] = [];
  const http: HttpClient = {
    async request(call) {
      calls.push(call);
      const next = await answers.shift();
      if (!next) throw new Error('a call that the test did not expect');
      if (next instanceof Error) throw next;
      return next;
    },
    async close() {},
  };
  const pace: Pace = {
    turnMs: 1_200,
    async run(priority, task) {
      priorities.push(priority);
      return task();
    },
    slowDown() {},
    async stop() {},
  };
  const peer = createPeer({ provider: 'segmind', pace, http, now });
  const addresses = { baseUrl: 'https://segmind.example/proxy/', uploadUrl, historyUrl };
  const options = { mode, v1Body, maxJobs: 16, ...addresses, apiKey, videoDirectory: '/videos', peer, now };
  return { provider: createSegmind(options), calls, priorities };
}

/** The adapter over a real client and a pace that hardly waits. */
export function createRealSegmind(options: Partial<SegmindOptions> & Pick<SegmindOptions, 'baseUrl'>): {
  readonly provider: VideoProvider;
  close(): Promise<void>;
} {
  const [http, pace] = [createHttpClient(), createPace({ requestsPerMinute: 60_000 })];
  const peer = createPeer({ provider: 'segmind', pace, http, now: Date.now });
  const road = { mode: 'async', v1Body: 'json', maxJobs: 16, uploadUrl, historyUrl, videoDirectory: '/none' } as const;
  return {
    provider: createSegmind({ ...road, apiKey, peer, now: Date.now, ...options }),
    async close() {
      await Promise.all([http.close(), pace.stop()]);
    },
  };
}

/** The whole body of a call, whatever its form. */
export async function bodyOf({ json, form, stream }: HttpCall): Promise<unknown> {
  if (form) return [...form.entries()];
  if (!stream) return json;
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream.chunks) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  if (Buffer.byteLength(text) !== stream.bytes) throw new Error(`${stream.bytes} bytes were announced`);
  return JSON.parse(text);
}
