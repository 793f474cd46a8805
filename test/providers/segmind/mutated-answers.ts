import fc from 'fast-check';
import type { HttpAnswer } from '../../../src/providers/http-client.ts';
import { answer, flashInput, operation } from './scripted-segmind.ts';

const { requestId } = operation;
const url = 'https://images.segmind.example/generations/clip.mp4';
const row = {
  request_id: requestId,
  status: 'completed',
  created_at: '2026-08-02T12:00:01Z',
  prompt: flashInput.prompt,
  parameters: { duration: 9 },
  output: url,
  credits_deduction: '0.675',
};

/** What the provider says to one call or another, by the documents and by what was seen. */
const templates = [
  { request_id: requestId, status: 'QUEUED', status_url: url, response_url: url, metrics: {} },
  { status: 'COMPLETED', request_id: requestId, metrics: { inference_time: 58.2 } },
  { status: 'COMPLETED', error: null, output: url, metrics: { cost: 0.375 } },
  { status: 'COMPLETED', video: { url, file_size: '2921557' }, metrics: { cost: '0.375' } },
  { status: 'COMPLETED', output: 'https://user:pass@images.segmind.example/clip.mp4' },
  { status: 'COMPLETED', output: 'file:///etc/passwd' },
  { data: { status: 'completed', result: { videos: [{ url }] } } },
  { status: 'FAILED', error: 'frame moderation failed', metrics: { cost: 1 } },
  { error: 'Request not found' },
  { generations: [row], total: 1, page: 1 },
  { data: [row, { ...row, request_id: `${requestId}0` }] },
  { results: [{ ...row, status: 'failed', output: null }] },
  { generations: [{ ...row, status: 'processing', output: null }] },
  { generations: [] },
  { credits: 12.5, 'free-credits': '1' },
  { urls: [url] },
  { file_urls: ['https://user:pass@images.segmind.example/a.jpg'] },
];
const words = ['QUEUED', 'PROCESSING', 'COMPLETED', 'FAILED', 'completed', 'unheard of', requestId, url];
const strange = [
  null,
  '',
  0,
  -1,
  1e308,
  '1e308',
  '1e999',
  true,
  [],
  {},
  [[]],
  'https://a:b@c/',
  'file:///x',
  'http://',
  '\0',
];

const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...words, ...strange),
  fc.constantFrom<unknown>(...templates),
  fc.jsonValue({ maxDepth: 3 }),
);
const name = fc.oneof(
  fc.constantFrom('status', 'output', 'video', 'url', 'result', 'data', 'error', 'metrics', 'request_id', '__proto__'),
  fc.constantFrom('generations', 'created_at', 'prompt', 'parameters', 'credits', 'free-credits', 'urls', 'total'),
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
const headers = fc.dictionary(
  fc.constantFrom('x-request-id', 'x-cost', 'x-remaining-credits', 'x-rate-limit-reset-at-utc', 'retry-after'),
  fc.oneof(fc.constantFrom('0.375', '-1', '1e308', 'soon', requestId, '../x', '9'.repeat(400)), fc.string()),
);

/** Any answer: mostly a success, mostly something like what is documented. */
export const anyAnswer: fc.Arbitrary<HttpAnswer> = fc
  .tuple(
    fc.constantFrom(200, 200, 200, 200, 200, 202, 301, 400, 404, 406, 408, 422, 422, 429, 500),
    fc.oneof({ arbitrary: body, weight: 3 }, value),
    headers,
  )
  .map(([status, given, more]) => answer(status, given, more));
