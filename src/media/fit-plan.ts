import type { VideoFacts } from './video-file.ts';

/** How a video is encoded anew so that it fits into a limit. */
export interface FitPlan {
  readonly videoBitsPerSecond: number;
  /** Null where it has no sound. */
  readonly soundBitsPerSecond: number | null;
  /** Pixels as displayed, even. */
  readonly width: number;
  readonly height: number;
}

/**
 * The least that a picture can do with: 0.06 bits for each pixel of a frame at 24 frames a second. The encoder's fastest
 * preset leaves few blocks on moving gradients there, and many at half of it.
 */
const leastBitsPerPixelSecond = 1.5;
/**
 * Short sides, pixels. With fewer bits a smaller picture looks better than a starved one; below the smallest, the original
 * behind a link is the better video. More than the largest nobody sees in a message, and it would need much memory.
 */
const shortSides = [1080, 720, 540, 480, 360] as const;
/**
 * What the encoder takes more than it was asked for: 2 to 7 % as a rule, up to 12 % of a picture that is all noise, as it
 * learns only on the way how hard a video is.
 */
const overshoot = 1.14;
/** Plain stereo needs no more. */
const soundBitsPerSecond = 96_000;
/** The mp4's tables: some for the file, some for each second of up to sixty frames. */
const fixedTableBytes = 2_000;
const tableBytesPerSecond = 2_500;

/**
 * The best that fits: as many pixels as can still be fed.
 * @param limitBytes - of the place that it is for
 * @returns null where nothing fits that is worth looking at
 */
export function planFit(
  { width, height, durationSeconds, hasSound }: Pick<VideoFacts, 'width' | 'height' | 'durationSeconds' | 'hasSound'>,
  limitBytes: number,
): FitPlan | null {
  const tableBytes = fixedTableBytes + tableBytesPerSecond * durationSeconds;
  const bitsPerSecond = ((limitBytes - tableBytes) * 8) / durationSeconds;
  const sound = hasSound ? soundBitsPerSecond : null;
  const videoBitsPerSecond = Math.floor((bitsPerSecond - (sound ?? 0)) / overshoot);
  const size = sizes(width, height).find((each) => {
    const pixels = each.width * each.height;
    return videoBitsPerSecond >= pixels * leastBitsPerPixelSecond;
  });
  return size ? { ...size, videoBitsPerSecond, soundBitsPerSecond: sound } : null;
}

/** The video's own size, unless it is too large for any message, and the steps below it. */
function sizes(width: number, height: number): { width: number; height: number }[] {
  const shortSide = Math.min(width, height);
  const own = shortSide <= shortSides[0] ? [shortSide] : [];
  const smaller = shortSides.filter((side) => side < shortSide);
  return [...own, ...smaller].map((side) => ({
    width: even((width * side) / shortSide),
    height: even((height * side) / shortSide),
  }));
}

/** Colours are stored for squares of four pixels. */
function even(pixels: number): number {
  return Math.max(2, 2 * Math.round(pixels / 2));
}

/** Starting the encoder, and a disk that is slow. */
const fixedTimeMs = 30_000;
/**
 * For each second of 1920 × 1080: ten times what it takes a machine of two cores that has nothing else to do, as everything
 * else there goes first.
 */
const timePerSecondMs = 12_000;
const fullHdPixels = 1920 * 1080;
/** Whoever waits had better get the link then. */
const longestTimeMs = 10 * 60_000;

/** How long the encoder may take, milliseconds: longer videos and larger pictures take longer. */
export function fitTimeLimitMs({
  width,
  height,
  durationSeconds,
}: Pick<VideoFacts, 'width' | 'height' | 'durationSeconds'>): number {
  const share = Math.max(1, (width * height) / fullHdPixels);
  return Math.min(longestTimeMs, Math.round(fixedTimeMs + timePerSecondMs * share * durationSeconds));
}
