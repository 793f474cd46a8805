import type { Random } from '../seeded-random.ts';

/** Smooth noise without period, from 0 to 1; neighbouring points have neighbouring values. */
export type Noise = (x: number, y: number) => number;

const TABLE_SIZE = 256;
const MASK = TABLE_SIZE - 1;

/** Value noise of several octaves, each twice as fine and `persistence` times as strong as the one before. */
export function createNoise(random: Random, octaves: number, persistence = 0.5): Noise {
  const values = Float64Array.from({ length: TABLE_SIZE }, random);
  const order = Uint8Array.from({ length: TABLE_SIZE }, () => random() * TABLE_SIZE);
  const lattice = (x: number, y: number) => values[((order[y & MASK] ?? 0) + x) & MASK] ?? 0;
  const smooth = (x: number, y: number): number => {
    const left = Math.floor(x);
    const top = Math.floor(y);
    const across = ease(x - left);
    const down = ease(y - top);
    const above = mix(lattice(left, top), lattice(left + 1, top), across);
    const below = mix(lattice(left, top + 1), lattice(left + 1, top + 1), across);
    return mix(above, below, down);
  };
  return (x, y) => {
    let sum = 0;
    let total = 0;
    let strength = 1;
    let scale = 1;
    for (let octave = 0; octave < octaves; octave++) {
      sum += strength * smooth(x * scale + octave * 37.3, y * scale + octave * 11.7);
      total += strength;
      strength *= persistence;
      scale *= 2;
    }
    return sum / total;
  };
}

export function mix(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}

function ease(share: number): number {
  return share * share * (3 - 2 * share);
}
