import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type ClipLibrary, createClipLibrary } from '../../sandbox/clips/clip-library.ts';
import { type ClipPicture, type ClipSpec, fullClipSpec, tinyClipSpec } from '../../sandbox/clips/clip-spec.ts';
import { createPhotoCard } from '../../sandbox/clips/photo-card.ts';
import { writeSamplePhoto } from '../../sandbox/clips/sample-photo.ts';
import { registerFonts } from '../../sandbox/fonts.ts';
import { type ClipFrame, colourDistance, frameOf, halvedPicture, plainPicture, type Rgb } from './clip-frames.ts';

const RED: Rgb = [200, 30, 30];
const GREEN: Rgb = [30, 160, 60];
const BLUE: Rgb = [30, 60, 200];
const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
/** As far as two colours may be apart that are meant to be the same. */
const SAME = 20;

registerFonts();

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'raybot-pictures-'));
});
afterEach(() => rm(directory, { recursive: true }));

/** Writes a picture to disk and describes it as an order does. */
async function pictureOf(bytes: Buffer, name = 'picture'): Promise<ClipPicture> {
  const path = join(directory, name);
  await writeFile(path, bytes);
  return { path, sha256: createHash('sha256').update(bytes).digest('hex') };
}

const plain = async (colour: Rgb, name?: string) => pictureOf(await plainPicture(colour), name);

function orderOf(wanted: Partial<ClipSpec>): ClipSpec {
  return fullClipSpec({
    prompt: 'Down to the lake',
    model: 'Ray 2',
    aspectRatio: '16:9',
    durationSeconds: 5,
    ...wanted,
  });
}

/** Small enough to be drawn in no time. */
const specOf = (wanted: Partial<ClipSpec> = {}) => tinyClipSpec(orderOf(wanted));

/** The frames of a clip at these phases, drawn but not encoded. */
async function draw(spec: ClipSpec, phases: readonly number[]): Promise<ClipFrame[]> {
  const paint = await createPhotoCard(spec);
  const canvas = createCanvas(spec.width, spec.height);
  return phases.map((phase) => {
    paint(canvas.getContext('2d'), phase);
    return frameOf(Uint8Array.from(canvas.data()), spec.width, spec.height);
  });
}

/** At least one frame, or the test is wrong. */
function pick(frames: readonly ClipFrame[], index: number): ClipFrame {
  const frame = frames[index];
  if (!frame) throw new Error(`there is no frame ${index}`);
  return frame;
}

const expectColour = (found: Rgb, wanted: Rgb) => expect(colourDistance(found, wanted)).toBeLessThan(SAME);

describe('a clip of a picture', () => {
  it('begins with all of it and comes nearer', async () => {
    const startImage = await pictureOf(await halvedPicture(RED, BLUE, 640, 360));
    const frames = await draw(specOf({ startImage }), [0, 1]);
    const left = { left: 0.3, top: 0.4, right: 0.49, bottom: 0.6 };
    const right = { left: 0.51, top: 0.4, right: 0.7, bottom: 0.6 };
    expectColour(pick(frames, 0).average(left), RED);
    expectColour(pick(frames, 0).average(right), BLUE);
    // The line between the halves has left the middle.
    const [wentLeft, wentRight] = [pick(frames, 1).average(right), pick(frames, 1).average(left)];
    expect(Math.max(colourDistance(wentLeft, BLUE), colourDistance(wentRight, RED))).toBeGreaterThan(40);
  });

  it('moves between pixels too, without a jolt', async () => {
    const startImage = await pictureOf(await halvedPicture(BLACK, WHITE, 1_280, 720));
    const frames = await draw(
      specOf({ startImage }),
      Array.from({ length: 125 }, (_, index) => index / 125),
    );
    const row = { left: 0, top: 0.45, right: 1, bottom: 0.47 };
    const places = frames.map((frame) => frame.width * (1 - frame.average(row)[0] / 255));
    const steps = places.slice(1).map((place, index) => place - (places[index] ?? 0));
    const jolts = steps.slice(1).map((step, index) => Math.abs(step - (steps[index] ?? 0)));
    expect(Math.abs((places[0] ?? 0) - (places.at(-1) ?? 0))).toBeGreaterThan(8);
    expect(Math.max(...jolts)).toBeLessThan(0.1);
    // It sets off and comes to rest gently.
    expect(Math.abs(steps[0] ?? 1)).toBeLessThan(0.05);
    expect(Math.abs(steps.at(-1) ?? 1)).toBeLessThan(0.05);
  });

  it('comes back to where it began when it loops, and only then', async () => {
    const startImage = await pictureOf(await halvedPicture(RED, BLUE, 640, 360));
    const line = { left: 0.4, top: 0.4, right: 0.6, bottom: 0.6 };
    const distances = async (loop: boolean) => {
      const frames = await draw(specOf({ startImage, ...(loop && { loop }) }), [0, 0.5, 1]);
      const [start, middle, end] = frames.map((frame) => frame.average(line)) as [Rgb, Rgb, Rgb];
      return { middle: colourDistance(start, middle), end: colourDistance(start, end) };
    };
    const looped = await distances(true);
    expect(looped.middle).toBeGreaterThan(SAME);
    expect(looped.end).toBeLessThan(1);
    expect((await distances(false)).end).toBeGreaterThan(SAME);
  });

  it.each([
    ['16:9', 100, 300],
    ['9:16', 300, 100],
    ['1:1', 300, 100],
  ])('covers the whole frame of %s with the middle of one of %i × %i', async (aspectRatio, width, height) => {
    const third = (colour: Rgb) =>
      plainPicture(colour, width < height ? { width, height: height / 3 } : { width: width / 3, height });
    const [first, last] = [await third(RED), await third(BLUE)];
    const bands = sharp(await plainPicture(GREEN, { width, height })).composite([
      { input: first, gravity: width < height ? 'north' : 'west' },
      { input: last, gravity: width < height ? 'south' : 'east' },
    ]);
    const frames = await draw(
      specOf({ aspectRatio, startImage: await pictureOf(await bands.png().toBuffer()) }),
      [0, 1],
    );
    for (const frame of frames) expectColour(frame.average({ left: 0.02, top: 0.3, right: 0.98, bottom: 0.62 }), GREEN);
  });

  it('fades to the last picture, and ends with it', async () => {
    const [startImage, endImage] = [await plain(RED, 'start'), await plain(BLUE, 'end')];
    const frames = await draw(specOf({ startImage, endImage }), [0, 0.3, 0.53, 0.75, 1]);
    const colours = frames.map((frame) => frame.average());
    expectColour(colours[0] ?? BLACK, RED);
    expectColour(colours[1] ?? BLACK, RED);
    expectColour(colours[2] ?? BLACK, [115, 45, 115]);
    expectColour(colours[3] ?? BLACK, BLUE);
    expectColour(colours[4] ?? BLACK, BLUE);
  });

  it('shows all of the last picture at the end', async () => {
    const endImage = await pictureOf(await halvedPicture(RED, BLUE, 640, 360));
    const frames = await draw(specOf({ endImage }), [0, 1]);
    const left = { left: 0.3, top: 0.4, right: 0.49, bottom: 0.6 };
    expectColour(pick(frames, 1).average(left), RED);
    expect(colourDistance(pick(frames, 0).average(left), RED)).toBeGreaterThan(60);
  });

  it.each([
    ['white', WHITE],
    ['black', BLACK],
  ])('has its prompt in white where it can be read, over %s too', async (_, colour) => {
    const startImage = await plain(colour);
    const spec = { ...specOf({ startImage }), width: 640, height: 360 };
    const drawn = async (prompt: string) => pick(await draw({ ...spec, prompt }, [0]), 0);
    const [words, blank] = [await drawn('W'.repeat(200)), await drawn('.')];
    const caption = { left: 0.05, top: 0.78, right: 0.95, bottom: 0.84 };
    expect(blank.average(caption)[0]).toBeLessThan(175);
    expect(blank.whiteShare(caption)).toBeLessThan(0.01);
    expect(words.whiteShare(caption)).toBeGreaterThan(0.1);
    // And leaves the rest to the picture.
    expectColour(words.average(), colour);
  });

  it('is upright when it was taken sideways, and dark where it is transparent', async () => {
    const halves = sharp(await halvedPicture(RED, BLUE, 360, 360)).withMetadata({ orientation: 6 });
    const turned = await pictureOf(
      await halves.jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer(),
      'turned',
    );
    const upright = pick(await draw(specOf({ aspectRatio: '1:1', startImage: turned }), [0]), 0);
    expectColour(upright.average({ left: 0.3, top: 0.3, right: 0.9, bottom: 0.45 }), RED);
    expectColour(upright.average({ left: 0.3, top: 0.52, right: 0.9, bottom: 0.6 }), BLUE);

    const clear = sharp({ create: { width: 64, height: 36, channels: 4, background: '#ffffff00' } }).png();
    const dark = pick(await draw(specOf({ startImage: await pictureOf(await clear.toBuffer(), 'clear') }), [0]), 0);
    expectColour(dark.average(), [16, 16, 24]);
  });
});

describe('the library', () => {
  function openLibrary(): ClipLibrary {
    const library = createClipLibrary({ directory: join(directory, 'clips'), quality: 'tiny' });
    onTestFinished(() => library.close());
    return library;
  }

  it('knows a picture by what it shows, wherever it stands, and what it is for', async () => {
    const library = openLibrary();
    const startImage = await plain(RED);
    const { path } = await library.clip(orderOf({ startImage }));
    const moved = await library.clip(orderOf({ startImage: await plain(RED, 'elsewhere') }));
    expect(moved.path).toBe(path);
    expect(library.renderedCount).toBe(1);

    const others = [
      { startImage, endImage: startImage },
      { startImage, loop: true },
    ];
    const paths = await Promise.all(others.map(async (order) => (await library.clip(orderOf(order))).path));
    const replaced = await library.clip(orderOf({ startImage: await plain(BLUE) }));
    expect(new Set([path, ...paths, replaced.path]).size).toBe(4);
  });

  it('makes no file too heavy to post of a picture that is all detail', async () => {
    const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
    const busy = sharp({ create: { width: 640, height: 360, channels: 3, background: '#888', noise } }).png();
    const { bytes } = await openLibrary().clip(orderOf({ startImage: await pictureOf(await busy.toBuffer()) }));
    // 300 kbit/s for five seconds, and half as much again.
    expect(bytes).toBeLessThan(300_000);
  });

  it('renders no other picture than the one that was ordered', async () => {
    const startImage = await plain(RED);
    await plain(BLUE);
    await expect(openLibrary().clip(orderOf({ startImage }))).rejects.toThrow(/replaced/);
  });

  it.each<[string, () => Promise<Buffer>]>([
    ['unreadable', async () => Buffer.from('GIF89a and nothing more')],
    ['not-allowed', () => plainPicture([255, 0, 255])],
  ])('says when a picture is %s, and keeps nothing of it', async (reason, make) => {
    const startImage = await pictureOf(await make());
    const library = openLibrary();
    await expect(library.clip(orderOf({ startImage }))).rejects.toMatchObject({ name: 'PictureError', reason });
    expect(library.renderedCount).toBe(0);
    expect(await readdir(join(directory, 'clips'))).toEqual([]);
  });
});

describe('the sample photo', () => {
  const photo = async (options: { seed?: number; width?: number; height?: number }) => {
    const path = join(directory, 'photo.jpg');
    await writeSamplePhoto(path, options);
    return readFile(path);
  };
  const small = { width: 320, height: 240 };

  it('is a JPEG of the size that was asked for, the same for the same seed and another for any other', async () => {
    const first = await photo({ ...small, seed: 4 });
    expect(await sharp(first).metadata()).toMatchObject({ format: 'jpeg', ...small });
    expect((await photo({ ...small, seed: 4 })).equals(first)).toBe(true);
    expect((await photo({ ...small, seed: 5 })).equals(first)).toBe(false);
    expect(await sharp(await photo({})).metadata()).toMatchObject({ width: 1_600, height: 1_200 });
  });

  it.each([1, 2, 3])('has a bright sky, a dark foreground and grain (seed %i)', async (seed) => {
    const { data, info } = await sharp(await photo({ ...small, seed }))
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const frame = frameOf(data, info.width, info.height);
    const brightness = (top: number, bottom: number) =>
      frame.average({ left: 0, right: 1, top, bottom }).reduce((sum, value) => sum + value, 0) / 3;
    expect(brightness(0.2, 0.45)).toBeGreaterThan(110);
    expect(brightness(0.9, 1)).toBeLessThan(70);
    const steps = Array.from({ length: 200 }, (_, x) => Math.abs((data[(x + 1) * 4] ?? 0) - (data[x * 4] ?? 0)));
    expect(steps.filter((step) => step > 1).length).toBeGreaterThan(80);
  });
});
