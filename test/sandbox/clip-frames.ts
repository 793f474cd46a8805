import { registerMediabunnyServer } from '@mediabunny/server';
import { ALL_FORMATS, BufferSource, Input, VideoSampleSink } from 'mediabunny';
import sharp from 'sharp';

/** Red, green, blue, each from 0 to 255. */
export type Rgb = readonly [number, number, number];

/** One decoded frame. */
export interface ClipFrame {
  readonly width: number;
  readonly height: number;
  /** The mean colour of a part, in shares of the frame; default: the middle, where no words stand. */
  average(part?: Part): Rgb;
  /** The share of white, or nearly white, in a part. */
  whiteShare(part: Part): number;
}

export interface Part {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The library's types know no `format` yet; a known key beside it makes the object one of theirs. */
const AS_RGBA = { format: 'RGBA', rect: undefined };

const MIDDLE: Part = { left: 0.1, top: 0.3, right: 0.9, bottom: 0.6 };

/** The frames that a player shows at these moments, seconds. */
export async function framesAt(file: Buffer, seconds: readonly number[]): Promise<ClipFrame[]> {
  registerMediabunnyServer({ hardwareContext: null });
  const input = new Input({ source: new BufferSource(file), formats: ALL_FORMATS });
  try {
    const track = await input.getPrimaryVideoTrack();
    if (!track) throw new Error('there is no video in it');
    const sink = new VideoSampleSink(track);
    const frames: ClipFrame[] = [];
    for (const moment of seconds) {
      const sample = await sink.getSample(moment);
      if (!sample) throw new Error(`there is no frame at ${moment} s`);
      const pixels = new Uint8Array(sample.allocationSize(AS_RGBA));
      await sample.copyTo(pixels, AS_RGBA);
      frames.push(frameOf(pixels, sample.displayWidth, sample.displayHeight));
      sample.close();
    }
    return frames;
  } finally {
    input.dispose();
  }
}

/** Reads pixels in RGBA order. */
export function frameOf(pixels: Uint8Array, width: number, height: number): ClipFrame {
  const colours = (part: Part) => coloursIn(pixels, width, height, part);
  return {
    width,
    height,
    average: (part = MIDDLE) => mean(colours(part)),
    whiteShare(part) {
      const all = colours(part);
      return all.filter((colour) => Math.min(...colour) > 240).length / all.length;
    },
  };
}

function coloursIn(pixels: Uint8Array, width: number, height: number, part: Part): Rgb[] {
  const colours: Rgb[] = [];
  for (let y = Math.floor(part.top * height); y < part.bottom * height; y++) {
    for (let x = Math.floor(part.left * width); x < part.right * width; x++) {
      const at = (y * width + x) * 4;
      colours.push([pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0]);
    }
  }
  return colours;
}

function mean(colours: readonly Rgb[]): Rgb {
  const sum = (channel: 0 | 1 | 2) => colours.reduce((total, colour) => total + colour[channel], 0);
  return [sum(0) / colours.length, sum(1) / colours.length, sum(2) / colours.length];
}

/** How far two colours are apart, from 0 to 441. */
export function colourDistance(a: Rgb, b: Rgb): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

const FORMATS = ['png', 'jpeg', 'webp', 'gif'] as const;

/** A picture of one colour. */
export function plainPicture(
  colour: Rgb,
  {
    width = 96,
    height = 54,
    format = 'png',
  }: { width?: number; height?: number; format?: (typeof FORMATS)[number] } = {},
): Promise<Buffer> {
  const [r, g, b] = colour;
  return sharp({ create: { width, height, channels: 3, background: { r, g, b } } })
    .toFormat(format)
    .toBuffer();
}

/** A picture whose left half has one colour and whose right half another. */
export async function halvedPicture(left: Rgb, right: Rgb, width: number, height: number): Promise<Buffer> {
  const half = await plainPicture(right, { width: Math.ceil(width / 2), height });
  return sharp(await plainPicture(left, { width, height }))
    .composite([{ input: half, left: Math.floor(width / 2), top: 0 }])
    .png()
    .toBuffer();
}
