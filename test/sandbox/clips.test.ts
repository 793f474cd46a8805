import { execFile, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createCanvas } from '@napi-rs/canvas';
import { ALL_FORMATS, FilePathSource, Input } from 'mediabunny';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBackdrop } from '../../sandbox/clips/backdrop.ts';
import { type ClipLibrary, type ClipLibraryOptions, createClipLibrary } from '../../sandbox/clips/clip-library.ts';
import { type ClipSpec, dimensionsFor, frameCount, fullClipSpec } from '../../sandbox/clips/clip-spec.ts';
import { paletteFor } from '../../sandbox/clips/palette.ts';
import { fitText, lineWidth } from '../../sandbox/clips/text-layout.ts';
import { createTitleCard } from '../../sandbox/clips/title-card.ts';
import { registerFonts, splitRuns } from '../../sandbox/fonts.ts';

const ROOT = join(import.meta.dirname, '../..');
const RATIOS = ['16:9', '9:16', '1:1', '4:3', '3:4', '21:9', '9:21'];

registerFonts();

let directory: string;
let libraries: ClipLibrary[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'raybot-clips-'));
  libraries = [];
});
afterEach(async () => {
  await Promise.all(libraries.map((library) => library.close()));
  await rm(directory, { recursive: true });
});

function openLibrary(options: ClipLibraryOptions = {}): ClipLibrary {
  const library = createClipLibrary({ directory, quality: 'tiny', ...options });
  libraries.push(library);
  return library;
}

function specOf(wanted: Partial<ClipSpec> = {}): ClipSpec {
  const basics = { prompt: 'A kite over the dunes', model: 'Ray 2', aspectRatio: '16:9', durationSeconds: 5 };
  return { ...fullClipSpec({ ...basics, ...wanted }), ...wanted };
}

async function inspect(path: string) {
  const input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS });
  const video = await input.getPrimaryVideoTrack();
  const found = {
    mimeType: await input.getMimeType(),
    tracks: (await input.getTracks()).map(({ type }) => type),
    codec: await video?.getCodec(),
    width: await video?.getDisplayWidth(),
    height: await video?.getDisplayHeight(),
    durationSeconds: await input.computeDuration(),
    frames: (await video?.computePacketStats())?.packetCount,
  };
  input.dispose();
  return found;
}

describe('a clip', () => {
  it('is a real H.264 mp4 of the size, length and weight of a real one, with its index in front', async () => {
    const clip = await openLibrary({ quality: 'full' }).clip(specOf({ durationSeconds: 5 }));
    expect(await inspect(clip.path)).toEqual({
      mimeType: expect.stringMatching(/^video\/mp4; codecs="avc1\./),
      tracks: ['video'],
      codec: 'avc',
      width: 1280,
      height: 720,
      durationSeconds: expect.closeTo(125 / 24, 3),
      frames: 125,
    });
    expect(clip).toMatchObject({ width: 1280, height: 720, durationSeconds: 125 / 24 });
    expect(clip.bytes).toBeGreaterThan(1_000_000);
    expect(clip.bytes).toBeLessThan(3_500_000);
    const file = await readFile(clip.path);
    expect(file.length).toBe(clip.bytes);
    expect(file.indexOf('moov')).toBeLessThan(file.indexOf('mdat'));
  });

  it('keeps ratio and duration when it is tiny', async () => {
    const library = openLibrary();
    await Promise.all(
      RATIOS.map(async (aspectRatio) => {
        const { path } = await library.clip(specOf({ aspectRatio, durationSeconds: 9 }));
        const full = dimensionsFor(aspectRatio);
        const found = await inspect(path);
        expect(found).toMatchObject({ codec: 'avc', durationSeconds: expect.closeTo(9, 1) });
        expect((found.width ?? 0) / (found.height ?? 1)).toBeCloseTo(full.width / full.height, 1);
      }),
    );
  });

  it('has as many frames as a real one', () => {
    expect(frameCount({ durationSeconds: 5, framesPerSecond: 24 })).toBe(125);
    expect(frameCount({ durationSeconds: 9, framesPerSecond: 24 })).toBe(217);
  });

  it('has even sides and about the area of 720p in every ratio', () => {
    for (const { width, height } of RATIOS.map(dimensionsFor)) {
      expect([width % 2, height % 2]).toEqual([0, 0]);
      expect((width * height) / (1280 * 720)).toBeCloseTo(1, 1);
    }
    expect(() => dimensionsFor('2:3')).toThrow(RangeError);
  });

  it('can be as heavy as wanted, and plays all the same', async () => {
    const clip = await openLibrary().clip(specOf({ minimumBytes: 400_000 }));
    expect(clip.bytes).toBe(400_000);
    expect(await inspect(clip.path)).toMatchObject({ codec: 'avc', frames: 31 });
  });
});

describe('the library', () => {
  it('renders once for all who ask at the same time, and not again after a restart', async () => {
    const library = openLibrary();
    const [first, second, other] = await Promise.all([
      library.clip(specOf()),
      library.clip(specOf()),
      library.clip(specOf({ prompt: 'Another one' })),
    ]);
    expect(second).toEqual(first);
    expect(other.path).not.toBe(first.path);
    expect(library.renderedCount).toBe(2);

    const restarted = openLibrary();
    expect(await restarted.clip(specOf())).toEqual(first);
    expect(restarted.renderedCount).toBe(0);
  });

  it('leaves only finished files', async () => {
    const { path } = await openLibrary().clip(specOf());
    expect((await readdir(directory)).map((name) => join(directory, name))).toEqual([path]);
  });

  it('kills what is being rendered when it is closed, and refuses what comes later', async () => {
    const library = openLibrary({ quality: 'full' });
    const clips = ['a', 'b', 'c', 'd'].map((prompt) => library.clip(specOf({ prompt })));
    const outcomes = Promise.allSettled(clips);
    await library.close();
    expect((await outcomes).map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
    await expect(library.clip(specOf())).rejects.toThrow(/abort/i);
    expect(await readdir(directory)).toEqual([]);
  });

  it('tells what the renderer said when it fails, and tries again when asked again', async () => {
    const library = openLibrary({ quality: 'full' });
    const impossible = specOf({ width: 1281 });
    await expect(library.clip(impossible)).rejects.toThrow(/renderer stopped with 1: .*/s);
    await expect(library.clip(impossible)).rejects.toThrow(/renderer stopped with 1: .*/s);
  });

  it('has renderers that end when their parent is gone', async () => {
    const worker = fork(join(ROOT, 'sandbox/clips/render-worker.ts'), { execArgv: [], stdio: 'ignore' });
    worker.send({ spec: specOf({ durationSeconds: 60 }), outputPath: join(directory, 'orphan.mp4') });
    worker.disconnect();
    const [, signal] = await once(worker, 'exit');
    expect(signal).toBeNull();
  });
});

describe('the picture', () => {
  const paint = (spec: ClipSpec, phase: number): Buffer => {
    const canvas = createCanvas(spec.width, spec.height);
    createTitleCard(spec)(canvas.getContext('2d'), phase);
    return Buffer.from(canvas.data());
  };
  const small = (wanted: Partial<ClipSpec> = {}) => specOf({ width: 320, height: 180, ...wanted });

  it('is the same for the same prompt and moment, and another for any other', () => {
    const first = paint(small(), 0.2);
    expect(paint(small(), 0.2).equals(first)).toBe(true);
    expect(paint(small(), 0.3).equals(first)).toBe(false);
    expect(paint(small({ prompt: 'A kite over the dunes.' }), 0.2).equals(first)).toBe(false);
    expect(paint(small({ model: 'Ray Flash 2' }), 0.2).equals(first)).toBe(false);
  });

  it('has a backdrop that ends where it began', () => {
    const size = { width: 320, height: 180 };
    const paintBackdrop = createBackdrop(size, paletteFor('loop'));
    const [start, middle, end] = [0, 0.5, 1].map((phase) => {
      const canvas = createCanvas(size.width, size.height);
      paintBackdrop(canvas.getContext('2d'), phase);
      return Buffer.from(canvas.data());
    }) as [Buffer, Buffer, Buffer];
    const difference = (other: Buffer) =>
      start.reduce((most, value, at) => Math.max(most, Math.abs(value - (other[at] ?? 0))), 0);
    expect(difference(end)).toBeLessThan(8);
    expect(difference(middle)).toBeGreaterThan(40);
  });
});

describe('a title', () => {
  const context = createCanvas(16, 16).getContext('2d');
  const box = { widthPx: 1_000, heightPx: 500, largestPx: 100, smallestPx: 20 };

  it('is as large as allowed when it is short, and smaller the longer it is', () => {
    const sizes = [1, 12, 40].map((times) => fitText(context, 'seven words '.repeat(times).trim(), '”', box).sizePx);
    expect(sizes[0]).toBe(100);
    expect(sizes[1]).toBeLessThan(100);
    expect(sizes[2]).toBeLessThan(sizes[1] ?? 0);
  });

  it.each([
    ['4000 characters', 'A slow pan over a crowded market. '.repeat(118)],
    ['one endless word', 'a'.repeat(4_000)],
    ['emoji without a space', '🦊👩‍🚀🇩🇪'.repeat(400)],
  ])('of %s is cut with an ellipsis, and every line stays inside the box', (_, text) => {
    const { lines, sizePx, lineHeightPx } = fitText(context, `“${text}`, '”', box);
    expect(sizePx).toBe(20);
    expect(lines.length * lineHeightPx).toBeLessThanOrEqual(500);
    expect(lines.at(-1)).toMatch(/…”$/);
    for (const line of lines) expect(lineWidth(context, line, sizePx, 'bold')).toBeLessThanOrEqual(1_001);
  });

  it('loses nothing, and breaks a word only when it is very long', () => {
    const text = 'The Donaudampfschifffahrtsgesellschaft steams on';
    expect(fitText(context, text, '”', { ...box, widthPx: 1_400 }).lines.join(' ')).toBe(`${text}”`);
    const narrow = fitText(context, text, '”', { ...box, widthPx: 300 });
    expect(narrow.lines.join('').replaceAll(' ', '')).toBe(`${text}”`.replaceAll(' ', ''));
  });

  it('has its emoji apart from its letters, whole', () => {
    expect(splitRuns('a ❤️ 👩‍🚀🇩🇪 1 ☀')).toEqual([
      { text: 'a ', isEmoji: false },
      { text: '❤️', isEmoji: true },
      { text: ' ', isEmoji: false },
      { text: '👩‍🚀🇩🇪', isEmoji: true },
      { text: ' 1 ☀', isEmoji: false },
    ]);
  });
});

/** Runs a command in a world where the system's font folder is empty; needs a Linux that lets users have namespaces. */
const WITHOUT_FONTS = ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c'];
const HIDE_FONTS = 'mount -t tmpfs none /usr/share/fonts';
const canHideFonts = spawnSync('unshare', [...WITHOUT_FONTS.slice(1), HIDE_FONTS]).status === 0;

describe('the fonts', () => {
  const script = `
    import { createCanvas } from '@napi-rs/canvas';
    import { registerFonts } from './sandbox/fonts.ts';
    import { drawLine } from './sandbox/clips/text-layout.ts';
    const draw = (text) => {
      const context = createCanvas(60, 60).getContext('2d');
      context.fillStyle = 'white';
      drawLine(context, text, 5, 45, 40, 'bold');
      const { data } = context.getImageData(0, 0, 60, 60);
      let drawn = 0, coloured = 0;
      for (let at = 0; at < data.length; at += 4) {
        if (data[at + 3] > 128) drawn++;
        if (data[at + 3] > 128 && data[at] - data[at + 2] > 80) coloured++;
      }
      return { drawn, coloured };
    };
    const before = draw('Ж');
    registerFonts();
    console.log(JSON.stringify({ before, letter: draw('Ж'), greek: draw('Ω'), fox: draw('🦊'), heart: draw('❤️') }));`;

  async function drawnBy(command: readonly string[]) {
    const [file = '', ...args] = command;
    const env = { ...process.env, DISABLE_SYSTEM_FONTS_LOAD: '1', NODE: process.execPath, SCRIPT: script };
    const { stdout } = await promisify(execFile)(file, args, { cwd: ROOT, env });
    return JSON.parse(stdout);
  }

  function expectLettersAndEmoji({ letter, greek, fox, heart }: Awaited<ReturnType<typeof drawnBy>>): void {
    for (const { drawn, coloured } of [letter, greek]) {
      expect(drawn).toBeGreaterThan(200);
      expect(coloured).toBe(0);
    }
    for (const { coloured } of [fox, heart]) expect(coloured).toBeGreaterThan(200);
  }

  it('draw letters in white and emoji in colour', async () => {
    expectLettersAndEmoji(await drawnBy([process.execPath, '--input-type=module', '-e', script]));
  });

  it.runIf(canHideFonts)('do so on a machine that has none, where nothing was drawn before', async () => {
    const found = await drawnBy([...WITHOUT_FONTS, `${HIDE_FONTS} && exec "$NODE" --input-type=module -e "$SCRIPT"`]);
    expect(found.before.drawn).toBe(0);
    expectLettersAndEmoji(found);
  });
});
