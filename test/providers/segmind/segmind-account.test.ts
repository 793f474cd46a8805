import { describe, expect, it } from 'vitest';
import { answer, apiKey, createScriptedSegmind, forever } from './scripted-segmind.ts';

const account = (status: number, body: unknown) =>
  createScriptedSegmind(answer(status, body)).provider.account(forever);

describe('the account', () => {
  it('is asked for with the key, after everything that concerns jobs', async () => {
    const { provider, calls, priorities } = createScriptedSegmind(answer(200, { credits: 1 }));
    await provider.account(forever);
    const url = 'https://segmind.example/proxy/v1/get-user-credits';
    expect(calls).toEqual([{ method: 'GET', url, headers: { 'x-api-key': apiKey }, signal: forever }]);
    expect(priorities).toEqual(['account']);
  });

  it.each([
    ['numbers', { credits: 12.5, 'free-credits': 1 }, 13_500_000],
    ['numbers as text', { credits: ' 12.50 ', 'free-credits': '0' }, 12_500_000],
    ['no free credits', { credits: 3 }, 3_000_000],
    ['free credits alone', { 'free-credits': '0.25' }, 250_000],
    ['free credits under the other name', { credits: null, free_credits: 2 }, 2_000_000],
    ['a debt', { credits: -0.0184921035, 'free-credits': 0 }, -18_492],
    ['nothing', { credits: 0, 'free-credits': 0 }, 0],
    ['a wrapping', { data: { credits: 1, 'free-credits': 1 } }, 2_000_000],
    ['more than was asked', { credits: 1, 'free-credits': null, plan: 'pro' }, 1_000_000],
  ])('is read with %s', async (_what, body, balanceMicroUsd) => {
    expect(await account(200, body)).toEqual({ balanceMicroUsd });
  });

  it('that has no record is empty', async () => {
    expect(await account(404, { error: 'No balance record found' })).toEqual({ balanceMicroUsd: 0 });
  });

  it.each([
    ['a page', 200, '<html>', 'malformed'],
    ['no number', 200, { credits: 'many' }, 'malformed'],
    ['an unknown name', 200, { balance: 5 }, 'malformed'],
    ['a list', 200, [5], 'malformed'],
    ['more than there is', 200, { credits: 1e300 }, 'malformed'],
    ['a refused key', 401, { error: 'API key is invalid' }, 'credentials'],
    ['a page of a gateway', 404, '<html>', 'transient'],
    ['too many requests', 429, { error: 'rate_limit_exceeded' }, 'rate'],
    ['an outage', 503, '', 'transient'],
  ])('answered with %s is an error', async (_what, status, body, kind) => {
    await expect(account(status, body)).rejects.toMatchObject({ name: 'ProviderError', kind });
  });
});

it('no prices are published', async () => {
  const { provider, calls } = createScriptedSegmind();
  expect((await provider.prices(forever)).size).toBe(0);
  expect(calls).toEqual([]);
});
