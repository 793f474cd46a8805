import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/errors/provider-error.ts';
import type { HttpAnswer } from '../../../src/providers/http-client.ts';
import { startLocalServer } from '../local-server.ts';
import {
  answer,
  apiKey,
  createRealSegmind,
  createScriptedRoad,
  createScriptedSegmind,
  flashInput,
  forever,
  operation,
  ray2Input,
} from './scripted-segmind.ts';

const dashed = '8f14e45f-ceea-467f-a5d9-2f8d5f6b1c11';
const undashed = '8f14e45fceea467fa5d92f8d5f6b1c11';
const videoUrl = 'https://images.segmind.example/generations/clip.mp4';
const noop = async () => {};

const submit = (...answers: HttpAnswer[]) =>
  createScriptedSegmind(...answers).provider.submit(flashInput, noop, forever);
const status = (...answers: HttpAnswer[]) => createScriptedSegmind(...answers).provider.status(operation, forever);
const completed = answer(200, { status: 'COMPLETED', request_id: undashed, metrics: { inference_time: 58.2 } });

describe('submit', () => {
  const accepted = answer(200, { request_id: dashed, status: 'QUEUED', poll_url: 'https://evil.example/' });

  it('sends Ray Flash 2 with a whole duration and no resolution', async () => {
    const { provider, calls, priorities } = createScriptedSegmind(accepted);
    await provider.submit(flashInput, noop, forever);
    expect(calls).toEqual([
      {
        method: 'POST',
        url: 'https://segmind.example/proxy/v2/ray-flash-2-720p',
        headers: { 'x-api-key': apiKey },
        json: { prompt: 'a “fox” 🦊', duration: 9, aspect_ratio: '9:21', loop: false },
        signal: forever,
      },
    ]);
    expect(priorities).toEqual(['submit']);
  });

  it('sends Ray 2 with a resolution and no duration', async () => {
    const { provider, calls } = createScriptedSegmind(accepted);
    await provider.submit(ray2Input, noop, forever);
    expect(calls).toMatchObject([
      {
        url: 'https://segmind.example/proxy/v2/luma-ray-txt-2-video',
        json: { prompt: 'a “fox” 🦊', aspect_ratio: '16:9', resolution: '720p', loop: true },
      },
    ]);
    expect(calls[0]?.json).not.toHaveProperty('duration');
  });

  it('cannot be led elsewhere by a slug', async () => {
    const { provider, calls } = createScriptedSegmind(accepted);
    await provider.submit({ ...flashInput, slug: '../../@evil.example/x?y' }, noop, forever);
    expect(calls[0]?.url).toBe('https://segmind.example/proxy/v2/..%2F..%2F%40evil.example%2Fx%3Fy');
  });

  it('tells once that it is about to send, and sends nothing when that fails', async () => {
    const { provider, calls } = createScriptedSegmind(accepted);
    const cannotWrite = async () => {
      throw new Error('disk full');
    };
    await expect(provider.submit(flashInput, cannotWrite, forever)).rejects.toThrow('disk full');
    expect(calls).toEqual([]);

    const order: string[] = [];
    await provider.submit(flashInput, async () => void order.push(`after ${calls.length} calls`), forever);
    expect(order).toEqual(['after 0 calls']);
  });

  it.each([
    ['the documented envelope', answer(200, { request_id: dashed, status: 'QUEUED' }), dashed],
    ['an id without dashes', answer(200, { request_id: undashed }), undashed],
    ['an envelope inside data', answer(201, { data: { request_id: dashed } }), dashed],
    ['an envelope inside result', answer(202, { result: { requestId: dashed } }), dashed],
    ['a job that has already failed', answer(422, { request_id: dashed, status: 'FAILED', error: 'x' }), dashed],
    ['unknown and null fields', answer(200, { request_id: dashed, status: null, extra: [1] }), dashed],
  ])('accepts %s', async (_what, given, requestId) => {
    expect(await submit(given)).toEqual({ state: 'accepted', requestId });
  });

  it.each([
    ['no id', { status: 'QUEUED' }],
    ['a short id', { request_id: 'short' }],
    ['an id that is no path segment', { request_id: '../../v1/get-user-credits' }],
    ['an id that is a number', { request_id: 1234567890 }],
    ['an HTML page', '<html>ok</html>'],
    ['a list', [dashed]],
  ])('does not know what became of a submit answered with 200 and %s', async (_what, body) => {
    await expect(submit(answer(200, body))).rejects.toMatchObject({ kind: 'malformed', mayHaveArrived: true });
  });
});

describe('status', () => {
  it('asks under its own addresses with the key, the result only once it is completed', async () => {
    const running = answer(200, { status: 'PROCESSING', status_url: 'https://evil.example/steal' });
    const result = answer(200, { status: 'COMPLETED', output: videoUrl });
    const { provider, calls, priorities } = createScriptedSegmind(running, completed, result);
    await provider.status(operation, forever);
    await provider.status(operation, forever);
    const root = `https://segmind.example/proxy/v2/requests/${undashed}`;
    expect(calls.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `GET ${root}/status`,
      `GET ${root}/status`,
      `GET ${root}`,
    ]);
    expect(calls.map(({ headers }) => headers)).toEqual(Array(3).fill({ 'x-api-key': apiKey }));
    expect(priorities).toEqual(['status', 'status', 'result']);
  });

  it('does not ask under a stored id that is no path segment', async () => {
    const { provider, calls } = createScriptedSegmind();
    const asked = provider.status({ ...operation, requestId: '../../v1/get-user-credits' }, forever);
    await expect(asked).rejects.toMatchObject({ kind: 'malformed' });
    expect(calls).toEqual([]);
  });

  it.each(['QUEUED', ' queued '])('%s is running, and stands in line', async (word) => {
    const running = { state: 'running', progress: null, isQueued: true };
    expect(await status(answer(200, { status: word, metrics: {} }))).toEqual(running);
  });

  it.each([' Processing ', 'STARTING_UP'])('%s is running', async (word) => {
    expect(await status(answer(200, { status: word, metrics: {} }))).toEqual({ state: 'running', progress: null });
  });

  it('reads a status inside data, behind a status of the envelope', async () => {
    const wrapped = answer(200, { status: 'success', data: { status: 'processing' } });
    expect(await status(wrapped)).toEqual({ state: 'running', progress: null });
  });

  it.each([
    ['422 in the status', 422, [{ status: 'FAILED', error: 'generic job error' }], 'other', 'generic job error'],
    ['200 in the status', 200, [{ status: 'failed', error: 'generic job error' }], 'other', 'generic job error'],
    ['422 without a status word', 422, [{ error: 'Prompt was flagged' }], 'moderation', 'Prompt was flagged'],
    ['no text at all', 422, [{ status: 'FAILED', error: null }], 'other', ''],
    ['an error object', 422, [{ status: 'FAILED', error: { message: 'NSFW frame' } }], 'moderation', 'NSFW frame'],
    ['a value it refuses', 422, [{ status: 'FAILED', error: 'duration: Invalid value' }], 'validation', undefined],
  ])('a failure told as %s is a result, not an error', async (_what, code, [body], kind, detail) => {
    const seen = await status(answer(code, body));
    expect(seen).toMatchObject({ state: 'failed', kind });
    if (detail !== undefined) expect(seen).toMatchObject({ detail });
  });

  it.each([
    ['names neither its state nor a fault of the request may still be billed', { error: 'upstream hiccup' }, true],
    ['names a fault of the request is none of money', { error: 'Prompt was flagged' }, false],
    ['names its state is over', { status: 'FAILED', error: 'upstream hiccup' }, false],
  ])('a 422 that %s', async (_what, body, billed) => {
    expect(await status(answer(422, body))).toMatchObject({ state: 'failed', billed });
  });

  it('notices a failure that only the result tells', async () => {
    const failed = answer(422, { status: 'FAILED', error: 'frame moderation failed' });
    expect(await status(completed, failed)).toMatchObject({ state: 'failed', kind: 'moderation' });
  });

  it('keeps a long or many-lined failure text short and in one line', async () => {
    const seen = await status(answer(422, { status: 'FAILED', error: `bad\n\u0000${'x'.repeat(5_000)}` }));
    expect(seen).toMatchObject({ detail: expect.stringMatching(/^bad x{296}$/) });
  });

  it.each([
    ['the status', [answer(404, { error: 'Request not found' })]],
    ['the result, right after it was completed', [completed, answer(404, { error: 'Request not found' })]],
    ['the status, as a 410,', [answer(410, { detail: 'Gone' })]],
  ])('a 404 on %s leaves the state unknown', async (_what, answers) => {
    expect(await status(...answers)).toEqual({ state: 'unknown' });
  });

  it('a 404 after the hour for which requests are kept is followed by a look into the history', async () => {
    const row = {
      request_id: operation.requestId,
      created_at: new Date(operation.submittedAt).toISOString(),
      status: 'completed',
      output: 'https://images.segmind.example/generations/clip.mp4',
    };
    const answers = [answer(404, { error: 'Request not found' }), answer(200, { generations: [row] })];
    const { provider } = createScriptedRoad({ now: () => operation.submittedAt + 3_600_000 }, ...answers);
    expect(await provider.status(operation, forever)).toMatchObject({ state: 'finished', videoUrl: row.output });
  });

  it('a result that is not ready yet is running', async () => {
    expect(await status(completed, answer(202, { status: 'PROCESSING' }))).toMatchObject({ state: 'running' });
  });

  it.each([
    ['a number', 0.375, 375_000],
    ['a string', '0.675', 675_000],
    ['a long fraction', 0.0184921035, 18_492],
    ['a number as programs write it', '3.75e-1', 375_000],
    ['nothing', 0, 0],
    ['missing', undefined, null],
    ['null', null, null],
    ['negative', -1, null],
    ['a word', 'free', null],
    ['beyond any number', 1e300, null],
  ])('a finished request with a cost that is %s', async (_what, cost, costMicroUsd) => {
    const result = answer(200, { status: 'COMPLETED', error: null, output: videoUrl, metrics: { cost } });
    expect(await status(completed, result)).toMatchObject({ state: 'finished', videoUrl, bill: { costMicroUsd } });
  });

  it('a finished request tells every number of its metrics, and nothing else of them', async () => {
    const numbers = { cost: '0.375', remaining_credits: -0.5, inference_time: 58.2, queue_time: '1', retry_count: 2 };
    const others = { seed: 'abc', at: null, ok: true, list: [1], over: '1e999', ' odd name': 1, '': 2 };
    const result = answer(200, { data: { status: 'COMPLETED', output: videoUrl, metrics: { ...numbers, ...others } } });
    expect(await status(completed, result)).toEqual({
      state: 'finished',
      videoUrl,
      bill: {
        costMicroUsd: 375_000,
        metrics: { cost: 0.375, remaining_credits: -0.5, inference_time: 58.2, queue_time: 1, retry_count: 2 },
      },
    });
  });

  it.each([
    ['names no cost', { inference_time: 0.003 }, false, null],
    ['names none at all', undefined, false, null],
    ['costs nothing', { cost: 0 }, false, 0],
    ['costs something', { cost: '0.375' }, true, 375_000],
    ['has a cost that is no number', { cost: 'all' }, false, null],
  ])('a failure that %s is billed accordingly', async (_what, metrics, billed, costMicroUsd) => {
    const seen = await status(answer(422, { status: 'FAILED', error: 'generic job error', metrics }));
    expect(seen).toMatchObject({ state: 'failed', billed, bill: { costMicroUsd } });
  });

  it('keeps a thousand figures out of the record', async () => {
    const metrics = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`figure_${index}`, index]));
    const seen = await status(completed, answer(200, { output: videoUrl, metrics }));
    expect(Object.keys(seen.state === 'finished' ? seen.bill.metrics : {})).toHaveLength(50);
  });

  it('needs no status word in a result that holds a video', async () => {
    const result = answer(200, { video: { url: videoUrl, content_type: 'video/mp4', file_size: '2921557' } });
    expect(await status(completed, result)).toMatchObject({ state: 'finished', videoUrl });
  });

  it.each([
    ['without an output', { status: 'COMPLETED', output: null }],
    ['with only its own addresses', { status: 'COMPLETED', response_url: videoUrl, status_url: videoUrl }],
    ['with credentials in the address', { status: 'COMPLETED', output: 'https://user:pass@segmind.example/a.mp4' }],
    ['with a data URL', { status: 'COMPLETED', output: 'data:video/mp4;base64,AAAA' }],
    ['that is a page', '<html>'],
  ])('a completed request %s is malformed', async (_what, body) => {
    await expect(status(completed, answer(200, body))).rejects.toMatchObject({ kind: 'malformed' });
  });

  it.each([
    ['HTML', 200, '<html>', 'malformed'],
    ['no status', 200, { request_id: undashed }, 'malformed'],
    ['a status that is no word', 200, { status: 3 }, 'malformed'],
    ['an empty status', 200, { status: ' ' }, 'malformed'],
    ['a list', 200, [{ status: 'COMPLETED' }], 'malformed'],
    ['a contradiction', 422, { status: 'COMPLETED', output: videoUrl }, 'malformed'],
    ['an HTML 422', 422, '<html>', 'malformed'],
    ['an unauthorised call', 401, { error: 'invalid_api_key' }, 'credentials'],
    ['a rate limit', 429, { error: 'rate_limit_exceeded' }, 'rate'],
    ['an outage', 502, '<html>Bad gateway</html>', 'transient'],
    ['a gateway whose service is away', 404, '<html>404 page not found</html>', 'transient'],
    ['a gateway without a route', 404, '', 'transient'],
    ['a gateway that is moved', 410, 'gone', 'transient'],
  ])('%s says nothing about the request', async (_what, code, body, kind) => {
    const asked = status(answer(code, body));
    await expect(asked).rejects.toBeInstanceOf(ProviderError);
    await expect(asked).rejects.toMatchObject({ kind });
  });
});

it('a result behind a gateway whose service is away says nothing about the request', async () => {
  const asked = status(completed, answer(404, '<html>404 page not found</html>'));
  await expect(asked).rejects.toMatchObject({ kind: 'transient' });
});

describe('over real HTTP', () => {
  it('the key gets into no error and no detail, however the provider quotes it', async () => {
    const said = `API key is invalid: ${apiKey} (${encodeURIComponent(apiKey)})`;
    const peer = await startLocalServer(({ method, url }, response) => {
      response.statusCode = method === 'POST' ? 401 : url?.includes('failed') ? 422 : 403;
      // The text is cut at 300 characters: a key that is cut in its middle is half a key.
      const error = url?.includes('failed') ? `${'x'.repeat(285)} ${apiKey}` : said;
      response.end(JSON.stringify({ status: 'FAILED', error }));
    });
    const { provider, close } = createRealSegmind({ baseUrl: peer.origin });
    const told = await Promise.all([
      provider.submit(flashInput, noop, forever).catch((error: ProviderError) => error.message),
      provider.status({ ...operation, requestId: dashed }, forever).catch((error: ProviderError) => error.message),
      provider.status({ ...operation, requestId: 'failed-request' }, forever),
    ]);
    expect(told).toMatchObject([
      expect.stringContaining('API key is invalid: [redacted]'),
      expect.stringContaining('API key is invalid: [redacted]'),
      { state: 'failed', detail: expect.stringContaining('[redacted]') },
    ]);
    expect(JSON.stringify(told)).not.toMatch(/SG_0|abcdef/);
    await Promise.all([close(), peer.close()]);
  });

  it('submits, waits and finishes; a dropped submit is not repeated', async () => {
    const requests: string[] = [];
    let drop = false;
    const peer = await startLocalServer((request, response) => {
      requests.push(`${request.method} ${request.url} ${request.headers['x-api-key']}`);
      if (drop) return void request.socket.destroy();
      if (request.method === 'POST') return void response.end(JSON.stringify({ request_id: dashed, status: 'QUEUED' }));
      response.end(JSON.stringify({ status: 'COMPLETED', output: request.url?.endsWith('status') ? null : videoUrl }));
    });
    const { provider, close } = createRealSegmind({ baseUrl: peer.origin });

    expect(await provider.submit(flashInput, noop, forever)).toEqual({ state: 'accepted', requestId: dashed });
    expect(await provider.status({ ...operation, requestId: dashed }, forever)).toMatchObject({
      state: 'finished',
      videoUrl,
    });
    drop = true;
    const dropped = provider.submit(flashInput, noop, forever);
    await expect(dropped).rejects.toMatchObject({ kind: 'transient', mayHaveArrived: true });
    expect(requests).toEqual([
      `POST /v2/ray-flash-2-720p ${apiKey}`,
      `GET /v2/requests/${dashed}/status ${apiKey}`,
      `GET /v2/requests/${dashed} ${apiKey}`,
      `POST /v2/ray-flash-2-720p ${apiKey}`,
    ]);

    await Promise.all([close(), peer.close()]);
    const refused = provider.submit(flashInput, noop, forever);
    await expect(refused).rejects.toMatchObject({ kind: 'transient', mayHaveArrived: false });
  });
});
