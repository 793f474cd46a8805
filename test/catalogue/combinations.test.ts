import { describe, expect, it } from 'vitest';
import { ratiosFor } from '../../src/catalogue/demands.ts';
import type { CatalogueRow, ProviderName } from '../../src/catalogue/models.ts';
import { candidatesFor, effectiveCatalogue, lowestPriceCredits, offerOf } from '../../src/catalogue/offer.ts';
import { type GenerationRequest, parseGeneration } from '../../src/catalogue/request.ts';
import { wordsFor } from '../../src/words/words.ts';
import { anOffer, aRequest, rowsOf } from '../builders/jobs.ts';
import { refusalOf } from '../builders/refusal.ts';

const [segmind, apiframe] = [rowsOf('segmind'), rowsOf('apiframe')];
const both = rowsOf('segmind', 'apiframe');
const picture = { url: 'https://cdn.discordapp.com/attachments/1/2/fox.jpg', width: 700, height: 1600 };
const keys = (request: GenerationRequest, rows: readonly CatalogueRow[]) =>
  candidatesFor(request, rows).map(({ row }) => row.key);

describe('a request goes to those that can make all of it,', () => {
  it.each([
    [
      ['segmind', 'apiframe'],
      ['segmind/ray-flash-2', 'apiframe/ray-flash-2'],
    ],
    [
      ['apiframe', 'segmind'],
      ['apiframe/ray-flash-2', 'segmind/ray-flash-2'],
    ],
  ] satisfies [ProviderName[], string[]][])('in the order of the configuration (%j)', (providers, expected) => {
    expect(keys(aRequest(), rowsOf(...providers))).toEqual(expected);
  });

  it.each([
    [{ model: 'ray-flash-2', concepts: ['push_in'] }, ['apiframe/ray-flash-2']],
    [{ model: 'ray-flash-2', aspectRatio: '9:21' }, ['segmind/ray-flash-2']],
    [{ model: 'ray-2', concepts: ['push_in'] }, ['apiframe/ray-2']],
    [{ model: 'ray-2', concepts: ['push_in'], startImage: picture }, ['segmind/ray-2-image', 'apiframe/ray-2']],
    [{ model: 'ray-2', durationSeconds: 9 }, ['apiframe/ray-2']],
    [{ model: 'ray-2', startImage: picture, endImage: picture }, ['apiframe/ray-2']],
    [{ model: 'ray-2', aspectRatio: '4:3' }, ['apiframe/ray-2']],
    [{ model: 'ray-2', aspectRatio: '9:21', loop: true }, ['segmind/ray-2']],
  ] satisfies [Partial<GenerationRequest>, string[]][])('and to no other: %j', (changes, expected) => {
    expect(keys(aRequest(changes), both)).toEqual(expected);
  });

  it('which means every one of its concepts', () => {
    const few = both.map((row) => ({ ...row, concepts: row.concepts.filter((concept) => concept !== 'pov') }));
    expect(keys(aRequest({ concepts: ['aerial', 'static'] }), few)).toEqual(['apiframe/ray-flash-2']);
    expect(refusalOf(() => candidatesFor(aRequest({ concepts: ['aerial', 'pov'] }), few))).toMatchObject({
      code: 'concepts-not-served',
      context: { model: 'Ray Flash 2' },
    });
  });
});

describe('options that no one service makes together', () => {
  it.each([
    [
      { model: 'ray-2', durationSeconds: 9, aspectRatio: '9:21' },
      '`duration: 9`, `aspect_ratio: 9:21`',
      'Segmind: `aspect_ratio: 9:21`; Apiframe: `duration: 9`',
    ],
    [
      { model: 'ray-flash-2', durationSeconds: 9, aspectRatio: '9:21', concepts: ['push_in', 'pov'] },
      '`aspect_ratio: 9:21`, `concepts: push_in, pov`',
      'Segmind: `aspect_ratio: 9:21`; Apiframe: `concepts: push_in, pov`',
    ],
    [
      { model: 'ray-2', startImage: picture, endImage: picture, aspectRatio: '9:21' },
      '`end_image`, `aspect_ratio: 9:21`',
      'Segmind: `aspect_ratio: 9:21`; Apiframe: `end_image`',
    ],
    [
      { model: 'ray-2', startImage: picture, durationSeconds: 9, aspectRatio: '9:21', concepts: ['pov'] },
      '`duration: 9`, `aspect_ratio: 9:21`',
      'Segmind: `aspect_ratio: 9:21`; Apiframe: `duration: 9`',
    ],
    [
      { model: 'ray-2', aspectRatio: '9:21', concepts: ['pov'] },
      '`aspect_ratio: 9:21`, `concepts: pov`',
      'Segmind: `aspect_ratio: 9:21`; Apiframe: `concepts: pov`',
    ],
  ] satisfies [Partial<GenerationRequest>, string, string][])(
    'are refused with what each does: %j',
    (changes, options, services) => {
      const { code, context } = refusalOf(() => candidatesFor(aRequest(changes), both));
      expect(code).toBe('options-not-together');
      expect(context).toMatchObject({ options, services });
      const text = wordsFor('en-US')(`refusal.${code}`, context);
      expect(text).toContain(`Each does a part: ${services}.`);
      expect(text.length).toBeLessThan(400);
    },
  );

  it('are told of the row that takes such pictures, whichever stands first', () => {
    const request = aRequest({ model: 'ray-2', aspectRatio: '9:21', concepts: ['pov'] });
    expect(refusalOf(() => candidatesFor(request, both.toReversed())).context).toMatchObject({
      options: '`aspect_ratio: 9:21`, `concepts: pov`',
      services: 'Apiframe: `concepts: pov`; Segmind: `aspect_ratio: 9:21`',
    });
  });

  it('are told apart from what nobody makes at all', () => {
    const tall = aRequest({ model: 'ray-2', durationSeconds: 9, aspectRatio: '9:21' });
    expect(refusalOf(() => candidatesFor(tall, segmind))).toMatchObject({
      code: 'option-not-allowed',
      context: { options: '9 s, 9:21', allowed: '5 s; 16:9, 9:16, 1:1, 21:9, 9:21' },
    });
    expect(refusalOf(() => candidatesFor(tall, apiframe))).toMatchObject({
      code: 'option-not-allowed',
      context: { allowed: '5 s, 9 s; 16:9, 9:16, 1:1, 4:3, 3:4, 21:9' },
    });
    const moved = aRequest({ model: 'ray-2', concepts: ['pov'] });
    expect(refusalOf(() => candidatesFor(moved, segmind)).code).toBe('concepts-not-served');
    expect(refusalOf(() => candidatesFor(moved, [])).code).toBe('no-provider');
  });
});

describe('a ratio that follows the picture', () => {
  const ask = (options: Record<string, unknown>, rows = both) =>
    parseGeneration(anOffer('ray-flash-2', rows), { prompt: 'a red fox', startImage: picture, ...options });

  it('is one that can be had together with the rest', () => {
    expect(ask({}).aspectRatio).toBe('9:21');
    expect(ask({ concepts: 'push_in' }).aspectRatio).toBe('9:16');
    expect(ask({}, apiframe).aspectRatio).toBe('9:16');
    for (const options of [{}, { concepts: 'push_in' }, { durationSeconds: 9, concepts: 'pov' }])
      expect(candidatesFor(ask(options), both).length).toBeGreaterThan(0);
  });

  it('is not found where the member named another', () => {
    const named = ask({ concepts: 'push_in', aspectRatio: '9:21' });
    expect(refusalOf(() => candidatesFor(named, both)).code).toBe('options-not-together');
  });

  it('has those of the rows that serve the rest, in the usual order', () => {
    expect(ratiosFor(aRequest({ model: 'ray-2' }), both)).toEqual([
      '16:9',
      '9:16',
      '1:1',
      '4:3',
      '3:4',
      '21:9',
      '9:21',
    ]);
    const long = aRequest({ model: 'ray-2', durationSeconds: 9, aspectRatio: '9:21' });
    expect(ratiosFor(long, both)).toEqual(['16:9', '9:16', '1:1', '4:3', '3:4', '21:9']);
    expect(ratiosFor(long, segmind)).toEqual([]);
  });
});

describe('an offer over two services', () => {
  it('holds what either has', () => {
    expect(offerOf('ray-2', both)).toMatchObject({
      durationsSeconds: [5, 9],
      aspectRatios: ['16:9', '9:16', '1:1', '4:3', '3:4', '21:9', '9:21'],
      images: ['none', 'start', 'end', 'start-and-end'],
    });
    expect(anOffer('ray-2', both).concepts).toHaveLength(34);
    expect(anOffer('ray-flash-2', segmind).concepts).toEqual([]);
  });

  it('prices each length from the cheapest to the dearest', () => {
    const prices = { 'segmind/ray-flash-2': { 5: 60 }, 'apiframe/ray-flash-2': { 9: 45 } };
    const offer = anOffer('ray-flash-2', effectiveCatalogue({ providers: ['segmind', 'apiframe'], slugs: {}, prices }));
    expect([offer.priceCredits(5), offer.priceCredits(9)]).toEqual([
      { min: 51, max: 60 },
      { min: 45, max: 92 },
    ]);
    expect(lowestPriceCredits(offer)).toBe(45);
  });
});

describe('concepts in a request', () => {
  const ask = (concepts: unknown, rows = both) =>
    parseGeneration(anOffer('ray-flash-2', rows), { prompt: 'a red fox', concepts });

  it('are read from the text that was typed', () => {
    expect(ask('push in, Tilt Up').concepts).toEqual(['push_in', 'tilt_up']);
    expect(ask(undefined).concepts).toEqual([]);
    expect(ask('').concepts).toEqual([]);
  });

  it.each([
    ['a model that takes none', 'push_in', segmind, 'concepts-not-served'],
    ['a model that takes none, an unknown one', 'push_on', segmind, 'concept-unknown'],
    ['too many', 'pov, aerial, static, selfie', both, 'concepts-too-many'],
    ['a number', 5, both, 'concept-unknown'],
    ['nothing', null, both, 'concept-unknown'],
  ])('of %s are refused', (_what, concepts, rows, code) => {
    expect(refusalOf(() => ask(concepts, rows)).code).toBe(code);
  });
});
