import { appendFile, stat } from 'node:fs/promises';
import { registerMediabunnyServer } from '@mediabunny/server';
import { createCanvas } from '@napi-rs/canvas';
import { FilePathTarget, Mp4OutputFormat, Output, Quality, VideoSample, VideoSampleSource } from 'mediabunny';
import { registerFonts } from '../fonts.ts';
import { type ClipInfo, type ClipSpec, frameCount } from './clip-spec.ts';
import type { Painter } from './painter.ts';
import { createTitleCard } from './title-card.ts';

/** H.264 quantizer: 18 is visually lossless, 28 blotchy. This one gives 1–3 MB for 5 s of a title card in 1280×720. */
const QUANTIZER = 20;
/** Bits per second of the measured clip. A busy picture at a fixed quantizer would make a file of 20 MB. */
const MEASURED_BITRATE = 4_480_000;
const MEASURED_PIXELS_PER_SECOND = 1_280 * 720 * 24;
/** With fewer, small clips would be blotchy: their pictures change more from frame to frame. */
const LOWEST_BITRATE = 300_000;
/** Longer than any clip: the measured one has a single keyframe too. */
const KEY_FRAME_INTERVAL_SECONDS = 60;
const FREE_BOX_HEADER_BYTES = 8;

/**
 * Draws and encodes one clip in this process: H.264 in an mp4, no audio, playable before it is loaded whole. It needs
 * 300–400 MB and all cores for some seconds, so a server lets the clip library run it in a process of its own.
 * @param outputPath - written from the start; exists half-finished when this throws
 * @throws {PictureError} when one of the clip's pictures cannot be shown
 */
export async function renderClip(spec: ClipSpec, outputPath: string): Promise<ClipInfo> {
  registerFonts();
  registerMediabunnyServer({ hardwareContext: null });
  await encodeFrames(spec, outputPath);
  if (spec.minimumBytes !== undefined) await padFile(outputPath, spec.minimumBytes);
  return {
    bytes: (await stat(outputPath)).size,
    width: spec.width,
    height: spec.height,
    durationSeconds: frameCount(spec) / spec.framesPerSecond,
  };
}

async function encodeFrames(spec: ClipSpec, outputPath: string): Promise<void> {
  const { width, height, framesPerSecond } = spec;
  const frames = frameCount(spec);
  const output = new Output({
    format: new Mp4OutputFormat({ fastStart: 'in-memory' }),
    target: new FilePathTarget(outputPath),
  });
  const source = new VideoSampleSource({
    codec: 'avc',
    quality: qualityFor(spec),
    // The fastest preset: a third of the time, and the file grows to the size of a real one.
    latencyMode: 'realtime',
    keyFrameInterval: KEY_FRAME_INTERVAL_SECONDS,
    hardwareAcceleration: 'prefer-software',
  });
  output.addVideoTrack(source, { frameRate: framesPerSecond });
  await output.start();

  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const paint = await createPainter(spec);
  for (let frame = 0; frame < frames; frame++) {
    paint(context, frame / frames);
    const sample = new VideoSample(canvas.data(), {
      format: 'RGBA',
      codedWidth: width,
      codedHeight: height,
      timestamp: frame / framesPerSecond,
      duration: 1 / framesPerSecond,
    });
    await source.add(sample);
    sample.close();
  }
  await output.finalize();
}

function qualityFor(spec: ClipSpec): Quality {
  if (!hasPicture(spec)) return new Quality({ quantizer: QUANTIZER });
  const share = (spec.width * spec.height * spec.framesPerSecond) / MEASURED_PIXELS_PER_SECOND;
  const bitrate = Math.round(Math.max(LOWEST_BITRATE, MEASURED_BITRATE * share));
  return new Quality({ bitrate, bitrateMode: 'variable' });
}

/** The decoder of pictures is loaded for clips that have one: most have none, and start faster without. */
async function createPainter(spec: ClipSpec): Promise<Painter> {
  if (!hasPicture(spec)) return createTitleCard(spec);
  const { createPhotoCard } = await import('./photo-card.ts');
  return createPhotoCard(spec);
}

function hasPicture({ startImage, endImage }: ClipSpec): boolean {
  return startImage !== undefined || endImage !== undefined;
}

async function padFile(path: string, minimumBytes: number): Promise<void> {
  const missing = minimumBytes - (await stat(path)).size;
  if (missing <= 0) return;
  const box = Buffer.alloc(Math.max(missing, FREE_BOX_HEADER_BYTES));
  box.writeUInt32BE(box.length, 0);
  box.write('free', 4, 'latin1');
  await appendFile(path, box);
}
