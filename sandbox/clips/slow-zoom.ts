import type { Random } from '../seeded-random.ts';

/** The part of a picture that fills the frame. */
export interface View {
  /** 1 shows the whole picture. */
  readonly zoom: number;
  /** Middle of the part, in shares of the picture's width and height. */
  readonly centreX: number;
  readonly centreY: number;
}

/** As near as a view ever comes. */
export const LARGEST_ZOOM = 1.2;
const WHOLE: View = { zoom: 1, centreX: 0.5, centreY: 0.5 };
/** Of the way to the picture's edge: a view that touches it looks cut off. */
const LARGEST_REACH = 0.85;

/** The nearest view of a clip: off the middle in a direction that differs from clip to clip. */
export function viewTowards(random: Random): View {
  const room = ((1 - 1 / LARGEST_ZOOM) / 2) * LARGEST_REACH;
  const side = random() < 0.5 ? -1 : 1;
  return {
    zoom: LARGEST_ZOOM,
    centreX: 0.5 + side * room * (0.6 + 0.4 * random()),
    centreY: 0.5 + room * (random() - 0.6),
  };
}

/** Shapes the share of the way by the share of the time, both from 0 to 1. */
export type Easing = (share: number) => number;

/** Sets off and comes to rest gently. */
export const there: Easing = (share) => (1 - Math.cos(Math.PI * share)) / 2;

/** Gets there at half time and is back at the end, with no jolt where a player starts it anew. */
export const thereAndBack: Easing = (share) => (1 - Math.cos(2 * Math.PI * share)) / 2;

/** Begins with the whole picture and comes nearer. */
export function approach(nearest: View, easing: Easing): (phase: number) => View {
  return (phase) => between(WHOLE, nearest, easing(phase));
}

/** Ends with the whole picture. */
export function retreat(nearest: View): (phase: number) => View {
  return (phase) => between(nearest, WHOLE, there(phase));
}

/** A zoom grows by factors: even steps of it would seem to slow down. */
function between(from: View, to: View, share: number): View {
  const zoom = from.zoom * (to.zoom / from.zoom) ** share;
  // The centre moves with what is hidden, so that the picture's edge never comes into the frame.
  const hidden = (1 - 1 / zoom) / (1 - 1 / LARGEST_ZOOM);
  const near = to.zoom > from.zoom ? to : from;
  return {
    zoom,
    centreX: 0.5 + (near.centreX - 0.5) * hidden,
    centreY: 0.5 + (near.centreY - 0.5) * hidden,
  };
}
