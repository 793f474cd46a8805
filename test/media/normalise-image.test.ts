import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { imageLimits } from '../../src/catalogue/image.ts';
import { normaliseImage } from '../../src/media/normalise-image.ts';
import {
  animation,
  blue,
  green,
  inflatedChunk,
  noise,
  picture,
  plainPicture,
  png,
  pngBomb,
  pngFields,
  pngHeader,
  red,
  white,
  yellow,
} from './picture-files.ts';

const size = { width: 48, height: 32 };
let directory: string;
let from: string;
let to: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'raybot-normalise-'));
  from = join(directory, 'original');
  to = join(directory, 'plain.jpg');
});
afterEach(() => rm(directory, { recursive: true }));

async function normalise(bytes: Uint8Array | string) {
  await writeFile(from, bytes);
  return normaliseImage(from, to, imageLimits);
}

/** The colours in the corners of the plain picture: above left, above right, below left, below right. */
async function corners(): Promise<number[][]> {
  const { data, info } = await sharp(to).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => {
    const start = (y * info.width + x) * info.channels;
    return [...data.subarray(start, start + info.channels)];
  };
  const [right, below] = [info.width - 1, info.height - 1];
  return [at(0, 0), at(right, 0), at(0, below), at(right, below)];
}

async function expectCorners(...expected: readonly (readonly number[])[]): Promise<void> {
  const found = await corners();
  const furthest = Math.max(
    ...expected.flatMap((colour, corner) =>
      colour.map((value, channel) => Math.abs(value - (found[corner]?.[channel] ?? Number.POSITIVE_INFINITY))),
    ),
  );
  expect(furthest, JSON.stringify(found)).toBeLessThan(12);
  expect(found.map(({ length }) => length)).toEqual([3, 3, 3, 3]);
}

async function expectFailure(bytes: Uint8Array | string, code: string): Promise<void> {
  await expect(normalise(bytes)).rejects.toMatchObject({ name: 'MediaError', code, retryable: false });
  expect(await readdir(directory)).toEqual(['original']);
}

describe('a picture becomes a plain JPEG', () => {
  it.each([
    ['a JPEG', () => picture().jpeg({ quality: 100, chromaSubsampling: '4:4:4' })],
    ['a progressive JPEG', () => picture().jpeg({ quality: 100, chromaSubsampling: '4:4:4', progressive: true })],
    ['a PNG', () => picture().png()],
    ['an interlaced PNG', () => picture().png({ progressive: true })],
    ['a WebP', () => picture().webp({ lossless: true })],
    ['a GIF', () => picture().gif()],
    ['an AVIF', () => picture().avif({ lossless: true })],
    ['a PNG with 16 bits', () => picture().toColourspace('rgb16').png()],
    ['a PNG with a palette', () => picture().png({ palette: true })],
    ['a PNG in the colours of another screen', () => picture().withIccProfile('p3').png()],
    ['a GIF that moves: its first frame', () => animation().gif({ delay: [100, 100] })],
    ['a WebP that moves: its first frame', () => animation().webp({ lossless: true, delay: [100, 100] })],
  ])('from %s', async (_what, make) => {
    expect(await normalise(await make().toBuffer())).toEqual(size);
    await expectCorners(red, green, blue, yellow);
    expect(await sharp(to).metadata()).toMatchObject({ format: 'jpeg', space: 'srgb', depth: 'uchar', ...size });
  });

  it.each([
    ['PNG', () => picture(4).png()],
    ['WebP', () => picture(4).webp({ lossless: true })],
    ['GIF', () => picture(4).gif()],
    ['AVIF', () => picture(4).avif({ lossless: true })],
  ])('on white where a %s is transparent', async (_kind, make) => {
    expect(await normalise(await make().toBuffer())).toEqual(size);
    await expectCorners(white, green, blue, yellow);
  });

  it('from a grey one, in colour', async () => {
    const grey = picture().greyscale().toColourspace('b-w');
    for (const bytes of [await grey.clone().png().toBuffer(), await grey.clone().jpeg().toBuffer()]) {
      await normalise(bytes);
      expect(await sharp(to).metadata()).toMatchObject({ space: 'srgb', channels: 3 });
      for (const [r = 0, g = 0, b = 0] of await corners())
        expect(Math.max(r, g, b) - Math.min(r, g, b)).toBeLessThan(3);
    }
  });

  it('from the inks of a printer', async () => {
    const bytes = await picture().toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
    expect(await normalise(bytes)).toEqual(size);
    const [[r = 0, g = 0, b = 0] = [], , [r2 = 0, , b2 = 0] = []] = await corners();
    expect([r > 180, g < 80, b < 80, b2 > r2]).toEqual([true, true, true, true]);
    expect(await sharp(to).metadata()).toMatchObject({ space: 'srgb', channels: 3 });
  });

  it('that only its owner can read', async () => {
    await normalise(await picture().png().toBuffer());
    expect((await stat(to)).mode & 0o777).toBe(0o600);
  });
});

describe('a picture is turned as its EXIF says:', () => {
  const upright = { width: 48, height: 32 };
  const turned = { width: 32, height: 48 };
  it.each([
    [1, upright, [red, green, blue, yellow]],
    [2, upright, [green, red, yellow, blue]],
    [3, upright, [yellow, blue, green, red]],
    [4, upright, [blue, yellow, red, green]],
    [5, turned, [red, blue, green, yellow]],
    [6, turned, [blue, red, yellow, green]],
    [7, turned, [yellow, green, blue, red]],
    [8, turned, [green, yellow, red, blue]],
  ] as const)('orientation %i', async (orientation, expected, colours) => {
    const original = picture().withMetadata({ orientation });
    const bytes = await original.jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
    expect(await normalise(bytes)).toEqual(expected);
    await expectCorners(...colours);
    expect((await sharp(to).metadata()).orientation).toBeUndefined();
  });

  it('in a PNG and a WebP too', async () => {
    for (const make of [() => picture().png(), () => picture().webp({ lossless: true })]) {
      expect(await normalise(await make().withMetadata({ orientation: 6 }).toBuffer())).toEqual(turned);
      await expectCorners(blue, red, yellow, green);
    }
  });
});

describe('nothing but the picture is kept:', () => {
  it.each([
    ['JPEG', () => picture().jpeg()],
    ['PNG', () => picture().png()],
    ['WebP', () => picture().webp()],
    ['AVIF', () => picture().avif()],
  ])('no place, name, profile or note of a %s', async (_kind, make) => {
    const exif = {
      IFD0: { Artist: 'canary-artist' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100' },
    };
    const xmp = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><note>canary-note</note></x:xmpmeta>';
    const bytes = await make().withExif(exif).withXmp(xmp).withIccProfile('p3').toBuffer();
    expect(bytes.includes('canary-artist')).toBe(true);
    await normalise(bytes);
    const { exif: kept, xmp: note, icc, iptc, comments, orientation } = await sharp(to).metadata();
    expect([kept, note, icc, iptc, comments, orientation]).toEqual(Array(6).fill(undefined));
    const plain = await readFile(to);
    for (const trace of ['canary', 'Exif', 'http://ns.adobe.com', 'ICC_PROFILE'])
      expect(plain.includes(trace)).toBe(false);
  });

  it('nothing that was appended', async () => {
    await normalise(Buffer.concat([await picture().png().toBuffer(), Buffer.from('canary <?php ?>')]));
    expect((await readFile(to)).includes('canary')).toBe(false);
  });
});

describe('a picture’s size', () => {
  it.each([
    [2048, 512, 2048, 512],
    [3000, 1000, 2048, 683],
    [1000, 3000, 683, 2048],
    [4000, 900, 2276, 512],
    [1080, 8000, 512, 3793],
    [9000, 600, 4096, 273],
    [1, 16_384, 1, 4096],
    [1, 1, 1, 1],
  ])('%i × %i is sent as %i × %i', async (width, height, sentWidth, sentHeight) => {
    const bytes = await plainPicture(width, height).png({ compressionLevel: 1 }).toBuffer();
    expect(await normalise(bytes)).toEqual({ width: sentWidth, height: sentHeight });
    expect(await sharp(to).metadata()).toMatchObject({ width: sentWidth, height: sentHeight });
  });

  it('may be as large as the limit, however small the file', async () => {
    const bytes = pngBomb(8_000, 8_000);
    expect(bytes.length).toBeLessThan(20_000);
    expect(await normalise(bytes)).toEqual({ width: 2048, height: 2048 });
  });

  it.each([
    ['one line over the limit', pngBomb(8_000, 8_001)],
    ['20,000 × 20,000', pngBomb(20_000, 20_000)],
    ['a side over the limit', pngBomb(16_385, 1)],
    ['20,000 × 20,000 by its header alone', png(pngHeader(20_000, 20_000), pngFields())],
  ])('%s is too many pixels', async (_what, bytes) => {
    await expectFailure(bytes, 'too-many-pixels');
  });

  it('is nothing that a header can claim', async () => {
    await expectFailure(png(pngHeader(0x7fffffff, 0x7fffffff), pngFields()), 'damaged');
  });

  it('of an AVIF has a limit of its own, as it is unpacked whole', async () => {
    const bytes = await picture().avif().toBuffer();
    const extent = bytes.indexOf('ispe') + 8;
    bytes.writeUInt32BE(4_001, extent);
    bytes.writeUInt32BE(4_000, extent + 4);
    await expectFailure(bytes, 'too-many-pixels');
    bytes.writeUInt32BE(4_000, extent);
    await expectFailure(bytes, 'damaged');
  });
});

describe('told by its bytes, whatever its name, no picture is', () => {
  it.each([
    ['nothing', ''],
    ['one byte', '\xff'],
    ['a page', '<!doctype html><title>404</title>'],
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/></svg>'],
    ['an SVG with a declaration', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['a PDF', '%PDF-1.7\n'],
    ['a script of ImageMagick', 'push graphic-context\nviewbox 0 0 640 480\n'],
    ['a video', '\0\0\0\x18ftypmp42\0\0\0\0mp42isom'],
    ['a HEIC', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'],
    ['sound in a RIFF', 'RIFF\x24\0\0\0WAVEfmt '],
    ['half a signature of a PNG', '\x89PNG'],
  ])('%s', async (_what, text) => {
    await expectFailure(Buffer.from(text, 'latin1'), 'not-an-image');
  });

  it('a TIFF', async () => {
    await expectFailure(await picture().tiff().toBuffer(), 'not-an-image');
  });
});

describe('a picture that lies is damaged:', () => {
  it.each([
    ['a signature and rubbish', Buffer.concat([png().subarray(0, 8), Buffer.alloc(500, 'A')])],
    ['a signature alone', png().subarray(0, 8)],
    ['a header without pixels', png(pngHeader(48, 32))],
    ['a header of no size', png(pngHeader(0, 0), pngFields())],
    ['fewer pixels than the header says', png(pngHeader(5_000, 5_000), pngFields())],
    ['wider lines than the header says', png(pngHeader(24, 32), pngFields())],
    ['a JPEG of two bytes and rubbish', Buffer.from(`\xff\xd8\xff${'A'.repeat(500)}`, 'latin1')],
    ['a GIF without frames', Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1')],
    ['a WebP without frames', Buffer.from('RIFF\x10\0\0\0WEBPVP8 ', 'latin1')],
    ['an AVIF of a name alone', Buffer.from('\0\0\0\x18ftypavif\0\0\0\0avifmif1', 'latin1')],
  ])('%s', async (_what, bytes) => {
    await expectFailure(bytes, 'damaged');
  });

  it('one flipped byte among its pixels', async () => {
    const bytes = await picture().png().toBuffer();
    const pixel = bytes.indexOf('IDAT') + 20;
    bytes[pixel] = (bytes[pixel] ?? 0) ^ 255;
    await expectFailure(bytes, 'damaged');
  });

  it('fewer lines in the header than there are give what the header says', async () => {
    expect(await normalise(png(pngHeader(48, 16), pngFields()))).toEqual({ width: 48, height: 16 });
  });
});

describe('a picture that is cut short is damaged, wherever it is cut:', () => {
  it.each([
    ['JPEG', () => noise().jpeg()],
    ['PNG', () => noise().png({ compressionLevel: 1 })],
    ['WebP', () => noise().webp({ effort: 0 })],
    ['GIF', () => noise().gif({ effort: 1 })],
    ['AVIF', () => noise().avif({ effort: 0 })],
  ])('a %s', async (_kind, make) => {
    const bytes = await make().toBuffer();
    for (const part of [0.02, 0.3, 0.7, 0.95]) {
      await expectFailure(bytes.subarray(0, Math.floor(bytes.length * part)), 'damaged');
    }
  });
});

it.each(['zTXt', 'iCCP'] as const)('a %s chunk that unpacks to 10 MB is passed over', async (type) => {
  expect(await normalise(png(pngHeader(48, 32), inflatedChunk(type), pngFields()))).toEqual(size);
  await expectCorners(red, green, blue, yellow);
});

it('what the library can read besides is out of reach, whatever the bytes', async () => {
  const vips = join(directory, 'picture.v');
  await picture().toFile(vips);
  await expect(sharp(vips).metadata()).rejects.toThrow();
  await expect(
    sharp(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')).metadata(),
  ).rejects.toThrow();
});

describe('a fault of our own is not the picture’s:', () => {
  it('a file that is not there', async () => {
    await expect(normaliseImage(from, to, imageLimits)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('a folder that cannot be written', async () => {
    await writeFile(from, await picture().png().toBuffer());
    const failing = normaliseImage(from, join(directory, 'none', 'plain.jpg'), imageLimits);
    await expect(failing).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

it('the words of an error are read without the name of the folder', async () => {
  const cut = (await noise().avif({ effort: 0 }).toBuffer()).subarray(0, 20_000);
  const odd = join(await mkdtemp(join(directory, 'dimension-too large-')), 'original');
  await writeFile(odd, cut);
  await expect(normaliseImage(odd, to, imageLimits)).rejects.toMatchObject({ code: 'damaged' });
});
