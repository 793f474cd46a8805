import { describe, expect, it } from 'vitest';
import type { AnswerFaultKind } from '../../sandbox/generation/faults.ts';
import { cameraConcepts } from '../../src/catalogue/concepts.ts';
import { FLASH, HOUR, MINUTE, RAY_2, startApiframe } from './apiframe-fixture.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('a submit', () => {
  it('is answered 202 with the id of a queued job, and each request has an id of its own', async () => {
    const { apiframe, submit } = await startApiframe();
    const first = await submit({ ...FLASH, lumaParams: { duration: 9, aspect_ratio: '21:9', concepts: ['pov'] } });
    const second = await submit(RAY_2);
    expect(first).toMatchObject({ status: 202, json: { jobId: expect.stringMatching(UUID), status: 'QUEUED' } });
    expect(second.json.jobId).not.toBe(first.json.jobId);
    expect(second.headers['x-request-id']).toMatch(UUID);
    expect(second.headers['x-request-id']).not.toBe(first.headers['x-request-id']);
    expect(apiframe.submitCount).toBe(2);
    expect((await apiframe.waitForSubmit(({ body }) => body.model === 'luma-ray-2')).id).toBe(second.json.jobId);
    expect(apiframe.requests).toMatchObject([{ status: 202, body: { model: FLASH.model } }, { body: RAY_2 }]);
  });

  it.each<[string, object, string]>([
    ['an unknown key', { ...FLASH, seed: 1 }, 'seed'],
    ['an unknown parameter', { ...FLASH, lumaParams: { resolution: '720p' } }, 'lumaParams.resolution'],
    ['a string for a duration', { ...FLASH, lumaParams: { duration: '5' } }, 'lumaParams.duration'],
    ['a duration of ten seconds', { ...FLASH, lumaParams: { duration: 10 } }, 'lumaParams.duration'],
    ['9:21', { ...FLASH, lumaParams: { aspect_ratio: '9:21' } }, 'lumaParams.aspect_ratio'],
    ['an unknown concept', { ...FLASH, lumaParams: { concepts: ['pov', 'moonwalk'] } }, 'lumaParams.concepts.1'],
    ['a string for a loop', { ...FLASH, lumaParams: { loop: 'false' } }, 'lumaParams.loop'],
    ['null for a picture', { ...FLASH, lumaParams: { end_image: null } }, 'lumaParams.end_image'],
    ['no address for a picture', { ...FLASH, lumaParams: { start_image: 'picture.png' } }, 'lumaParams.start_image'],
    [
      'a data address',
      { ...FLASH, lumaParams: { start_image: 'data:image/png;base64,AAAA' } },
      'lumaParams.start_image',
    ],
    ['no prompt', { model: FLASH.model }, 'prompt'],
    ['an empty prompt', { ...FLASH, prompt: '' }, 'prompt'],
    ['4,001 characters', { ...FLASH, prompt: 'x'.repeat(4_001) }, 'prompt'],
    ['no model', { prompt: 'The tide comes in' }, 'model'],
    ['an unknown model', { ...FLASH, model: 'luma-ray-3' }, 'model'],
    ['no address for webhooks', { ...FLASH, webhookUrl: 'here' }, 'webhookUrl'],
    ['an empty list of events', { ...FLASH, webhookEvents: [] }, 'webhookEvents'],
  ])('with %s is refused, and told where', async (_, body, path) => {
    const { apiframe, submit } = await startApiframe();
    const { status, json } = await submit(body);
    expect(status).toBe(400);
    expect(json.error).toEqual(expect.any(String));
    expect(json.details).toEqual({ [path]: [expect.any(String)] });
    apiframe.faults.hidesDetails = true;
    expect((await submit(body)).json).toEqual({ error: json.error });
    expect(apiframe.submitCount).toBe(0);
  });

  it('takes 4,000 characters and all 34 concepts', async () => {
    const { submit } = await startApiframe();
    expect(cameraConcepts).toHaveLength(34);
    const { status } = await submit({ ...FLASH, prompt: 'x'.repeat(4_000), lumaParams: { concepts: cameraConcepts } });
    expect(status).toBe(202);
  });

  it('that is no JSON is refused', async () => {
    const { call, apiframe } = await startApiframe();
    const headers = { 'x-api-key': apiframe.apiKey };
    const broken = await call('POST', '/v2/videos/generate', { headers, body: '{"model":' });
    const asText = { ...headers, 'content-type': 'text/plain' };
    const plain = await call('POST', '/v2/videos/generate', { headers: asText, body: JSON.stringify(FLASH) });
    expect([broken.status, plain.status]).toEqual([400, 400]);
  });

  it.each([400, 404, 410] as const)('for a withdrawn model can be refused as %i', async (status) => {
    const { apiframe, submit } = await startApiframe({
      faults: { withdrawnModels: ['luma-ray-2'], unknownModelStatus: status },
    });
    expect((await submit(RAY_2)).status).toBe(status);
    expect((await submit({ ...RAY_2, model: 'sora' })).status).toBe(status);
    expect((await submit(FLASH)).status).toBe(202);
    expect(apiframe.submitCount).toBe(1);
  });
});

describe('credits', () => {
  it.each([
    [FLASH, 51, 92],
    [RAY_2, 153, 276],
  ])('are taken with the submit: %o', async (body, five, nine) => {
    const { apiframe, submit } = await startApiframe({ credits: 1_000 });
    await submit(body);
    expect(apiframe.credits).toBe(1_000 - five);
    await submit({ ...body, lumaParams: { duration: 9 } });
    expect(apiframe.credits).toBe(1_000 - five - nine);
    expect(apiframe.jobs.map(({ creditCost }) => creditCost)).toEqual([five, nine]);
  });

  it('that are too few are refused with both numbers, and nothing is taken', async () => {
    const { apiframe, submit } = await startApiframe({ credits: 50 });
    expect(await submit()).toMatchObject({
      status: 402,
      json: { error: 'Insufficient credits', creditsRequired: 51, creditsAvailable: 50 },
    });
    apiframe.credits = 51;
    expect((await submit()).status).toBe(202);
    expect(apiframe.credits).toBe(0);
    expect(() => {
      apiframe.credits = 0.5;
    }).toThrow(RangeError);
  });
});

describe('the key', () => {
  it('has to be there, to be right and to be active', async () => {
    const { apiframe, call } = await startApiframe();
    const answers = async (headers: Record<string, string>) => {
      const { status, json } = await call('GET', '/v2/me', { headers });
      return [status, json.error];
    };
    const right = { 'x-api-key': apiframe.apiKey };
    expect(apiframe.apiKey).toMatch(/^afk_.{40}$/);
    expect(await answers({})).toEqual([401, 'API key is required']);
    expect(await answers({ authorization: `Bearer ${apiframe.apiKey}` })).toEqual([401, 'API key is required']);
    expect(await answers({ 'x-api-key': 'afk_other' })).toEqual([401, 'Invalid API key']);
    expect(await answers(right)).toEqual([200, undefined]);
    apiframe.faults.keyInactive = true;
    expect(await answers(right)).toEqual([403, 'API key is inactive']);
    apiframe.faults.keyRevoked = true;
    expect(await answers(right)).toEqual([401, 'Invalid API key']);
  });

  it('may be forbidden to make videos', async () => {
    const { apiframe, submit, call } = await startApiframe({ faults: { videosDisabled: true } });
    expect((await submit()).status).toBe(403);
    expect((await call('GET', '/v2/me')).status).toBe(200);
    expect(apiframe.submitCount).toBe(0);
  });
});

describe('the rate limit', () => {
  it.each([
    ['seconds', '30'],
    ['http-date', 'Mon, 23 Nov 2026 12:01:00 GMT'],
    ['absurd', '86400'],
    ['missing', undefined],
  ] as const)('says when to come back: %s', async (retryAfter, value) => {
    const { call, clock } = await startApiframe({ faults: { requestsPerMinute: 2, retryAfter } });
    await call('GET', '/v2/me');
    await clock.advance(30_000);
    expect((await call('GET', '/v2/jobs')).status).toBe(200);
    const { status, headers, json } = await call('GET', '/v2/me');
    expect([status, headers['retry-after']]).toEqual([429, value]);
    expect(json.error).toEqual(expect.any(String));
    await clock.advance(30_000);
    expect((await call('GET', '/v2/me')).status).toBe(200);
  });
});

describe('an idempotency key', () => {
  it('makes the same submit the same job for a day, with its present status, whatever the order of its keys', async () => {
    const { apiframe, clock, submit } = await startApiframe();
    const key = { 'idempotency-key': 'k'.repeat(255) };
    const first = await submit({ ...FLASH, lumaParams: { duration: 5, loop: true } }, key);
    await clock.advance(MINUTE);
    const again = await submit({ lumaParams: { loop: true, duration: 5 }, ...FLASH }, key);
    expect(again).toMatchObject({ status: 202, json: { jobId: first.json.jobId, status: 'COMPLETED' } });
    expect(apiframe.submitCount).toBe(1);
    expect(apiframe.jobs[0]?.idempotencyKey).toBe(key['idempotency-key']);
    await clock.advance(24 * HOUR);
    const later = await submit(FLASH, key);
    expect(later.status).toBe(202);
    expect(later.json.jobId).not.toBe(first.json.jobId);
  });

  it('costs nothing again, and is honoured with an empty account and for a withdrawn model', async () => {
    const { apiframe, submit } = await startApiframe({ credits: 51 });
    const { json } = await submit(FLASH, { 'idempotency-key': 'one' });
    apiframe.faults.withdrawnModels = [FLASH.model];
    expect((await submit(FLASH, { 'idempotency-key': 'one' })).json.jobId).toBe(json.jobId);
    expect(apiframe.credits).toBe(0);
  });

  it('with another body is a conflict, or the first job', async () => {
    const { apiframe, submit } = await startApiframe();
    const key = { 'idempotency-key': 'one' };
    const { json } = await submit(FLASH, key);
    const conflict = await submit(RAY_2, key);
    expect([conflict.status, conflict.json]).toEqual([409, { error: expect.any(String) }]);
    apiframe.faults.reusedKey = 'first-job';
    expect((await submit(RAY_2, key)).json.jobId).toBe(json.jobId);
    expect(apiframe.submitCount).toBe(1);
  });

  it('is not used up by a submit that was refused', async () => {
    const { apiframe, submit } = await startApiframe({ credits: 0 });
    const key = { 'idempotency-key': 'one' };
    expect((await submit(FLASH, key)).status).toBe(402);
    apiframe.credits = 1_000;
    expect((await submit(RAY_2, key)).status).toBe(202);
  });

  it('of more than 255 characters is refused', async () => {
    const { submit } = await startApiframe();
    expect((await submit(FLASH, { 'idempotency-key': 'k'.repeat(256) })).status).toBe(400);
  });
});

describe('a spoilt submit', () => {
  it.each<[AnswerFaultKind | 'credits-402' | 'error-403', number]>([
    ['error-429', 429],
    ['error-500', 500],
    ['error-502', 502],
    ['error-503', 503],
    ['error-504', 504],
    ['credits-402', 402],
    ['error-403', 403],
  ])('with %s is no job', async (kind, status) => {
    const { apiframe, submit } = await startApiframe({ faults: { submit: { kind, times: 1 } } });
    const spoilt = await submit();
    expect([spoilt.status, apiframe.submitCount]).toEqual([status, 0]);
    expect(spoilt.headers['retry-after']).toBe(kind === 'error-429' ? '5' : undefined);
    expect((await submit()).status).toBe(202);
  });

  it.each([
    ['accepted-502', 502],
    ['accepted-503', 503],
    ['malformed-json', 202],
    ['empty', 202],
    ['html', 200],
  ] as const)('with %s is a job', async (kind, status) => {
    const { apiframe, submit } = await startApiframe({ faults: { submit: { kind } } });
    const spoilt = await submit();
    expect([spoilt.status, apiframe.submitCount, spoilt.json]).toEqual([
      status,
      1,
      kind === 'accepted-503' ? { error: expect.any(String) } : undefined,
    ]);
  });

  it.each([
    ['drop-before-reading', 0],
    ['drop', 1],
  ] as const)('with %s loses the connection: %i jobs', async (kind, jobs) => {
    const { apiframe, submit } = await startApiframe({ faults: { submit: { kind } } });
    await expect(submit()).rejects.toThrow();
    expect(apiframe.submitCount).toBe(jobs);
    expect(apiframe.requests[0]?.status).toBeNull();
  });

  it.each(['silent', 'endless'] as const)('with %s is a job whose answer never comes', async (kind) => {
    const { apiframe, call } = await startApiframe({ faults: { submit: { kind } } });
    const patience = new AbortController();
    const answer = call('POST', '/v2/videos/generate', {
      headers: { 'x-api-key': apiframe.apiKey },
      body: FLASH,
      signal: patience.signal,
    });
    await apiframe.waitForSubmit();
    patience.abort();
    await expect(answer).rejects.toThrow(/abort/i);
  });

  it('can be huge', async () => {
    const { submit } = await startApiframe({ faults: { submit: { kind: 'huge-json' } } });
    const { json, bytes } = await submit();
    expect(json.jobId).toMatch(UUID);
    expect(bytes.length).toBeGreaterThan(10_000_000);
  });
});
