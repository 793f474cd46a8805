import { describe, expect, it } from 'vitest';
import { answer, apiKey, clipUrl, createScriptedApiframe, forever, operation, requestId } from './scripted-apiframe.ts';

/** As it is documented. */
const job = {
  id: requestId,
  model: 'luma-ray-flash-2',
  status: 'COMPLETED',
  progress: 100,
  result: { videoUrl: clipUrl },
  error: null,
  creditCost: 92,
  webhookStatus: null,
  createdAt: '2026-11-21T11:59:00.000Z',
  completedAt: '2026-11-21T12:00:00.000Z',
  expired: false,
  input: { prompt: 'a fox', lumaParams: { start_image: 'https://cdn2.apiframe.example/uploads/start.jpg' } },
};
const bill = { costMicroUsd: 920_000, metrics: { creditCost: 92 } };

const look = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  createScriptedApiframe([answer(status, body, headers)]).provider.status(operation, forever);

describe('a look', () => {
  it('is one call, at an address of ours', async () => {
    const { provider, calls } = createScriptedApiframe([answer(200, job)]);
    expect(await provider.status(operation, forever)).toEqual({ state: 'finished', videoUrl: clipUrl, bill });
    const url = `https://apiframe.example/proxy/v2/jobs/${requestId}`;
    const request = { method: 'GET', url, headers: { 'x-api-key': apiKey }, signal: forever };
    expect(calls).toEqual([{ call: 'status', request }]);
  });

  it('is not made with a stored id that is no path segment', async () => {
    const { provider, calls } = createScriptedApiframe([]);
    const looking = provider.status({ ...operation, requestId: '../me/12345678' }, forever);
    await expect(looking).rejects.toMatchObject({ kind: 'malformed' });
    expect(calls).toEqual([]);
  });

  it.each([
    ['PROCESSING', 42.4, 42],
    ['processing', '42', 42],
    [' Finalizing ', 99, 99],
    ['PROCESSING', null, null],
    ['PROCESSING', -1, null],
    ['PROCESSING', 101, null],
    ['PROCESSING', 'half', null],
    ['PROCESSING', undefined, null],
  ])('at a request that is %s at %s is told so', async (status, given, progress) => {
    const running = { ...job, status, progress: given, result: null, creditCost: null };
    expect(await look(200, running)).toEqual({ state: 'running', progress });
  });

  it('at a request that is QUEUED says that it stands in line', async () => {
    const queued = { ...job, status: 'QUEUED', progress: 0, result: null, creditCost: null };
    expect(await look(200, queued)).toEqual({ state: 'running', progress: 0, isQueued: true });
  });

  it.each([
    ['the result as text', { result: clipUrl }],
    ['a list of texts', { result: { videos: [clipUrl] } }],
    ['a list of objects', { result: { videos: [{ url: clipUrl }] } }],
    ['video_url', { result: { video_url: clipUrl } }],
    ['url', { result: { url: clipUrl } }],
    ['output', { result: { output: clipUrl } }],
    ['the documented place before others', { result: { output: 'https://x.example/still.jpg', videoUrl: clipUrl } }],
    ['a list before others', { result: { url: 'https://x.example/page', videos: [clipUrl] } }],
    ['the job itself', { result: null, videoUrl: clipUrl }],
    ['a status of another case', { status: ' completed ' }],
  ])('finds the video by %s', async (_what, changes) => {
    expect(await look(200, { ...job, ...changes })).toMatchObject({ state: 'finished', videoUrl: clipUrl, bill });
  });

  it.each(['data', 'job', 'result'])('reads a job that is wrapped in %s', async (name) => {
    expect(await look(200, { [name]: job })).toMatchObject({ state: 'finished', videoUrl: clipUrl, bill });
    const failed = { ...job, status: 'FAILED', error: 'oops', result: null, creditCost: 0 };
    expect(await look(200, { status: 'success', [name]: failed })).toMatchObject({ state: 'failed', detail: 'oops' });
  });

  it.each([
    ['null', null],
    ['empty text', ''],
    ['no address', 'done'],
    ['credentials in it', { videoUrl: 'https://user:pass@cdn2.apiframe.example/clip.mp4' }],
    ['another scheme', { videoUrl: 'file:///etc/passwd' }],
    ['an empty list', { videos: [] }],
  ])('never calls a request finished whose result is %s', async (_what, result) => {
    await expect(look(200, { ...job, result })).rejects.toMatchObject({ kind: 'malformed' });
  });

  it('tries an expired video while its address is given, and gives it up, paid for, without one', async () => {
    expect(await look(200, { ...job, expired: true })).toMatchObject({ state: 'finished', videoUrl: clipUrl });
    const gone = { state: 'failed', kind: 'other', billed: true, bill };
    for (const expired of [true, 'true']) {
      expect(await look(200, { ...job, expired, result: null })).toMatchObject(gone);
    }
  });

  it.each([
    ['FAILED', 'Provider returned an error: content policy violation', 'moderation'],
    ['FAILED', 'Provider returned an error: start image is not accessible', 'validation'],
    ['failed', 'Provider returned an error: job failed', 'other'],
    ['CANCELLED', 'stopped', 'other'],
    ['Canceled', 'stopped', 'other'],
  ])('at a request that is %s with «%s» is a failure: %s', async (status, error, kind) => {
    const failed = { ...job, status, error, result: null, progress: 0, creditCost: 0 };
    const nothing = { costMicroUsd: 0, metrics: { creditCost: 0 } };
    expect(await look(200, failed)).toEqual({ state: 'failed', kind, detail: error, billed: false, bill: nothing });
  });

  it.each([
    [null, 'the request is FAILED'],
    ['', 'the request is FAILED'],
    [{ message: 'no\n  luck' }, 'no luck'],
    [['x'], 'the request is FAILED'],
  ])('at a failure whose error is %j says «%s»', async (error, detail) => {
    expect(await look(200, { ...job, status: 'FAILED', error })).toMatchObject({ state: 'failed', detail });
  });

  it.each([
    [null, false, null],
    [0, false, 0],
    [-3, false, null],
    [92, true, 920_000],
    ['92', true, 920_000],
    ['much', false, null],
    [1e300, true, null],
  ])('at a failure with a cost of %j takes it for paid: %s', async (creditCost, billed, costMicroUsd) => {
    const failed = await look(200, { ...job, status: 'FAILED', error: 'x', creditCost });
    expect(failed).toMatchObject({ state: 'failed', billed, bill: { costMicroUsd } });
  });

  it('keeps their numbers for the record, and nothing else', async () => {
    const odd = { ...job, creditCost: '92', seconds: 9, queueMs: 12.5, 'a b': 1, ['x'.repeat(99)]: 1, on: true };
    const metrics = { creditCost: 92, seconds: 9, queueMs: 12.5 };
    expect(await look(200, odd)).toMatchObject({ bill: { costMicroUsd: 920_000, metrics } });
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`n${index}`, index]));
    const finished = await look(200, { ...many, ...job });
    expect(finished.state === 'finished' && Object.keys(finished.bill.metrics).length).toBeLessThan(30);
  });

  it('does not know a request of which Apiframe itself says so', async () => {
    expect(await look(404, { error: 'Job not found' })).toEqual({ state: 'unknown' });
    expect(await look(410, { error: 'Gone' })).toEqual({ state: 'unknown' });
  });

  it.each<[number, unknown, string]>([
    [200, {}, 'malformed'],
    [200, { status: null }, 'malformed'],
    [200, { status: 7 }, 'malformed'],
    [200, [job], 'malformed'],
    [200, '{"status": "COMPL', 'malformed'],
    [200, '<html>', 'malformed'],
    [200, '', 'malformed'],
    [302, '', 'malformed'],
    [400, { error: 'Invalid job id' }, 'malformed'],
    [401, { error: 'Invalid API key' }, 'credentials'],
    [403, { error: 'API key is inactive' }, 'credentials'],
    [404, '<html>Not found</html>', 'transient'],
    [404, '', 'transient'],
    [429, { error: 'Too many requests' }, 'rate'],
    [500, job, 'transient'],
    [503, { error: 'Database' }, 'transient'],
  ])('answered with %i and %j says nothing about the request: %s', async (status, body, kind) => {
    await expect(look(status, body)).rejects.toMatchObject({ name: 'ProviderError', kind });
  });
});
