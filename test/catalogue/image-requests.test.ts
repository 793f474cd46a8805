import { describe, expect, it } from 'vitest';
import type { Image } from '../../src/catalogue/image.ts';
import { aspectRatios, catalogue, type ImageUse } from '../../src/catalogue/models.ts';
import { candidatesFor, offerOf, rowsFor } from '../../src/catalogue/offer.ts';
import { followImage, imageUseOf, parseGeneration, parseStoredGeneration } from '../../src/catalogue/request.ts';
import { anOffer, aRequest, rows } from '../builders/jobs.ts';
import { refusalOf } from '../builders/refusal.ts';

const prompt = 'a red fox';
const image = (width: number | null, height: number | null): Image => ({
  url: 'https://cdn.discordapp.com/attachments/1/2/fox.jpg',
  width,
  height,
});
const tall = image(900, 1600);
const wide = image(1600, 900);
const unknown = image(null, null);
const flash = anOffer('ray-flash-2');
const ask = (options: Record<string, unknown>) => parseGeneration(flash, { prompt, ...options });

describe('a request with pictures', () => {
  it.each([
    [{}, 'none'],
    [{ startImage: tall }, 'start'],
    [{ endImage: tall }, 'end'],
    [{ startImage: tall, endImage: wide }, 'start-and-end'],
  ] satisfies [object, ImageUse][])('%j uses: %s', (options, use) => {
    expect(imageUseOf(ask(options))).toBe(use);
  });

  it.each([
    ['the first picture', { startImage: tall, endImage: wide }, '9:16', true],
    ['the last one where it is the only one', { endImage: tall }, '9:16', true],
    ['no picture of an unknown size', { startImage: unknown }, '16:9', true],
    ['no other picture than the first', { startImage: unknown, endImage: tall }, '16:9', true],
    ['the member’s word', { startImage: tall, aspectRatio: '21:9' }, '21:9', false],
    ['the usual shape where there is no picture', {}, '16:9', false],
  ])('follows %s', (_what, options, aspectRatio, ratioFollowsImage) => {
    expect(ask(options)).toMatchObject({ aspectRatio, ratioFollowsImage });
  });

  it('follows its picture only to what the model has', () => {
    const { aspectRatio } = parseGeneration(anOffer('ray-2'), { prompt, startImage: image(1500, 1200) });
    expect(aspectRatio).toBe('1:1');
    expect(ask({ startImage: image(1500, 1200) }).aspectRatio).toBe('4:3');
  });

  it('keeps of a picture what is needed', () => {
    const declared = { ...tall, fileName: 'fox.jpg', contentType: 'image/jpeg', bytes: 1 };
    expect(ask({ startImage: declared })).toMatchObject({ startImage: tall, endImage: null });
    expect(ask({ startImage: declared }).startImage).not.toHaveProperty('fileName');
  });

  it('cannot flow into its beginning and end with a picture of its own', () => {
    for (const options of [{ endImage: tall }, { startImage: wide, endImage: tall }])
      expect(refusalOf(() => ask({ ...options, loop: true })).code).toBe('loop-with-end-image');
    expect(ask({ startImage: tall, loop: true }).loop).toBe(true);
    expect(ask({ endImage: tall, loop: false }).loop).toBe(false);
  });

  it('comes back from the database as it was stored', () => {
    for (const request of [ask({ startImage: tall, endImage: unknown }), ask({ endImage: wide, aspectRatio: '1:1' })])
      expect(parseStoredGeneration(JSON.stringify(request))).toEqual(request);
  });

  it('comes back from the database of version 0.1.0, which knew no pictures', () => {
    const stored = {
      model: 'ray-2',
      prompt,
      durationSeconds: 5,
      aspectRatio: '9:21',
      resolution: '720p',
      loop: true,
      isPrivate: true,
    };
    expect(parseStoredGeneration(JSON.stringify(stored))).toEqual({
      ...stored,
      ratioFollowsImage: false,
      startImage: null,
      endImage: null,
      concepts: [],
    });
  });

  it('comes back from the database of a version that knew no concepts', () => {
    const { concepts, ...stored } = ask({ startImage: tall });
    expect(concepts).toEqual([]);
    expect(parseStoredGeneration(JSON.stringify(stored))).toEqual({ ...stored, concepts });
  });
});

describe('a ratio that follows the picture', () => {
  const following = ask({ startImage: unknown, endImage: tall });

  it('is settled when the first picture’s size is known', () => {
    expect(followImage({ ...following, startImage: image(700, 1600) }, aspectRatios).aspectRatio).toBe('9:21');
    expect(followImage({ ...following, startImage: image(700, 1600) }, ['1:1']).aspectRatio).toBe('1:1');
  });

  it('stays until then', () => {
    expect(followImage(following, aspectRatios)).toEqual(following);
    expect(followImage({ ...following, startImage: image(700, null) }, aspectRatios).aspectRatio).toBe('16:9');
  });

  it('is not touched where the member named one', () => {
    const named = ask({ startImage: tall, aspectRatio: '16:9' });
    expect(followImage(named, aspectRatios)).toEqual(named);
  });
});

describe('the rows that make something of pictures', () => {
  it.each([
    ['none', ['segmind/ray-flash-2', 'segmind/ray-2']],
    ['start', ['segmind/ray-flash-2', 'segmind/ray-2-image']],
    ['end', ['segmind/ray-flash-2']],
    ['start-and-end', ['segmind/ray-flash-2']],
  ] as const)('%s: %j', (use, keys) => {
    expect(rowsFor(use, rows).map(({ key }) => key)).toEqual(keys);
  });

  it('each serve something, under a key of their own', () => {
    for (const { images } of catalogue) expect(images.length).toBeGreaterThan(0);
    expect(new Set(catalogue.map(({ key }) => key)).size).toBe(catalogue.length);
  });

  it.each([
    [{ startImage: null }, 'luma-ray-txt-2-video'],
    [{ startImage: tall }, 'luma-ray-img-2-video'],
  ])('are chosen by the request: Ray 2 with %j is %s alone', (images, slug) => {
    const request = aRequest({ model: 'ray-2', ...images });
    expect(candidatesFor(request, rows).map(({ row }) => row.slug)).toEqual([slug]);
  });

  it('of text never are those that would animate a sample of their own', () => {
    for (const { row } of candidatesFor(aRequest({ model: 'ray-2' }), rows)) expect(row.images).toContain('none');
    const onlyPictures = rows.filter(({ key }) => key === 'segmind/ray-2-image');
    expect(refusalOf(() => candidatesFor(aRequest({ model: 'ray-2' }), onlyPictures)).code).toBe('images-not-served');
  });

  it.each([{ endImage: tall }, { startImage: tall, endImage: wide }])(
    'are none for Ray 2 with an end: refused with the way out',
    (images) => {
      expect(refusalOf(() => candidatesFor(aRequest({ model: 'ray-2', ...images }), rows))).toMatchObject({
        code: 'images-not-served',
        context: { model: 'Ray 2' },
      });
      expect(candidatesFor(aRequest({ model: 'ray-flash-2', ...images }), rows)).toHaveLength(1);
    },
  );

  it('say what they have, where the length or ratio is not theirs', () => {
    for (const changes of [{ durationSeconds: 9 } as const, { aspectRatio: '4:3' } as const]) {
      const request = aRequest({ model: 'ray-2', startImage: tall, ...changes });
      expect(refusalOf(() => candidatesFor(request, rows))).toMatchObject({
        code: 'option-not-allowed',
        context: { allowed: '5 s; 16:9, 9:16, 1:1, 21:9, 9:21' },
      });
    }
  });

  it('are told apart from a model that nobody has', () => {
    const flashAlone = rows.filter(({ model }) => model === 'ray-flash-2');
    const request = aRequest({ model: 'ray-2', startImage: tall, endImage: tall });
    expect(refusalOf(() => candidatesFor(request, flashAlone)).code).toBe('no-provider');
  });

  it('make up what a model offers', () => {
    expect(offerOf('ray-flash-2', rows)?.images).toEqual(['none', 'start', 'end', 'start-and-end']);
    expect(offerOf('ray-2', rows)?.images).toEqual(['none', 'start']);
    expect(offerOf('ray-2', rowsFor('start', rows))?.images).toEqual(['start']);
  });
});
