import type { HttpAnswer, HttpCall, HttpClient } from '../../../src/providers/http-client.ts';
import type { Pace } from '../../../src/providers/pace.ts';
import { createSegmindV2 } from '../../../src/providers/segmind/segmind-v2.ts';
import type { CallPriority } from '../../../src/providers/turn-queue.ts';
import type { SubmitInput } from '../../../src/providers/video-provider.ts';

export const apiKey = 'SG_0123456789abcdef';
export const uploadUrl = 'https://upload.segmind.example/upload-asset';
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

/** An answer as the HTTP client would give it. */
export function answer(status: number, body: unknown, headers: Record<string, string> = {}): HttpAnswer {
  const isText = typeof body === 'string';
  return { status, headers, text: isText ? body : JSON.stringify(body), json: isText ? undefined : body };
}

/** The adapter over an HTTP client that gives the answers one by one, and over a pace that never waits. */
export function createScriptedSegmind(...answers: HttpAnswer[]) {
  const calls: HttpCall[] = [];
  const priorities: CallPriority[] = [];
  const http: HttpClient = {
    async request(call) {
      calls.push(call);
      const next = answers.shift();
      if (!next) throw new Error('a call that the test did not expect');
      return next;
    },
    async close() {},
  };
  const pace: Pace = {
    run(priority, task) {
      priorities.push(priority);
      return task();
    },
    async stop() {},
  };
  const baseUrl = 'https://segmind.example/proxy/';
  const provider = createSegmindV2({ baseUrl, uploadUrl, apiKey, pace, http, now: Date.now });
  return { provider, calls, priorities };
}
