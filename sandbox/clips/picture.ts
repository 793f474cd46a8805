import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Canvas, createCanvas, ImageData } from '@napi-rs/canvas';
import sharp from 'sharp';
import type { ClipPicture } from './clip-spec.ts';
import type { Size } from './painter.ts';
import { PictureError } from './picture-error.ts';

/** More than any camera of a phone has; a bomb of pixels has more. */
const MAX_PIXELS = 120_000_000;
/** Behind transparent pictures. */
const BEHIND = '#101018';

/**
 * Decodes a picture so that it covers `size`, upright and cropped evenly on both sides.
 * @throws {PictureError} when it cannot be decoded, or shows what is not allowed
 * @throws {Error} when the file is gone, or holds another picture than the one that was ordered
 */
export async function loadPicture({ path, sha256 }: ClipPicture, size: Size): Promise<Canvas> {
  const file = await readFile(path);
  if (createHash('sha256').update(file).digest('hex') !== sha256)
    throw new Error('the picture was replaced after it was ordered');
  const pixels = await decode(file, size);
  if (isForbidden(pixels)) throw new PictureError('not-allowed', 'the picture is not allowed');
  const canvas = createCanvas(size.width, size.height);
  canvas.getContext('2d').putImageData(new ImageData(pixels, size.width, size.height), 0, 0);
  return canvas;
}

async function decode(file: Buffer, { width, height }: Size): Promise<Uint8ClampedArray> {
  try {
    const pixels = await sharp(file, { limitInputPixels: MAX_PIXELS })
      .autoOrient()
      .resize(width, height, { fit: 'cover' })
      .flatten({ background: BEHIND })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer();
    return new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  } catch (cause) {
    throw new PictureError('unreadable', `the picture cannot be read: ${cause}`, { cause });
  }
}

const FORBIDDEN_SHARE = 0.97;
/** Every pixel would take as long as painting it; each so many is enough for a plain colour. */
const STEP_PIXELS = 31;

/**
 * What stands for a picture that moderation refuses: one of nothing but magenta (`#ff00ff`). Anybody can make it, nobody
 * sends it by chance, and it is still itself after being re-encoded or made smaller.
 */
function isForbidden(pixels: Uint8ClampedArray): boolean {
  let seen = 0;
  let magenta = 0;
  for (let at = 0; at + 2 < pixels.length; at += 4 * STEP_PIXELS) {
    const [red = 0, green = 0, blue = 0] = pixels.subarray(at, at + 3);
    seen++;
    if (red > 215 && green < 45 && blue > 215) magenta++;
  }
  return magenta > seen * FORBIDDEN_SHARE;
}
