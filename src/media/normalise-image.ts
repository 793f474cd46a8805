import { open, writeFile } from 'node:fs/promises';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { MediaError } from '../errors/media-error.ts';

/** What became of a picture. */
export interface ImageFacts {
  /** Pixels of the new file. */
  readonly width: number;
  readonly height: number;
}

export interface ImageBounds {
  /** Of the picture as it comes. */
  readonly maxSide: number;
  readonly maxPixels: number;
}

/**
 * The largest side that is sent on, pixels. Clips have 1,280 to 1,472, so more shows nowhere; but a long picture is not
 * made so small that its short side falls below what Luma's model takes, 512 to 4,096 pixels
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-luma.html).
 */
const sentSide = 2048;
const leastSide = 512;
const mostSide = 4096;
/** AVIF is unpacked whole, at some 18 bytes a pixel; other kinds are read by lines. */
const maxAvifPixels = 16_000_000;
/** Not told from the original by eye, with the full colour of each pixel; even noise stays below 7 MB at this size. */
const jpeg = { quality: 92, chromaSubsampling: '4:4:4' } as const;
/** Bytes by which the kinds below are told. */
const signatureBytes = 32;

sharp.cache(false);
sharp.concurrency(1);
// The library reads a hundred formats, and a file's own bytes choose among them: the others are out of reach.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegFile',
    'VipsForeignLoadPngFile',
    'VipsForeignLoadWebpFile',
    'VipsForeignLoadNsgifFile',
    'VipsForeignLoadHeifFile',
  ],
});

/**
 * Makes a plain picture of a member's one: turned as its EXIF says, the first frame alone, in sRGB with 8 bits, on white
 * where it was transparent, at most 2,048 pixels a side (a long one 4,096), a JPEG with no metadata. Needs up to some
 * hundred megabytes for the largest pictures, and runs native code on hostile bytes: see `image-process.ts`.
 * @throws {MediaError} `not-an-image`, `too-many-pixels`, or `damaged` for what is cut short or cannot be decoded
 */
export async function normaliseImage(from: string, to: string, bounds: ImageBounds): Promise<ImageFacts> {
  if (!(await isPicture(from))) throw new MediaError('not-an-image', 'no picture of a kind that is taken');
  const image = sharp(from, { failOn: 'error', limitInputPixels: bounds.maxPixels, sequentialRead: true });
  const metadata = await readable(from, () => image.metadata());
  refuseTooManyPixels(metadata, bounds);
  const side = longestSide(metadata);
  const { data, info } = await readable(from, () => plain(image, side).toBuffer({ resolveWithObject: true }));
  await writeFile(to, data, { mode: 0o600 });
  return { width: info.width, height: info.height };
}

function longestSide({ width, height }: Metadata): number {
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  return Math.min(mostSide, Math.max(sentSide, Math.ceil((long / short) * leastSide)));
}

function plain(image: Sharp, side: number): Sharp {
  return image
    .autoOrient()
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .jpeg(jpeg);
}

/** JPEG, PNG, GIF, WebP and AVIF by their first bytes, whatever the name says. */
async function isPicture(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(signatureBytes), 0, signatureBytes, 0);
    const start = buffer.toString('latin1', 0, bytesRead);
    return (
      start.startsWith('\xff\xd8\xff') ||
      start.startsWith('\x89PNG\r\n\x1a\n') ||
      /^GIF8[79]a/.test(start) ||
      (start.startsWith('RIFF') && start.startsWith('WEBP', 8)) ||
      /^ftyp(?:avif|avis|mif1|msf1)/.test(start.slice(4))
    );
  } finally {
    await file.close();
  }
}

function refuseTooManyPixels({ width, height, format }: Metadata, { maxSide, maxPixels }: ImageBounds): void {
  const most = format === 'heif' ? Math.min(maxPixels, maxAvifPixels) : maxPixels;
  if (Math.max(width, height) <= maxSide && width * height <= most) return;
  throw new MediaError('too-many-pixels', `${width} × ${height} pixels`);
}

/** The library has no codes: what it says of the pixel limit is told by its words, all else is the picture's fault. */
async function readable<Result>(path: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (cause) {
    if (!(cause instanceof Error) || 'syscall' in cause) throw cause;
    // The file's own path may stand among the words.
    const words = cause.message.replaceAll(path, 'the file');
    const isTooLarge = /exceeds pixel limit|too large|dimension/i.test(words);
    const [problem = ''] = words.split('\n');
    throw new MediaError(isTooLarge ? 'too-many-pixels' : 'damaged', problem.slice(0, 200));
  }
}
