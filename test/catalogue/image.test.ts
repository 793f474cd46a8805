import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DeclaredImage,
  exceedsPixels,
  imageLimits,
  imageSchema,
  isSoft,
  nearestAspectRatio,
  refuseUnfitImage,
} from '../../src/catalogue/image.ts';
import { type AspectRatio, aspectRatios } from '../../src/catalogue/models.ts';
import { refusalOf } from '../builders/refusal.ts';
import { refusedLiterals, refusedNames } from '../media/refused-addresses.ts';

const origins = ['https://cdn.discordapp.com', 'https://media.discordapp.net'];
const url = 'https://cdn.discordapp.com/ephemeral-attachments/1/2/fox.jpg?ex=1&is=2&hm=3&';

const image = (changes: Partial<DeclaredImage> = {}): DeclaredImage => ({
  url,
  fileName: 'fox.jpg',
  contentType: 'image/jpeg',
  bytes: 1_000_000,
  width: 1600,
  height: 1200,
  ...changes,
});
const check = (changes: Partial<DeclaredImage> = {}, trusted: readonly string[] = origins) =>
  refuseUnfitImage(image(changes), trusted);
const codeOf = (changes: Partial<DeclaredImage>) => refusalOf(() => check(changes)).code;

describe('a picture is taken only from where Discord keeps attachments:', () => {
  it.each([
    url,
    'https://media.discordapp.net/attachments/1/2/fox.jpg',
    'https://cdn.discordapp.com:443/attachments/1/2/fox.jpg',
    'HTTPS://CDN.DISCORDAPP.COM/attachments/1/2/fox.jpg',
  ])('%s', (good) => {
    expect(() => check({ url: good })).not.toThrow();
  });

  it('another place that the operator trusts, exactly', () => {
    const local = 'http://127.0.0.1:9000';
    expect(() => check({ url: `${local}/attachments/1` }, [...origins, local])).not.toThrow();
    for (const other of [
      'http://127.0.0.1:9001/',
      'https://127.0.0.1:9000/',
      'http://localhost:9000/',
      'http://127.0.0.1/',
    ]) {
      expect(refusalOf(() => check({ url: other }, [...origins, local])).code).toBe('image-elsewhere');
    }
  });

  it.each([
    '',
    'fox.jpg',
    '/attachments/1/2/fox.jpg',
    '//cdn.discordapp.com/fox.jpg',
    'https://example.org/fox.jpg',
    'https://discord.com/fox.jpg',
    'http://cdn.discordapp.com/fox.jpg',
    'ftp://cdn.discordapp.com/fox.jpg',
    'wss://cdn.discordapp.com/fox.jpg',
    'file:///etc/passwd',
    'file://cdn.discordapp.com/fox.jpg',
    'data:image/png;base64,AAAA',
    'javascript:0',
    'blob:https://cdn.discordapp.com/0b9f1c1e',
    'https://cdn.discordapp.com:8443/fox.jpg',
    'https://cdn.discordapp.com:80/fox.jpg',
    'https://user@cdn.discordapp.com/fox.jpg',
    'https://user:pass@cdn.discordapp.com/fox.jpg',
    'https://:pass@cdn.discordapp.com/fox.jpg',
    'https://cdn.discordapp.com@evil.example/fox.jpg',
    'https://cdn.discordapp.com.evil.example/fox.jpg',
    'https://evil.example/cdn.discordapp.com/fox.jpg',
    'https://evil.example/?https://cdn.discordapp.com/fox.jpg',
    'https://evil.example#@cdn.discordapp.com/fox.jpg',
    'https://cdn.discordapp.com.',
    'https://xcdn.discordapp.com/fox.jpg',
    'https://cdn.discordapp.co/fox.jpg',
    'https://cdn.discordapp.com%2eevil.example/fox.jpg',
    'https://cdn.discordapp.com%00.evil.example/fox.jpg',
    'https://cdn-discordapp.com/fox.jpg',
    'https://cdn.disc0rdapp.com/fox.jpg',
    'https://cdn.disсordapp.com/fox.jpg',
    'https://cdn。discordapp。com.evil.example/fox.jpg',
    'https://media.discordapp.com/fox.jpg',
    'https://[::1/fox.jpg',
  ])('not from «%s»', (bad) => {
    expect(codeOf({ url: bad })).toBe('image-elsewhere');
  });

  const hosts = [...refusedLiterals, ...Object.keys(refusedNames)];
  it(`not from any of ${hosts.length} spellings of a private host, by http and https`, () => {
    for (const host of hosts) {
      for (const bad of [`http://${host}/fox.jpg`, `https://${host}/fox.jpg`, `https://${host}:8443/fox.jpg`]) {
        expect(codeOf({ url: bad }), bad).toBe('image-elsewhere');
      }
    }
  });

  it('not from anywhere where no place is trusted', () => {
    expect(refusalOf(() => check({}, [])).code).toBe('image-elsewhere');
  });
});

describe('a picture is of a kind that is taken', () => {
  it.each([
    ['image/jpeg', 'fox'],
    ['image/png', 'fox.exe'],
    ['image/webp', ''],
    ['image/gif', 'fox.gif'],
    ['image/avif', 'fox.avif'],
    ['IMAGE/JPEG', 'fox.jpg'],
    ['image/png; charset=utf-8', 'fox.png'],
    [' image/png ;q=1;x', 'fox.png'],
  ])('by its type %s, whatever its name «%s»', (contentType, fileName) => {
    expect(() => check({ contentType, fileName })).not.toThrow();
  });

  it.each(['fox.jpg', 'fox.JPEG', 'fox.jfif', 'a.b.png', 'fox.webp', 'FOX.GIF', '.avif'])(
    'by its name %s where there is no type',
    (fileName) => {
      for (const contentType of [null, '', ' ', ';charset=utf-8'])
        expect(() => check({ contentType, fileName })).not.toThrow();
    },
  );

  it.each([
    ['image/jpg', 'fox'],
    ['application/octet-stream', 'fox.jpg'],
    ['application/octet-stream', 'fox'],
    [null, 'fox'],
    [null, ''],
  ])('by the type %s and the name «%s», which leave it to the bytes', (contentType, fileName) => {
    expect(() => check({ contentType, fileName })).not.toThrow();
  });

  it.each([
    ['image/svg+xml', 'fox.jpg'],
    ['image/heic', 'fox.jpg'],
    ['image/heif', 'fox.jpg'],
    ['image/tiff', 'fox.jpg'],
    ['image/bmp', 'fox.jpg'],
    ['image/vnd.adobe.photoshop', 'fox.jpg'],
    ['image/jpegx', 'fox.jpg'],
    ['image/', 'fox.jpg'],
    ['text/html', 'fox.jpg'],
    ['text/html; image/png', 'fox.png'],
    ['application/octet-stream', 'fox.exe'],
    ['video/mp4', 'fox.jpg'],
    [null, 'fox.svg'],
    [null, 'fox.heic'],
    [null, 'fox.jpg.html'],
    [null, 'fox.png.exe'],
    [null, 'fox.jpg '],
  ])('not by the type %s and the name «%s»', (contentType, fileName) => {
    expect(codeOf({ contentType, fileName })).toBe('image-not-taken');
  });
});

describe('a picture’s bytes', () => {
  it.each([0, -1, -0, Number.NaN])('%d are none', (bytes) => {
    expect(codeOf({ bytes })).toBe('image-empty');
  });

  it('may be 20 MiB, and not one more', () => {
    expect(imageLimits.maxBytes).toBe(20 * 1024 * 1024);
    expect(() => check({ bytes: 1 })).not.toThrow();
    expect(() => check({ bytes: 20 * 1024 * 1024 })).not.toThrow();
    expect(refusalOf(() => check({ bytes: 20 * 1024 * 1024 + 1 }))).toMatchObject({
      code: 'image-too-large',
      context: { size: 20.1, max: 20 },
    });
    expect(codeOf({ bytes: Number.POSITIVE_INFINITY })).toBe('image-too-large');
  });

  it('are told as members know them', () => {
    expect(refusalOf(() => check({ bytes: 25.5 * 1024 * 1024 })).context).toEqual({ size: 25.5, max: 20 });
  });
});

describe('a picture’s pixels', () => {
  it.each([
    [8_000, 8_000],
    [16_384, 3_906],
    [16_384, 1],
    [1, 1],
    [0, 0],
    [0, 900],
    [-5, 900],
    [Number.NaN, 900],
    [null, null],
    [null, 900],
    [1600, null],
    [null, 20_000],
  ])('%d × %d are taken, as far as the description goes', (width, height) => {
    expect(() => check({ width, height })).not.toThrow();
  });

  it.each([
    [20_000, 20_000],
    [8_000, 8_001],
    [16_385, 1],
    [1, 16_385],
    [Number.POSITIVE_INFINITY, 1],
  ])('%d × %d are too many', (width, height) => {
    expect(refusalOf(() => check({ width, height }))).toMatchObject({
      code: 'image-too-many-pixels',
      context: { width, height, maxMegapixels: 64, maxSide: 16_384 },
    });
    expect(exceedsPixels({ width, height })).toBe(true);
  });

  it('are looked at last: what is wrong with the file itself is told first', () => {
    const wrong = { url: 'https://evil.example/', contentType: 'text/html', bytes: 0, width: 20_000, height: 20_000 };
    expect(codeOf(wrong)).toBe('image-elsewhere');
    expect(codeOf({ ...wrong, url })).toBe('image-not-taken');
    expect(codeOf({ ...wrong, url, contentType: null })).toBe('image-empty');
    expect(codeOf({ ...wrong, url, contentType: null, bytes: 1e9 })).toBe('image-too-large');
  });
});

describe('the nearest aspect ratio', () => {
  const quotient = (ratio: string) => {
    const [width = 0, height = 0] = ratio.split(':').map(Number);
    return width / height;
  };
  /** The part of a picture that is left when it is cut to a ratio. */
  const kept = (width: number, height: number, ratio: AspectRatio) =>
    Math.min(quotient(ratio) / (width / height), width / height / quotient(ratio));

  it('is the one that cuts least off, for any picture and any choice', () => {
    const sides = fc.integer({ min: 1, max: imageLimits.maxSide });
    const choices = fc.uniqueArray(fc.constantFrom(...aspectRatios), { minLength: 1 });
    fc.assert(
      fc.property(sides, sides, choices, (width, height, allowed) => {
        const chosen = nearestAspectRatio({ width, height }, allowed);
        expect(allowed).toContain(chosen);
        const most = Math.max(...allowed.map((ratio) => kept(width, height, ratio)));
        expect(kept(width, height, chosen)).toBeCloseTo(most, 12);
      }),
    );
  });

  it.each(aspectRatios)('of a picture of %s is itself', (ratio) => {
    const [width = 1, height = 1] = ratio.split(':').map(Number);
    expect(nearestAspectRatio({ width, height }, aspectRatios)).toBe(ratio);
    expect(nearestAspectRatio({ width: width * 101, height: height * 101 }, aspectRatios)).toBe(ratio);
  });

  it.each([
    [1600, 1200, '4:3'],
    [1920, 1080, '16:9'],
    [1170, 2532, '9:21'],
    [1080, 1920, '9:16'],
    [3440, 1440, '21:9'],
    [1000, 999, '1:1'],
    [3000, 2000, '4:3'],
    [16_384, 1, '21:9'],
    [1, 16_384, '9:21'],
  ] as const)('of %i × %i is %s', (width, height, ratio) => {
    expect(nearestAspectRatio({ width, height }, aspectRatios)).toBe(ratio);
  });

  it('is the first of two that are as near', () => {
    expect(nearestAspectRatio({ width: 500, height: 500 }, ['16:9', '9:16'])).toBe('16:9');
    expect(nearestAspectRatio({ width: 500, height: 500 }, ['9:16', '16:9'])).toBe('9:16');
  });

  it('of a picture of no size, or from no choice, is the usual one', () => {
    for (const width of [0, Number.NaN]) expect(nearestAspectRatio({ width, height: 0 }, aspectRatios)).toBe('16:9');
    expect(nearestAspectRatio({ width: 1, height: 1 }, [])).toBe('16:9');
  });
});

it.each([
  [512, 512, false],
  [511, 2000, true],
  [2000, 511, true],
  [null, 511, true],
  [null, 512, false],
  [null, null, false],
])('whether a picture of %d × %d makes a soft video: %s', (width, height, soft) => {
  expect(isSoft({ width, height })).toBe(soft);
});

it('of a picture only its address and size are kept', () => {
  expect(imageSchema.parse(image())).toEqual({ url, width: 1600, height: 1200 });
  expect(imageSchema.safeParse({ url }).success).toBe(false);
});
