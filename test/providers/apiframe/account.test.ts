import { describe, expect, it } from 'vitest';
import { answer, apiKey, createScriptedApiframe, forever } from './scripted-apiframe.ts';

const account = (status: number, body: unknown) =>
  createScriptedApiframe([answer(status, body)]).provider.account(forever);
const prices = (status: number, body: unknown) =>
  createScriptedApiframe([answer(status, body)]).provider.prices(forever);

describe('the account', () => {
  it('is asked for with one call of its own', async () => {
    const { provider, calls } = createScriptedApiframe([answer(200, { team: { credits: 1_234 } })]);
    expect(await provider.account(forever)).toEqual({ balanceMicroUsd: 12_340_000 });
    const url = 'https://apiframe.example/proxy/v2/me';
    expect(calls).toEqual([
      { call: 'account', request: { method: 'GET', url, headers: { 'x-api-key': apiKey }, signal: forever } },
    ]);
  });

  it.each([
    ['a number as text', { team: { credits: '51' } }, 510_000],
    ['a debt', { team: { credits: -3 } }, -30_000],
    ['nothing left', { team: { credits: 0 }, user: { credits: 5 } }, 0],
    ['no team', { team: null, user: { credits: 7 } }, 70_000],
    ['a wrapping', { data: { team: { credits: 2.5 } } }, 25_000],
  ])('is read with %s', async (_what, body, balanceMicroUsd) => {
    expect(await account(200, body)).toEqual({ balanceMicroUsd });
  });

  it.each([
    [200, {}, 'malformed'],
    [200, { team: null }, 'malformed'],
    [200, { team: { credits: null }, user: { credits: 5 } }, 'malformed'],
    [200, { team: { credits: 'many' } }, 'malformed'],
    [200, { team: { credits: 1e300 } }, 'malformed'],
    [200, '<html>', 'malformed'],
    [400, { error: 'x' }, 'malformed'],
    [401, { error: 'Invalid API key' }, 'credentials'],
    [403, { error: 'API key is inactive' }, 'credentials'],
    // A key may be good for videos alone.
    [403, { error: 'This API key lacks the scope account:read' }, 'malformed'],
    [403, '<html>', 'malformed'],
    [404, {}, 'transient'],
    [429, {}, 'rate'],
    [500, {}, 'transient'],
  ])('is not known after %i and %j: %s', async (status, body, kind) => {
    await expect(account(status, body)).rejects.toMatchObject({ name: 'ProviderError', kind });
  });
});

describe('the prices', () => {
  const flash = { id: 'luma-ray-flash-2', label: 'Ray Flash 2', modality: 'video', costMin: 51, costMax: 92 };
  it('are those of the two lengths, by the name of the model', async () => {
    const ray = { ...flash, id: 'luma-ray-2', costMin: '153', costMax: 276.5 };
    const { provider, calls } = createScriptedApiframe([
      answer(200, { models: [flash, ray, { id: 'kling', costMin: 1, costMax: 2 }] }),
    ]);
    expect(await provider.prices(forever)).toEqual(
      new Map([
        ['luma-ray-flash-2', { 5: 510_000, 9: 920_000 }],
        ['luma-ray-2', { 5: 1_530_000, 9: 2_765_000 }],
      ]),
    );
    expect(calls).toMatchObject([
      { call: 'prices', request: { method: 'GET', url: 'https://apiframe.example/proxy/v2/models?modality=video' } },
    ]);
  });

  it.each([
    ['one cost alone', { costMin: 51, costMax: undefined }],
    ['none', { costMin: null, costMax: null }],
    ['words', { costMin: 'from 51', costMax: 92 }],
    ['a negative one', { costMin: -1, costMax: 92 }],
    ['one for nothing, under which no limit of spending holds', { costMin: 0, costMax: 92 }],
    ['them the wrong way round', { costMin: 92, costMax: 51 }],
    ['more than can be counted', { costMin: 51, costMax: 1e300 }],
    ['no name', { id: null }],
    ['a name that every object has', { id: 'toString' }],
  ])('leave out a model with %s', async (_what, changes) => {
    expect(await prices(200, { models: [null, { ...flash, ...changes }] })).toEqual(new Map());
  });

  it('are none where no models are listed, and unknown where there is no list', async () => {
    expect(await prices(200, { models: [] })).toEqual(new Map());
    expect((await prices(200, { data: [flash] })).size).toBe(1);
    await expect(prices(200, {})).rejects.toMatchObject({ kind: 'malformed' });
    await expect(prices(200, '<html>')).rejects.toMatchObject({ kind: 'malformed' });
    await expect(prices(503, {})).rejects.toMatchObject({ kind: 'transient' });
  });
});
