import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/errors/provider-error.ts';
import type { LostAttempt, SubmitInput } from '../../../src/providers/video-provider.ts';
import {
  answer,
  apiKey,
  createScriptedApiframe,
  forever,
  input,
  lost,
  noop,
  now,
  requestId,
} from './scripted-apiframe.ts';

const hour = 3_600_000;
const { startedAt } = lost;
const old: LostAttempt = { ...lost, startedAt: now - 23 * hour };
const conflict = answer(409, { error: 'Idempotency key reused with another body' });

const row = (id: string, createdAt: unknown, changes: object = {}) => ({
  id,
  model: input.slug,
  status: 'PROCESSING',
  createdAt: typeof createdAt === 'number' ? new Date(createdAt).toISOString() : createdAt,
  input: { prompt: input.prompt },
  ...changes,
});
const list = (...jobs: unknown[]) => answer(200, { jobs, nextCursor: null, hasMore: false });
const other = '0b9f45f0-aaaa-467f-a5d9-2f8d5f6b1c11';

describe('a lost submit, within 23 hours', () => {
  it('is made again under its key with the same bytes, and so is found', async () => {
    const { provider, calls } = createScriptedApiframe([
      answer(202, { jobId: requestId }),
      answer(202, { jobId: requestId, status: 'COMPLETED' }),
    ]);
    await provider.submit(input, noop, forever);
    const almost = { ...lost, startedAt: now - 23 * hour + 1 };
    expect(await provider.recover(almost, forever)).toEqual({ state: 'accepted', requestId });
    const [first, second] = calls.map(({ request }) => JSON.stringify({ ...request, signal: null }));
    expect(second).toBe(first);
    expect(calls.map(({ call }) => call)).toEqual(['submit', 'recover']);
  });

  it.each<[number, unknown, string]>([
    [400, { error: 'Validation failed' }, 'validation'],
    [400, { error: 'the prompt is flagged' }, 'moderation'],
    [422, { error: 'no' }, 'validation'],
  ])('was not taken where the same call is refused with %i and %j: %s', async (status, body, kind) => {
    const { provider } = createScriptedApiframe([answer(status, body)]);
    expect(await provider.recover(lost, forever)).toEqual({
      state: 'not-taken',
      kind,
      detail: expect.stringContaining(`Apiframe answered ${status} to a repeated submit: `),
    });
  });

  it.each<[number, unknown]>([
    [400, '<html>Bad request</html>'],
    [401, { error: 'Invalid API key' }],
    [402, '<html>'],
    [403, { error: 'API key is inactive' }],
    [403, '<html>Forbidden</html>'],
    [404, { error: 'Not found' }],
    [404, '<html>'],
    [408, {}],
    [429, { error: 'Too many requests' }],
    [500, { error: 'oops' }],
    [503, { error: 'Queue unavailable' }],
  ])('stays unknown after %i and %j', async (status, body) => {
    const { provider } = createScriptedApiframe([answer(status, body)]);
    await expect(provider.recover(lost, forever)).rejects.toBeInstanceOf(ProviderError);
  });

  it('stays unknown where nothing gets through', async () => {
    const { provider } = createScriptedApiframe([new ProviderError('transient', 'ECONNREFUSED', false)]);
    await expect(provider.recover(lost, forever)).rejects.toMatchObject({ kind: 'transient' });
  });

  it.each<[number, unknown]>([
    [402, { error: 'Insufficient credits' }],
    [404, { error: 'Model not found' }],
    [202, {}],
    [202, '<html>'],
    [302, ''],
  ])('is looked for in the list after %i and %j: the first request may be the reason', async (status, body) => {
    const { provider } = createScriptedApiframe([answer(status, body), list(row(requestId, startedAt + 500))]);
    expect(await provider.recover(lost, forever)).toEqual({ state: 'accepted', requestId });
  });

  it('is looked for in the list where its key is known with another body', async () => {
    const { provider, calls } = createScriptedApiframe([conflict, list(row(requestId, startedAt + 500))]);
    expect(await provider.recover(lost, forever)).toEqual({ state: 'accepted', requestId });
    const url = 'https://apiframe.example/proxy/v2/jobs?model=luma-ray-flash-2&limit=100';
    const request = { method: 'GET', url, headers: { 'x-api-key': apiKey }, signal: forever };
    expect(calls[1]).toEqual({ call: 'recover', request });
  });
});

describe('a lost submit of another account', () => {
  it('is never made again: with this key it would be a new one', async () => {
    const { provider, calls } = createScriptedApiframe([list()]);
    const foreign = { ...lost, input: { ...input, account: 'another-account' } };
    expect(await provider.recover(foreign, forever)).toBeNull();
    expect(calls.map(({ request }) => request.method)).toEqual(['GET']);
  });

  it('is made again where the key is the same', async () => {
    const { provider } = createScriptedApiframe([answer(202, { jobId: requestId })]);
    const own = { ...lost, input: { ...input, account: provider.accountMark } };
    expect(await provider.recover(own, forever)).toEqual({ state: 'accepted', requestId });
  });
});

describe('a submit that is lost for longer', () => {
  it.each([
    ['23 hours', now - 23 * hour],
    ['a month', now - 720 * hour],
    ['an unknown time, as the clock was set back', now + 1],
  ])('than %s is never made again', async (_what, at) => {
    const { provider, calls } = createScriptedApiframe([list()]);
    expect(await provider.recover({ ...lost, startedAt: at }, forever)).toBeNull();
    expect(calls.map(({ request }) => request.method)).toEqual(['GET']);
  });

  it('is not made again either when its time is over before its turn comes', async () => {
    const times = [lost.startedAt + hour, lost.startedAt + 25 * hour];
    const { provider, calls } = createScriptedApiframe([], { now: () => times.shift() ?? Number.NaN });
    await expect(provider.recover(lost, forever)).rejects.toBeInstanceOf(ProviderError);
    expect(calls).toEqual([]);
  });
});

describe('in the list', () => {
  const find = (jobs: readonly unknown[], changes: Partial<LostAttempt> = {}) => {
    const { provider } = createScriptedApiframe([list(...jobs)]);
    return provider.recover({ ...old, ...changes }, forever);
  };
  const at = old.startedAt;
  const found = { state: 'accepted', requestId };

  it.each([
    ['5 s before', at - 5_000, true],
    ['more than 5 s before', at - 5_001, false],
    ['3 minutes after', at + 180_000, true],
    ['more than 3 minutes after', at + 180_001, false],
    ['at a time that cannot be read', 'recently', false],
    ['at no time', null, false],
  ])('a request that was made %s fits: %s', async (_what, createdAt, fits) => {
    expect(await find([row(requestId, createdAt)])).toEqual(fits ? found : null);
  });

  const withInput = { ...input, concepts: ['push_in', 'static'] } satisfies SubmitInput;
  const given = {
    prompt: input.prompt,
    lumaParams: { duration: 9, aspect_ratio: '21:9', loop: false, concepts: ['static', 'push_in'] },
  };
  const params = (changes: object) => ({ input: { ...given, lumaParams: { ...given.lumaParams, ...changes } } });
  it.each<[string, object, boolean]>([
    ['its input', { input: given }, true],
    ['its input in one layer', { input: { prompt: input.prompt, ...given.lumaParams } }, true],
    ['no input, which could be another member’s', { input: null }, false],
    ['an input without words', { input: { lumaParams: given.lumaParams } }, false],
    ['a part of its input', { input: { prompt: ` ${input.prompt} ` } }, true],
    ['a length as text', params({ duration: '9s' }), true],
    ['another prompt', { input: { ...given, prompt: 'a cat' } }, false],
    ['another length', params({ duration: 5 }), false],
    ['another ratio', params({ aspect_ratio: '1:1' }), false],
    ['other concepts', params({ concepts: ['static'] }), false],
    ['concepts of another kind', params({ concepts: 'static' }), false],
    ['another model', { input: given, model: 'luma-ray-2' }, false],
  ])('a request with %s fits: %s', async (_what, changes, fits) => {
    expect(await find([row(requestId, at, changes)], { input: withInput })).toEqual(fits ? found : null);
  });

  it('none is chosen among several, but those of other attempts do not count', async () => {
    const both = [row(other, at + 900), row(requestId, at + 400)];
    expect(await find(both)).toBeNull();
    expect(await find(both, { isOurs: async (id) => id === other })).toEqual(found);
    expect(await find(both, { isOurs: async () => true })).toBeNull();
    expect(await find([row(requestId, at), row(requestId, at)])).toEqual(found);
  });

  it.each([
    ['wrapped', { data: { jobs: [row(requestId, at)], hasMore: false } }],
    ['under another name', { data: [row(requestId, at)] }],
    ['bare', [row(requestId, at)]],
    ['with rows that are none', { jobs: [null, 5, 'x', {}, [], { id: '../x' }, row(requestId, at)] }],
    ['with times in seconds', { jobs: [{ ...row(requestId, at), createdAt: at / 1_000 }] }],
  ])('it is found %s', async (_what, body) => {
    const { provider } = createScriptedApiframe([answer(200, body)]);
    expect(await provider.recover(old, forever)).toEqual(found);
  });

  it.each([
    [200, {}],
    [200, '<html>'],
    [200, { jobs: 'none' }],
    [403, { error: 'scope' }],
    [500, {}],
  ])('nothing is known after %i and %j', async (status, body) => {
    const { provider } = createScriptedApiframe([answer(status, body)]);
    await expect(provider.recover(old, forever)).rejects.toBeInstanceOf(ProviderError);
  });
});

describe('the pages of the list', () => {
  const at = old.startedAt;
  const page = (cursor: string | null, ...jobs: unknown[]) =>
    answer(200, { jobs, nextCursor: cursor, hasMore: cursor !== null });
  const newer = (n: number) => row(`newer-${n}-0000`, at + 10 * 60_000 - n);
  const look = async (...pages: ReturnType<typeof answer>[]) => {
    const { provider, calls } = createScriptedApiframe(pages);
    const result = await provider.recover(old, forever);
    return { result, cursors: calls.map(({ request }) => new URL(request.url).searchParams.get('cursor')) };
  };

  it('are read until they are older than the attempt', async () => {
    const { result, cursors } = await look(
      page('b&b', newer(1)),
      page('c', newer(2), row(requestId, at + 1_000)),
      page('d', row('older-000', at - 60_000)),
    );
    expect(result).toEqual({ state: 'accepted', requestId });
    expect(cursors).toEqual([null, 'b&b', 'c']);
  });

  it('decide nothing while an older one may hold a second candidate', async () => {
    const mine = row(requestId, at + 1_000);
    const five = [mine, newer(2), newer(3), newer(4), newer(5)].map((job, index) => page(`c${index}`, job));
    const { result, cursors } = await look(...five);
    expect(result).toBeNull();
    expect(cursors).toHaveLength(5);
    expect((await look(answer(200, { jobs: [mine], hasMore: true }))).result).toBeNull();
    const full = Array.from({ length: 99 }, (_, index) => newer(index));
    expect((await look(answer(200, { jobs: [...full, mine] }))).result).toBeNull();
    expect((await look(page('next', row(other, at + 2_000)), page(null, mine))).result).toBeNull();
  });
});
