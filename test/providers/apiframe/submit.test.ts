import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/errors/provider-error.ts';
import type { SubmitInput } from '../../../src/providers/video-provider.ts';
import { answer, apiKey, createScriptedApiframe, forever, input, noop, requestId } from './scripted-apiframe.ts';

const accepted = answer(202, { jobId: requestId, status: 'QUEUED' });
const start = 'https://cdn2.apiframe.example/uploads/start.jpg';
const end = 'https://cdn2.apiframe.example/uploads/end.jpg';
const webhookUrl = (jobId: string) => `https://bot.example/webhooks/apiframe/${jobId}`;

async function bodyOf(changes: Partial<SubmitInput>, options: { webhookUrl?: typeof webhookUrl } = {}) {
  const { provider, calls } = createScriptedApiframe([accepted], options);
  await provider.submit({ ...input, ...changes }, noop, forever);
  return calls[0]?.request.json;
}

async function refusalOf(status: number, body: unknown, headers: Record<string, string> = {}): Promise<ProviderError> {
  const { provider } = createScriptedApiframe([answer(status, body, headers)]);
  const error: unknown = await provider.submit(input, noop, forever).catch((thrown: unknown) => thrown);
  if (error instanceof ProviderError) return error;
  throw new Error('the submit was not refused');
}

describe('a submit', () => {
  it('is one call with the key, under a key of its attempt', async () => {
    const { provider, calls } = createScriptedApiframe([accepted]);
    expect(await provider.submit(input, noop, forever)).toEqual({ state: 'accepted', requestId });
    expect(calls).toEqual([
      {
        call: 'submit',
        request: {
          method: 'POST',
          url: 'https://apiframe.example/proxy/v2/videos/generate',
          headers: { 'x-api-key': apiKey, 'idempotency-key': 'raybot-1122334455667788990-2' },
          json: {
            model: 'luma-ray-flash-2',
            prompt: 'a “fox” 🦊',
            lumaParams: { duration: 9, aspect_ratio: '21:9', loop: false },
          },
          signal: forever,
        },
      },
    ]);
  });

  const plain = { duration: 9, aspect_ratio: '21:9', loop: false };
  it.each<[string, Partial<SubmitInput>, object]>([
    ['a loop', { loop: true }, { ...plain, loop: true }],
    ['a shorter clip', { durationSeconds: 5 }, { ...plain, duration: 5 }],
    ['concepts', { concepts: ['push_in', 'static'] }, { ...plain, concepts: ['push_in', 'static'] }],
    ['a first picture', { images: { startUrl: start } }, { ...plain, start_image: start }],
    ['a last picture', { images: { endUrl: end } }, { ...plain, end_image: end }],
    [
      'both, and no loop with the last one',
      { images: { startUrl: start, endUrl: end }, loop: true },
      { ...plain, start_image: start, end_image: end },
    ],
  ])('with %s says nothing but that', async (_what, changes, lumaParams) => {
    expect(await bodyOf(changes)).toEqual({ model: input.slug, prompt: input.prompt, lumaParams });
  });

  it('names where to tell of its end, where there is such a place', async () => {
    expect(await bodyOf({}, { webhookUrl })).toEqual({
      model: input.slug,
      prompt: input.prompt,
      lumaParams: plain,
      webhookUrl: 'https://bot.example/webhooks/apiframe/1122334455667788990',
      webhookEvents: ['completed', 'failed'],
    });
    expect(createScriptedApiframe([]).provider.notifies).toBe(false);
    expect(createScriptedApiframe([], { webhookUrl }).provider.notifies).toBe(true);
  });

  it('is not sent when writing it down fails', async () => {
    const { provider, calls } = createScriptedApiframe([]);
    const failing = provider.submit(input, () => Promise.reject(new Error('disk full')), forever);
    await expect(failing).rejects.toThrow('disk full');
    expect(calls).toEqual([]);
  });

  it.each([
    ['as it is documented', 202, { jobId: requestId, status: 'QUEUED' }],
    ['with 200', 200, { jobId: requestId }],
    ['as a request that is over', 202, { jobId: requestId, status: 'FAILED', error: 'x' }],
    ['inside data', 202, { success: true, data: { jobId: requestId } }],
    ['inside job', 202, { job: { id: requestId } }],
    ['inside result', 202, { result: { job_id: requestId } }],
    ['with an id of the answer beside it', 202, { id: 'answer-0001', data: { jobId: requestId } }],
    ['with a null first', 202, { jobId: null, id: requestId }],
  ])('is accepted %s', async (_what, status, body) => {
    const { provider } = createScriptedApiframe([answer(status, body)]);
    expect(await provider.submit(input, noop, forever)).toEqual({ state: 'accepted', requestId });
  });

  it.each([
    ['nothing', {}],
    ['an error', { error: 'no' }],
    ['a number for an id', { jobId: 12345678 }],
    ['a path for an id', { jobId: '../../v2/me/12345678' }],
    ['a list', [{ jobId: requestId }]],
    ['a page', '<html>ok</html>'],
    ['no body', ''],
  ])('answered with success and %s may have been taken', async (_what, body) => {
    expect(await refusalOf(202, body)).toMatchObject({ kind: 'malformed', mayHaveArrived: true });
  });
});

describe('a refused submit', () => {
  const invalid = { error: 'Validation failed', details: { 'lumaParams.duration': ['Expected number, got string'] } };
  it.each<[number, unknown, string]>([
    [400, invalid, 'validation'],
    [400, { error: 'prompt contains blacklisted words' }, 'moderation'],
    [400, { error: 'Validation failed', details: { prompt: ['was flagged by moderation'] } }, 'moderation'],
    [400, { error: 'Unknown model: luma-ray-flash-2' }, 'withdrawn'],
    [400, { error: "Model 'luma-ray-flash-2' is no longer available" }, 'withdrawn'],
    [400, { error: 'The model luma-ray-2 has been retired' }, 'withdrawn'],
    [400, { error: 'Validation failed', details: { model: ['Invalid enum value'] } }, 'withdrawn'],
    [400, { error: 'Validation failed', details: [{ path: ['model'], message: 'x' }] }, 'withdrawn'],
    [400, { error: 'aspect_ratio 9:21 is not supported by this model' }, 'validation'],
    [400, { error: 'model luma-ray-2 does not take a duration of 10' }, 'validation'],
    [400, { error: 'Invalid model parameters' }, 'validation'],
    [400, '<html>Bad request</html>', 'validation'],
    [401, { error: 'Invalid API key' }, 'credentials'],
    [402, { error: 'Insufficient credits' }, 'credits'],
    [403, { error: 'API key is inactive' }, 'credentials'],
    [404, { error: 'Model not found' }, 'withdrawn'],
    [404, { error: 'Not found' }, 'transient'],
    [404, '<html>Not found</html>', 'transient'],
    [405, '<html>', 'transient'],
    [409, { error: 'Idempotency key reused with another body' }, 'validation'],
    [410, { error: 'Gone' }, 'withdrawn'],
    [413, '', 'validation'],
    [422, { error: 'no' }, 'validation'],
    [429, { error: 'Too many requests' }, 'rate'],
  ])('with %i and %j was not taken: %s', async (status, body, kind) => {
    expect(await refusalOf(status, body)).toMatchObject({ kind, mayHaveArrived: false, details: { status } });
  });

  it.each<[number, unknown, string]>([
    [301, '', 'malformed'],
    [408, '', 'transient'],
    [500, { error: 'oops' }, 'transient'],
    [502, '<html>', 'transient'],
    [503, { error: 'Queue unavailable' }, 'transient'],
  ])('with %i and %j may have been taken: %s', async (status, body, kind) => {
    expect(await refusalOf(status, body)).toMatchObject({ kind, mayHaveArrived: true, details: { status } });
  });

  it('says which parts are wrong, in one short line', async () => {
    const details = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`part${index}\n${'x'.repeat(900)}`, []]),
    );
    expect((await refusalOf(400, invalid)).message).toBe(
      'Apiframe answered 400 to a submit: Validation failed (lumaParams.duration)',
    );
    const { message } = await refusalOf(400, { error: 'no\n'.repeat(5_000), details });
    expect(message.length).toBeLessThan(800);
    expect(message).not.toContain('\n');
  });

  it.each([
    [{ creditsRequired: 51, creditsAvailable: 3 }, 'Insufficient credits (required 51, available 3)'],
    [{ creditsRequired: '51', creditsAvailable: -2 }, 'Insufficient credits (required 51, available -2)'],
    [{ creditsRequired: null, creditsAvailable: 3 }, 'Insufficient credits (available 3)'],
    [{}, 'Insufficient credits'],
  ])('for want of credits names the numbers %j', async (numbers, words) => {
    const { message } = await refusalOf(402, { error: 'Insufficient credits', ...numbers });
    expect(message).toBe(`Apiframe answered 402 to a submit: ${words}`);
  });

  it.each([
    ['30', 30_000],
    ['86400', 120_000],
    ['0', 1_000],
    ['Sat, 21 Nov 2026 12:00:20 GMT', 20_000],
  ])('that came too soon may come again after Retry-After: %s', async (header, retryAfterMs) => {
    const error = await refusalOf(429, { error: 'Too many requests' }, { 'retry-after': header });
    expect(error.details.retryAfterMs).toBe(retryAfterMs);
    expect((await refusalOf(429, {})).details.retryAfterMs).toBeUndefined();
  });

  it('keeps the id of the call for their support, unless it is no id', async () => {
    const of = (id: string) => refusalOf(400, {}, { 'x-request-id': id });
    expect((await of('req_01HX')).details.providerRequestId).toBe('req_01HX');
    expect((await of('<b>')).details.providerRequestId).toBeUndefined();
  });
});
