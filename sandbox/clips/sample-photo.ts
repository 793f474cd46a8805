import { writeFile } from 'node:fs/promises';
import { createCanvas } from '@napi-rs/canvas';
import { paintLandscape } from './landscape.ts';

export interface SamplePhotoOptions {
  /** Pixels; default 1600 × 1200. */
  readonly width?: number;
  readonly height?: number;
  /** Of the light, the hills and the clouds: the same number makes the same file. */
  readonly seed?: number;
}

const JPEG_QUALITY = 90;

/**
 * Writes a picture that could be a photograph, a lake between hills at the end of a day, as a JPEG: something to attach
 * to a command where no picture is at hand. Takes a quarter of a second for the default size.
 */
export async function writeSamplePhoto(path: string, options: SamplePhotoOptions = {}): Promise<void> {
  await writeFile(path, await samplePhoto(options));
}

/** The bytes of the same picture. */
export async function samplePhoto(options: SamplePhotoOptions = {}): Promise<Buffer> {
  const { width = 1_600, height = 1_200, seed = 1 } = options;
  const canvas = createCanvas(width, height);
  paintLandscape(canvas.getContext('2d'), { width, height }, seed);
  return canvas.encode('jpeg', JPEG_QUALITY);
}
