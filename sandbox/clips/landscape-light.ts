import type { Random } from '../seeded-random.ts';
import type { Size } from './painter.ts';
import { mix } from './value-noise.ts';

/** Red, green, blue, each from 0 to 255. */
export type Colour = readonly [number, number, number];

/** The colours of one hour of the day. */
export interface Light {
  /** From the zenith to the horizon. */
  readonly sky: readonly Colour[];
  readonly sun: Colour;
  readonly cloudLit: Colour;
  readonly cloudShade: Colour;
  /** Of the farthest hills, which are nearly air, and of the nearest, which are nearly black. */
  readonly haze: Colour;
  readonly near: Colour;
  readonly water: Colour;
}

/** What all painters of a landscape work with; lengths in pixels. */
export interface Scene extends Size {
  /** Where the far shore is. */
  readonly waterY: number;
  readonly sunX: number;
  readonly sunY: number;
  readonly light: Light;
  readonly random: Random;
}

/** Chosen by eye, all of them. */
const EVENING: Light = {
  sky: [
    [38, 56, 104],
    [104, 112, 160],
    [226, 158, 138],
    [255, 206, 142],
  ],
  sun: [255, 204, 128],
  cloudLit: [255, 206, 164],
  cloudShade: [98, 88, 128],
  haze: [206, 150, 140],
  near: [22, 24, 34],
  water: [26, 32, 58],
};

const LIGHTS: readonly Light[] = [
  EVENING,
  {
    sky: [
      [58, 112, 172],
      [118, 166, 208],
      [186, 212, 226],
      [246, 232, 204],
    ],
    sun: [255, 236, 190],
    cloudLit: [255, 250, 240],
    cloudShade: [140, 160, 186],
    haze: [176, 196, 208],
    near: [24, 40, 34],
    water: [22, 56, 74],
  },
  {
    sky: [
      [44, 36, 84],
      [112, 70, 128],
      [214, 108, 124],
      [255, 170, 118],
    ],
    sun: [255, 176, 112],
    cloudLit: [255, 168, 142],
    cloudShade: [88, 60, 108],
    haze: [186, 104, 122],
    near: [24, 18, 34],
    water: [38, 24, 54],
  },
];

/** Each of them in turn as seeds go up. */
export function lightFor(seed: number): Light {
  return LIGHTS[(Math.abs(Math.trunc(seed)) + LIGHTS.length - 1) % LIGHTS.length] ?? EVENING;
}

/** CSS colour; `alpha` from 0 to 1. */
export function toCss([red, green, blue]: Colour, alpha = 1): string {
  return `rgba(${Math.round(red)}, ${Math.round(green)}, ${Math.round(blue)}, ${alpha})`;
}

export function blend(from: Colour, to: Colour, share: number): Colour {
  return [mix(from[0], to[0], share), mix(from[1], to[1], share), mix(from[2], to[2], share)];
}
