import type { SKRSContext2D } from '@napi-rs/canvas';

/** Paints one layer of a moving picture; `phase` runs from 0 to 1 over the clip and ends where it began. */
export type Painter = (context: SKRSContext2D, phase: number) => void;

/** Pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A full circle, radians. */
export const TURN = 2 * Math.PI;
