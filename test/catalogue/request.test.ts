import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/catalogue/models.ts';
import { candidatesFor, effectiveCatalogue, offerOf } from '../../src/catalogue/offer.ts';
import { parseGeneration, parseStoredGeneration } from '../../src/catalogue/request.ts';
import { anOffer, aRequest, rows } from '../builders/jobs.ts';
import { refusalOf } from '../builders/refusal.ts';

const prompt = 'a red fox';

describe('a request', () => {
  it('has defaults for all that was left out', () => {
    expect(parseGeneration(anOffer('ray-2'), { prompt, durationSeconds: undefined, loop: undefined })).toEqual({
      model: 'ray-2',
      prompt,
      durationSeconds: 5,
      aspectRatio: '16:9',
      resolution: '720p',
      ratioFollowsImage: false,
      startImage: null,
      endImage: null,
      loop: false,
      concepts: [],
      isPrivate: false,
    });
  });

  it('comes back from the database as it was stored', () => {
    const request = aRequest({ prompt: '"quoted" 🦊', durationSeconds: 9, loop: true });
    expect(parseStoredGeneration(JSON.stringify(request))).toEqual(request);
  });

  it.each([
    [{ prompt, durationSeconds: 7 }, 'duration = 7', '5, 9'],
    [{ prompt, durationSeconds: '5' }, 'duration = 5', '5, 9'],
    [{ prompt, aspectRatio: '2:1' }, 'aspect_ratio = 2:1', '16:9, 9:16'],
    [{ prompt, resolution: '4k' }, 'resolution = 4k', '720p'],
    [{ prompt, loop: 'yes' }, 'loop = yes', 'true, false'],
  ])('with %j is refused, with what is allowed', (options, named, allowed) => {
    const { code, context } = refusalOf(() => parseGeneration(anOffer('ray-flash-2'), options));
    expect(code).toBe('option-not-allowed');
    expect(context).toMatchObject({ model: 'Ray Flash 2', options: named, allowed: expect.stringContaining(allowed) });
  });

  it('names only what the model of the command has', () => {
    const { context } = refusalOf(() => parseGeneration(anOffer('ray-2'), { prompt, aspectRatio: '5:4' }));
    expect(context.allowed).toBe('16:9, 9:16, 1:1, 21:9, 9:21');
  });

  it.each([[{}], [{ prompt: 5 }], [{ prompt: null }]])('with %j has no prompt', (options) => {
    expect(refusalOf(() => parseGeneration(anOffer('ray-2'), options)).code).toBe('prompt-blank');
  });

  it('with an option that nobody knows is refused', () => {
    expect(refusalOf(() => parseGeneration(anOffer('ray-2'), { prompt, seed: 1 })).code).toBe('option-not-allowed');
  });
});

describe('the catalogue', () => {
  it('prices whole credits and says where and when it was read', () => {
    expect(catalogue.length).toBeGreaterThan(0);
    for (const { key, provider, model, terms, source, readOn } of catalogue) {
      const [base, suffix = ''] = [
        key.slice(0, `${provider}/${model}`.length),
        key.slice(`${provider}/${model}`.length),
      ];
      expect(base).toBe(`${provider}/${model}`);
      expect(suffix).toMatch(/^(?:-[a-z]+)?$/);
      expect(URL.canParse(source)).toBe(true);
      expect(readOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      for (const { priceCredits, costMicroUsd } of Object.values(terms)) {
        expect(Number.isInteger(priceCredits) && priceCredits > 0).toBe(true);
        expect(Number.isInteger(costMicroUsd) && costMicroUsd > 0).toBe(true);
      }
    }
  });

  it('takes the slugs and prices of the configuration, and leaves the rest', () => {
    const changed = effectiveCatalogue({
      providers: ['segmind'],
      slugs: { 'segmind/ray-2': 'luma-ray-3' },
      prices: { 'segmind/ray-flash-2': { 5: 60 } },
    });
    const facts = (row: (typeof changed)[number] | undefined) => [
      row?.slug,
      row?.terms[5]?.priceCredits,
      row?.terms[9]?.priceCredits,
    ];
    expect(facts(changed.find(({ model }) => model === 'ray-2'))).toEqual(['luma-ray-3', 160, undefined]);
    expect(facts(changed.find(({ model }) => model === 'ray-flash-2'))).toEqual(['ray-flash-2-720p', 60, 92]);
  });

  it('holds nothing of a provider without a key', () => {
    expect(effectiveCatalogue({ providers: [], slugs: {}, prices: {} })).toEqual([]);
  });
});

describe('what the configured rows serve', () => {
  it('is found with its terms', () => {
    const [{ row, terms }] = candidatesFor(aRequest({ durationSeconds: 9 }), rows);
    expect([row.key, terms.priceCredits, terms.costMicroUsd]).toEqual(['segmind/ray-flash-2', 92, 675_000]);
  });

  it.each([
    [{ model: 'ray-2', durationSeconds: 9 } as const, '9 s, 16:9', '5 s; 16:9, 9:16, 1:1, 21:9, 9:21'],
    [{ model: 'ray-2', aspectRatio: '4:3' } as const, '5 s, 4:3', '5 s; 16:9, 9:16, 1:1, 21:9, 9:21'],
  ])('does not include %j: refused with what is allowed', (changes, options, allowed) => {
    expect(refusalOf(() => candidatesFor(aRequest(changes), rows))).toMatchObject({
      code: 'option-not-allowed',
      context: { model: 'Ray 2', options, allowed },
    });
  });

  it('is nothing without a provider', () => {
    expect(refusalOf(() => candidatesFor(aRequest(), []))).toMatchObject({
      code: 'no-provider',
      context: { model: 'Ray Flash 2' },
    });
    expect(offerOf('ray-2', [])).toBeNull();
  });

  it('keeps the order of the configuration, and offers the prices of all', () => {
    const [first] = rows.filter(({ model }) => model === 'ray-flash-2');
    if (!first) throw new Error('no row');
    const cheaper = {
      ...first,
      key: 'other',
      terms: { 5: { priceCredits: 10, costMicroUsd: 1, latency: { medianSeconds: 1, sigma: 1 } } },
    };
    const both = [first, cheaper];
    expect(candidatesFor(aRequest(), both).map(({ row }) => row.key)).toEqual([first.key, 'other']);
    expect(offerOf('ray-flash-2', both)?.priceCredits(5)).toEqual({ min: 10, max: 51 });
    expect(offerOf('ray-flash-2', both)?.priceCredits(9)).toEqual({ min: 92, max: 92 });
  });
});
