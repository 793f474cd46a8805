import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import type { Random } from '../seeded-random.ts';
import type { Painter, Size } from './painter.ts';
import type { Palette } from './palette.ts';
import { createSky } from './sky.ts';
import { dust, rings } from './sparkle.ts';

/** Soft light needs no sharp pixels: it is painted this much smaller and enlarged, a sixteenth of the work. */
const SOFT_SCALE = 4;

/** Paints a moving background over the whole canvas. */
export function createBackdrop(size: Size, palette: Palette): Painter {
  const soft = { width: Math.ceil(size.width / SOFT_SCALE), height: Math.ceil(size.height / SOFT_SCALE) };
  const softCanvas = createCanvas(soft.width, soft.height);
  const softContext = softCanvas.getContext('2d');
  const paintSky = createSky(soft, palette);
  const paintRings = rings(size, palette);
  const paintDust = dust(size, palette);
  const grain = grainTile(palette.random);

  return (context, phase) => {
    paintSky(softContext, phase);
    context.globalCompositeOperation = 'source-over';
    context.drawImage(softCanvas, 0, 0, size.width, size.height);
    context.globalCompositeOperation = 'screen';
    paintRings(context, phase);
    paintDust(context, phase);
    context.globalCompositeOperation = 'soft-light';
    paintGrain(context, size, grain);
    context.globalCompositeOperation = 'source-over';
  };
}

const GRAIN_SIZE = 256;

/** Faint noise that does not move: it hides the steps that 8 bits leave in a slow gradient. */
function grainTile(random: Random): Canvas {
  const tile = createCanvas(GRAIN_SIZE, GRAIN_SIZE);
  const context = tile.getContext('2d');
  const image = context.createImageData(GRAIN_SIZE, GRAIN_SIZE);
  for (let offset = 0; offset < image.data.length; offset += 4) {
    image.data.fill(255, offset, offset + 3);
    image.data[offset + 3] = Math.floor(random() * 14);
  }
  context.putImageData(image, 0, 0);
  return tile;
}

function paintGrain(context: SKRSContext2D, { width, height }: Size, grain: Canvas): void {
  for (let y = 0; y < height; y += GRAIN_SIZE) {
    for (let x = 0; x < width; x += GRAIN_SIZE) context.drawImage(grain, x, y);
  }
}
