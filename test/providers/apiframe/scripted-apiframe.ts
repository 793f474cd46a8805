import { type ApiframeOptions, createApiframe } from '../../../src/providers/apiframe/apiframe.ts';
import type { HttpAnswer, HttpCall } from '../../../src/providers/http-client.ts';
import type { Peer, PeerCall } from '../../../src/providers/peer.ts';
import type { LostAttempt, Operation, SubmitInput } from '../../../src/providers/video-provider.ts';

export const apiKey = 'afk_0123456789abcdef0123456789abcdef01234567';
export const requestId = '8f14e45f-ceea-467f-a5d9-2f8d5f6b1c11';
export const clipUrl = 'https://cdn2.apiframe.example/videos/8f14e45f.mp4';
export const forever = new AbortController().signal;
export const noop = async () => {};
export const now = Date.parse('2026-11-21T12:00:00Z');

export const input: SubmitInput = {
  jobId: '1122334455667788990',
  attempt: 2,
  model: 'ray-flash-2',
  slug: 'luma-ray-flash-2',
  prompt: 'a “fox” 🦊',
  durationSeconds: 9,
  aspectRatio: '21:9',
  resolution: '720p',
  loop: false,
  concepts: [],
  images: {},
};
export const operation: Operation = { requestId, slug: input.slug, submittedAt: now };

/** An attempt that was sent a minute ago. */
export const lost: LostAttempt = {
  input,
  startedAt: now - 60_000,
  isOurs: async () => false,
  hasTwin: async () => false,
};

/** An answer as the HTTP client would give it. */
export function answer(status: number, body: unknown, headers: Record<string, string> = {}): HttpAnswer {
  const isText = typeof body === 'string';
  const text = isText ? body : (JSON.stringify(body) ?? '');
  return { status, headers, text, json: isText ? undefined : body, file: null };
}

/** The adapter over a peer that gives the answers one by one; an error is thrown. */
export function createScriptedApiframe(
  answers: readonly (HttpAnswer | Error)[],
  options: Partial<Omit<ApiframeOptions, 'peer'>> = {},
) {
  const left = [...answers];
  const calls: { readonly call: PeerCall; readonly request: HttpCall }[] = [];
  const peer: Peer = {
    async call(call, prepare) {
      const request = await prepare();
      calls.push({ call, request });
      const next = left.shift();
      if (!next) throw new Error('a call that the test did not expect');
      if (next instanceof Error) throw next;
      return next;
    },
  };
  const baseUrl = 'https://apiframe.example/proxy/';
  const provider = createApiframe({ baseUrl, apiKey, maxJobs: 16, webhookUrl: null, peer, now: () => now, ...options });
  return { provider, calls };
}
