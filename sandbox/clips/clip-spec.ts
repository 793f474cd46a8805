/** A picture on disk that a clip shows. */
export interface ClipPicture {
  /** Where it is read from; says nothing about what it shows. */
  readonly path: string;
  /** Of the file's bytes, hexadecimal: what the finished clip is known by. A file that has changed is not rendered. */
  readonly sha256: string;
}

/** What a clip should show and how it is encoded. Plain JSON: it travels to the renderer and names the cached file. */
export interface ClipSpec {
  readonly prompt: string;
  /** The model's name as a reader knows it, e.g. `Ray Flash 2`. */
  readonly model: string;
  /** As asked for, e.g. `16:9`; shown in the footer. */
  readonly aspectRatio: string;
  /** Pixels, even. */
  readonly width: number;
  readonly height: number;
  /** As asked for; the file is a little longer, see {@link frameCount}. */
  readonly durationSeconds: number;
  readonly framesPerSecond: number;
  /** What the clip begins with, and moves through slowly. Without pictures it is a title card. */
  readonly startImage?: ClipPicture;
  /** What it ends with: faded over from the first picture, or from a moving sky where there is none. */
  readonly endImage?: ClipPicture;
  /** The movement comes back to where it began. Only a clip of a single picture moves differently for it. */
  readonly loop?: boolean;
  /** Pads the file up to this size with a `free` box, which players skip. For trying size limits. */
  readonly minimumBytes?: number;
}

/** What the finished file is. */
export interface ClipInfo {
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  /** Frames divided by frame rate. */
  readonly durationSeconds: number;
}

interface Dimensions {
  readonly width: number;
  readonly height: number;
}

/**
 * Pixels of a 720p clip by aspect ratio. Only 16:9 was ever measured on a real one; for the others this assumes about
 * the same number of pixels and even sides.
 * @see https://github.com/Comfy-Org/example_workflows/blob/main/api_nodes/luma/t2v/luma_t2v.mp4 the measured clip
 */
const DIMENSIONS_720P: Readonly<Record<string, Dimensions>> = {
  '16:9': { width: 1280, height: 720 },
  '9:16': { width: 720, height: 1280 },
  '1:1': { width: 960, height: 960 },
  '4:3': { width: 1104, height: 832 },
  '3:4': { width: 832, height: 1104 },
  '21:9': { width: 1472, height: 632 },
  '9:21': { width: 632, height: 1472 },
};

/** @throws {RangeError} for a ratio that no Luma model has */
export function dimensionsFor(aspectRatio: string): Dimensions {
  const dimensions = DIMENSIONS_720P[aspectRatio];
  if (!dimensions) throw new RangeError(`no dimensions for the aspect ratio ${aspectRatio}`);
  return dimensions;
}

/**
 * The measured clip of 5 s has 125 frames, 24 a second, and so lasts 5.208 s. No other duration was measured; for those
 * this assumes one frame more than asked, that is 217 for 9 s.
 */
const MEASURED_FRAME_RATE = 24;
const MEASURED_FRAMES: Readonly<Record<number, number>> = { 5: 125 };

/** A clip as a provider would make it. */
export function fullClipSpec(wanted: Omit<ClipSpec, 'width' | 'height' | 'framesPerSecond'>): ClipSpec {
  return { ...wanted, ...dimensionsFor(wanted.aspectRatio), framesPerSecond: MEASURED_FRAME_RATE };
}

/** The same clip with a quarter of the width, height and frame rate: a sixtieth of the work, for tests. */
export function tinyClipSpec(spec: ClipSpec): ClipSpec {
  return {
    ...spec,
    width: quarterEven(spec.width),
    height: quarterEven(spec.height),
    framesPerSecond: MEASURED_FRAME_RATE / 4,
  };
}

/** Frames in the file. Real clips are a little longer than asked, and so are these. */
export function frameCount({
  durationSeconds,
  framesPerSecond,
}: Pick<ClipSpec, 'durationSeconds' | 'framesPerSecond'>): number {
  const realFrames = MEASURED_FRAMES[durationSeconds] ?? durationSeconds * MEASURED_FRAME_RATE + 1;
  return Math.round((realFrames / MEASURED_FRAME_RATE) * framesPerSecond);
}

function quarterEven(pixels: number): number {
  return Math.round(pixels / 8) * 2;
}
