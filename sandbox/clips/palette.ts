import { createHash } from 'node:crypto';
import { type Random, seededRandom } from '../seeded-random.ts';

/** The look of one clip, derived from its prompt: the same words always look the same, other words look different. */
export interface Palette {
  /** Dark ends of the background, top left and bottom right; CSS colours. */
  readonly night: readonly [string, string];
  /** Hues of the lights that drift over it, degrees. */
  readonly lightHues: readonly number[];
  /** Hue of the small accents and the rays, degrees. */
  readonly accentHue: number;
  /** For everything else that should differ from clip to clip. */
  readonly random: Random;
}

interface Scheme {
  readonly nightHues: readonly [number, number];
  readonly lightHues: readonly number[];
  readonly accentHue: number;
}

/** Chosen by eye: light adds up, and hues picked by arithmetic add up to mud. */
const SCHEMES: readonly Scheme[] = [
  { nightHues: [232, 262], lightHues: [168, 192, 286, 205], accentHue: 168 },
  { nightHues: [268, 338], lightHues: [14, 342, 32, 290], accentHue: 36 },
  { nightHues: [222, 204], lightHues: [198, 222, 258, 180], accentHue: 190 },
  { nightHues: [286, 246], lightHues: [318, 282, 232, 340], accentHue: 322 },
  { nightHues: [248, 322], lightHues: [338, 22, 272, 318], accentHue: 26 },
  { nightHues: [206, 250], lightHues: [184, 212, 304, 268], accentHue: 184 },
  { nightHues: [192, 226], lightHues: [158, 178, 142, 218], accentHue: 146 },
  { nightHues: [254, 12], lightHues: [28, 350, 42, 262], accentHue: 44 },
];
const HUE_VARIATION = 8;

export function paletteFor(prompt: string): Palette {
  const digest = createHash('sha256').update(prompt).digest();
  const random = seededRandom(digest.readUInt32BE(4));
  const scheme = SCHEMES[digest.readUInt8(0) % SCHEMES.length] as Scheme;
  const shift = (random() * 2 - 1) * HUE_VARIATION;
  return {
    night: [hsl(scheme.nightHues[0] + shift, 62, 17), hsl(scheme.nightHues[1] + shift, 60, 9)],
    lightHues: scheme.lightHues.map((hue) => hue + shift),
    accentHue: scheme.accentHue + shift,
    random,
  };
}

/** CSS colour; `hue` in degrees, any number of turns; `alpha` from 0 to 1. */
export function hsl(hue: number, saturationPercent: number, lightnessPercent: number, alpha = 1): string {
  return `hsla(${Math.round(((hue % 360) + 360) % 360)}, ${saturationPercent}%, ${lightnessPercent}%, ${alpha})`;
}
