import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ProviderError } from '../../../src/errors/provider-error.ts';
import type { HttpAnswer } from '../../../src/providers/http-client.ts';
import { answer, createScriptedSegmind, flashInput, forever } from './scripted-segmind.ts';

const requestId = '8f14e45fceea467fa5d92f8d5f6b1c11';
const url = 'https://images.segmind.example/generations/clip.mp4';
const templates = [
  { request_id: requestId, status: 'QUEUED', status_url: url, response_url: url, metrics: {} },
  { status: 'COMPLETED', request_id: requestId, metrics: { inference_time: 58.2 } },
  { status: 'COMPLETED', error: null, output: url, metrics: { cost: 0.375 } },
  { status: 'COMPLETED', video: { url, file_size: '2921557' }, metrics: { cost: '0.375' } },
  { status: 'COMPLETED', output: 'https://user:pass@images.segmind.example/clip.mp4' },
  { status: 'COMPLETED', output: 'file:///etc/passwd' },
  { data: { status: 'completed', result: { videos: [{ url }] } } },
  { status: 'FAILED', error: 'frame moderation failed', metrics: {} },
  { error: 'Request not found' },
];
const words = ['QUEUED', 'PROCESSING', 'COMPLETED', 'FAILED', 'completed', 'unheard of', requestId, url];
const strange = [null, '', 0, -1, 1e308, '1e308', true, [], {}, [[]], 'https://a:b@c/', 'file:///x', 'http://', '\0'];

const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...words, ...strange),
  fc.constantFrom<unknown>(...templates),
  fc.jsonValue({ maxDepth: 3 }),
);
const name = fc.oneof(
  fc.constantFrom('status', 'output', 'video', 'url', 'result', 'data', 'error', 'metrics', 'request_id', '__proto__'),
  fc.string({ maxLength: 8 }),
);

/** A documented body with some fields replaced, added, removed, and sometimes wrapped once more or turned into text. */
const body = fc
  .tuple(fc.constantFrom<object>(...templates), fc.array(fc.tuple(name, value), { maxLength: 4 }), fc.nat({ max: 9 }))
  .map(([template, changes, shape]): unknown => {
    const changed: unknown = JSON.parse(JSON.stringify(Object.assign({ ...template }, Object.fromEntries(changes))));
    if (shape === 0) return { data: changed };
    if (shape === 1) return [changed];
    return shape === 2 ? JSON.stringify(changed).slice(0, -2) : changed;
  });
const anyAnswer: fc.Arbitrary<HttpAnswer> = fc
  .tuple(fc.constantFrom(200, 200, 200, 200, 202, 301, 400, 404, 406, 422, 422, 429, 500), fc.oneof(body, value))
  .map(([status, given]) => answer(status, given, { 'x-rate-limit-reset-at-utc': 'soon' }));

/** A value, or undefined for a ProviderError; any other error fails the test. */
async function unlessProviderError<T>(call: Promise<T>): Promise<T | undefined> {
  return call.catch((error: unknown) => {
    if (error instanceof ProviderError) return undefined;
    throw error;
  });
}

const runs = { numRuns: 4_000 };

it('never calls a request finished without a usable video, and fails only as a ProviderError', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(anyAnswer, anyAnswer, async (first, second) => {
      const { provider } = createScriptedSegmind(first, second);
      const status = await unlessProviderError(provider.status({ requestId }, forever));
      seen.add(status?.state ?? 'error');
      if (status?.state !== 'finished') return;
      const { protocol, username, password } = new URL(status.videoUrl);
      expect(protocol).toMatch(/^https?:$/);
      expect(username + password).toBe('');
      expect(second.status).toBeLessThan(300);
      expect(second.text).toContain('://');
      expect(first.text.toUpperCase()).toContain('COMPLETED');
      expect(status.costMicroUsd === null || Number.isSafeInteger(status.costMicroUsd)).toBe(true);
    }),
    runs,
  );
  // The mutations reach every state, so the property is about all of them.
  expect(seen).toEqual(new Set(['running', 'finished', 'failed', 'unknown', 'error']));
});

it('accepts a submit only with an id that is a path segment, and never calls an unread success a refusal', async () => {
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(anyAnswer, async (first) => {
      const { provider } = createScriptedSegmind(first);
      const call = provider.submit(flashInput, async () => {}, forever);
      const operation = await call.catch((error: unknown) => {
        expect(error).toBeInstanceOf(ProviderError);
        if (first.status < 300) expect(error).toMatchObject({ kind: 'malformed', mayHaveArrived: true });
        return undefined;
      });
      if (operation) accepted += 1;
      if (operation) expect(operation.requestId).toMatch(/^[A-Za-z0-9_-]{8,128}$/);
    }),
    runs,
  );
  expect(accepted).toBeGreaterThan(0);
});
