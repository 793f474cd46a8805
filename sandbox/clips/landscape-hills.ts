import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Random } from '../seeded-random.ts';
import { blend, type Colour, type Scene, toCss } from './landscape-light.ts';
import { createNoise } from './value-noise.ts';

const RIDGES = 5;

/** Hills behind hills: each nearer one is lower, darker and rougher, and mist lies at its foot. */
export function paintHills(context: SKRSContext2D, scene: Scene): void {
  const { width, waterY, light, random } = scene;
  for (let index = 0; index < RIDGES; index++) {
    const near = index / (RIDGES - 1);
    const colour = blend(light.haze, light.near, near ** 1.25 * 0.9);
    const height = waterY * (0.4 - 0.27 * near);
    const crest = ridge(random, 1.6 + 2.2 * near, 6);
    const topAt = (x: number) => waterY - height * crest(x / width);
    const fill = context.createLinearGradient(0, waterY - height, 0, waterY);
    fill.addColorStop(0, toCss(blend(colour, light.near, 0.1)));
    fill.addColorStop(1, toCss(blend(colour, light.haze, 0.5 * (1 - near) + 0.12)));
    context.fillStyle = fill;
    fillBelow(context, topAt, width, waterY);
    if (near > 0.45) paintForest(context, scene, topAt, near, blend(colour, light.near, 0.25));
  }
}

/** Height of a crest by the place along it, both from 0 to 1. */
function ridge(random: Random, frequency: number, octaves: number): (along: number) => number {
  const noise = createNoise(random, octaves, 0.46);
  const start = random() * 60;
  return (along) => Math.min(1, Math.max(0.06, (noise(start + along * frequency, start) - 0.2) * 1.6));
}

function fillBelow(context: SKRSContext2D, topAt: (x: number) => number, width: number, bottom: number): void {
  context.beginPath();
  context.moveTo(0, bottom);
  for (let x = 0; x <= width; x += 2) context.lineTo(x, topAt(x));
  context.lineTo(width, topAt(width));
  context.lineTo(width, bottom);
  context.closePath();
  context.fill();
}

const FOREST_ROWS = 7;

/** Firs from the crest down the slope, darker towards the foot, larger on nearer hills. */
function paintForest(
  context: SKRSContext2D,
  { width, height, light, random }: Scene,
  topAt: (x: number) => number,
  near: number,
  colour: Colour,
): void {
  const tall = height * (0.007 + 0.017 * near ** 2);
  const clumps = createNoise(random, 4);
  for (let row = 0; row < FOREST_ROWS; row++) {
    context.fillStyle = toCss(blend(colour, light.near, (row / FOREST_ROWS) * 0.55), 0.85);
    for (let x = 0; x < width; x += tall * (0.22 + 0.1 * random())) {
      if (clumps((x / width) * 11, row * 0.6) < 0.42 - 0.02 * row) continue;
      const foot = topAt(x) + tall * (0.12 + row * 0.62 + 0.3 * random());
      paintFir(context, x, foot, tall * (0.5 + 0.7 * random()), random);
    }
  }
}

/** A tree of ragged tiers, its foot at (x, y). */
function paintFir(context: SKRSContext2D, x: number, y: number, tall: number, random: Random): void {
  const tiers = tall > 60 ? 26 : 4;
  const slim = 0.13 + 0.04 * random();
  context.beginPath();
  context.moveTo(x, y - tall);
  for (const [half, at] of branches(tiers, tall * slim, random)) context.lineTo(x + half, y - tall + tall * at);
  for (const [half, at] of branches(tiers, tall * slim, random).reverse())
    context.lineTo(x - half, y - tall + tall * at);
  context.closePath();
  context.fill();
}

/** The outline of one side from the top down: tip and root of each branch, as its reach and the share of the height. */
function branches(tiers: number, widest: number, random: Random): [reach: number, at: number][] {
  return Array.from({ length: tiers }, (_, tier): [number, number][] => {
    const share = (tier + 1) / tiers;
    const reach = widest * share ** 0.8 * (0.62 + 0.5 * random());
    return [
      [reach, share + (0.5 * random()) / tiers],
      [reach * (0.3 + 0.25 * random()), share - 0.15 / tiers],
    ];
  }).flat();
}

/** The bank on which the photographer stands: a dark slope with grass, and some trees at one side. */
export function paintShore(context: SKRSContext2D, { width, height, sunX, light, random }: Scene): void {
  const noise = createNoise(random, 5);
  const left = sunX > width / 2;
  const topAt = (x: number) => {
    const inland = left ? 1 - x / width : x / width;
    return height * (1.035 - 0.17 * inland ** 2.2 - 0.05 * noise((x / width) * 4, 2));
  };
  const dark = blend(light.near, [0, 0, 0], 0.45);
  context.fillStyle = toCss(dark);
  fillBelow(context, topAt, width, height + 2);
  paintGrass(context, { width, height, random }, topAt, dark);
  for (let count = 0; count < 9; count++) {
    const along = (0.02 + 0.24 * random()) * width;
    const x = left ? along : width - along;
    paintFir(context, x, topAt(x) + height * 0.02, height * (0.14 + 0.36 * random() ** 1.5), random);
  }
}

function paintGrass(
  context: SKRSContext2D,
  { width, height, random }: Pick<Scene, 'width' | 'height' | 'random'>,
  topAt: (x: number) => number,
  colour: Colour,
): void {
  context.strokeStyle = toCss(colour);
  context.lineCap = 'round';
  for (let x = 0; x < width; x += width / 900) {
    const tall = height * (0.006 + 0.03 * random() ** 3);
    const y = topAt(x) + 2;
    context.lineWidth = Math.max(0.7, height * 0.0012);
    context.beginPath();
    context.moveTo(x, y);
    context.quadraticCurveTo(x, y - tall * 0.6, x + tall * (random() - 0.4) * 0.7, y - tall);
    context.stroke();
  }
}
