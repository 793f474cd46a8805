import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

/** Pictures for tests, all from raw pixels: in a process that normalises, nothing else can be read from memory. */

export const pictureWidth = 48;
export const pictureHeight = 32;

type Colour = readonly [number, number, number];
export const red: Colour = [255, 0, 0];
export const green: Colour = [0, 255, 0];
export const blue: Colour = [0, 0, 255];
export const yellow: Colour = [255, 255, 0];
export const white: Colour = [255, 255, 255];

/** 48 × 32 pixels in four fields: red, green; blue, yellow. The red one is transparent where there is an alpha channel. */
export function fields(channels: 3 | 4 = 3): Buffer {
  const pixel = (x: number, y: number) => {
    const [first, second] = y < pictureHeight / 2 ? [red, green] : [blue, yellow];
    const colour = x < pictureWidth / 2 ? first : second;
    return channels === 4 ? [...colour, colour === red ? 0 : 255] : colour;
  };
  const rows = Array.from({ length: pictureHeight }, (_, y) =>
    Array.from({ length: pictureWidth }, (_, x) => pixel(x, y)),
  );
  return Buffer.from(rows.flat(2));
}

export function picture(channels: 3 | 4 = 3): Sharp {
  return sharp(fields(channels), { raw: { width: pictureWidth, height: pictureHeight, channels } });
}

/** Two frames: the four fields, then black. */
export function animation(): Sharp {
  const frames = Buffer.concat([fields(), Buffer.alloc(fields().length)]);
  const raw = { width: pictureWidth, height: pictureHeight * 2, channels: 3, pageHeight: pictureHeight } as const;
  return sharp(frames, { raw });
}

/** Of one colour. */
export function plainPicture(width: number, height: number): Sharp {
  return sharp({ create: { width, height, channels: 3, background: '#808080' } });
}

/** 300 × 200 pixels that nothing can compress, so that a file of them has a middle. */
export function noise(): Sharp {
  const [width, height] = [300, 200];
  let seed = 1;
  const bytes = Buffer.alloc(width * height * 3).map(() => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed & 255;
  });
  return sharp(bytes, { raw: { width, height, channels: 3 } });
}

const signature = Buffer.from('89504e470d0a1a0a', 'hex');

/** A PNG of the given chunks, with its end. */
export function png(...chunks: readonly Buffer[]): Buffer {
  return Buffer.concat([signature, ...chunks, pngChunk('IEND', Buffer.alloc(0))]);
}

export function pngChunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** @param colourType - 0 for grey, 2 for red, green and blue */
export function pngHeader(width: number, height: number, { depth = 8, colourType = 2 } = {}): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([depth, colourType], 8);
  return pngChunk('IHDR', data);
}

/** The four fields as a PNG holds them. */
export function pngFields(): Buffer {
  const lineBytes = pictureWidth * 3;
  const lines = Array.from({ length: pictureHeight }, (_, y) => [
    Buffer.from([0]),
    fields().subarray(y * lineBytes, (y + 1) * lineBytes),
  ]);
  return pngChunk('IDAT', deflateSync(Buffer.concat(lines.flat())));
}

/** A black picture with one bit a pixel: a few kilobytes, whatever its size. */
export function pngBomb(width: number, height: number): Buffer {
  const pixels = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height));
  return png(pngHeader(width, height, { depth: 1, colourType: 0 }), pngChunk('IDAT', pixels));
}

/** A chunk whose text or profile is 10 MB once it is unpacked. */
export function inflatedChunk(type: 'zTXt' | 'iCCP'): Buffer {
  return pngChunk(type, Buffer.concat([Buffer.from('name\0\0', 'latin1'), deflateSync(Buffer.alloc(10_000_000))]));
}
