import type { SKRSContext2D } from '@napi-rs/canvas';
import { type Painter, type Size, TURN } from './painter.ts';
import { hsl, type Palette } from './palette.ts';

/** The soft part of the picture: a dark gradient with drifting lights and rays from above. */
export function createSky(size: Size, palette: Palette): Painter {
  const paintLights = lights(size, palette);
  const paintRays = rays(size, palette);
  return (context, phase) => {
    context.globalCompositeOperation = 'source-over';
    paintNight(context, size, palette);
    context.globalCompositeOperation = 'screen';
    paintLights(context, phase);
    paintRays(context, phase);
  };
}

function paintNight(context: SKRSContext2D, { width, height }: Size, { night }: Palette): void {
  const gradient = context.createLinearGradient(0, 0, width, height);
  gradient.addColorStop(0, night[0]);
  gradient.addColorStop(1, night[1]);
  context.fillStyle = gradient;
  context.fillRect(0, 0, width, height);
}

/** Large soft lights, one per hue, each on a slow closed path of its own. */
function lights({ width, height }: Size, { lightHues, random }: Palette): Painter {
  const long = Math.max(width, height);
  const paths = lightHues.map((hue, index) => ({
    hue,
    centreX: (0.2 + 0.6 * ((index + random()) / lightHues.length)) * width,
    centreY: (0.15 + 0.7 * random()) * height,
    swayX: (0.1 + 0.12 * random()) * width,
    swayY: (0.1 + 0.12 * random()) * height,
    start: random(),
    turns: index % 2 === 0 ? 1 : -1,
    radius: (0.34 + 0.16 * random()) * long,
  }));
  return (context, phase) => {
    for (const path of paths) {
      const angle = TURN * (path.start + phase * path.turns);
      const x = path.centreX + path.swayX * Math.cos(angle);
      const y = path.centreY + path.swayY * Math.sin(angle);
      paintGlow(context, x, y, path.radius, path.hue, 0.78);
    }
  };
}

function paintGlow(context: SKRSContext2D, x: number, y: number, radius: number, hue: number, strength: number): void {
  const glow = context.createRadialGradient(x, y, 0, x, y, radius);
  glow.addColorStop(0, hsl(hue, 92, 56, strength));
  glow.addColorStop(0.4, hsl(hue, 90, 46, strength * 0.46));
  glow.addColorStop(0.75, hsl(hue, 88, 42, strength * 0.1));
  glow.addColorStop(1, hsl(hue, 88, 40, 0));
  context.fillStyle = glow;
  context.fillRect(x - radius, y - radius, radius * 2, radius * 2);
}

/** Each beam is laid over itself, narrower each time, which gives it a soft edge. */
const BEAM_LAYERS = [1, 0.72, 0.46, 0.22];

/** Beams from above the top right corner, swaying a little against each other. */
function rays({ width, height }: Size, { accentHue, random }: Palette): Painter {
  const reach = Math.hypot(width, height) * 1.2;
  const source = { x: width * (0.78 + 0.14 * random()), y: -height * 0.16 };
  const beams = Array.from({ length: 8 }, (_, index) => ({
    direction: Math.PI * (0.47 + 0.07 * index) + 0.08 * random(),
    spread: 0.025 + 0.055 * random(),
    sway: 0.03 + 0.05 * random(),
    start: random(),
    strength: 0.05 + 0.06 * random(),
  }));
  return (context, phase) => {
    for (const beam of beams) {
      const wave = Math.sin(TURN * (beam.start + phase));
      const direction = beam.direction + beam.sway * wave;
      const light = context.createRadialGradient(source.x, source.y, 0, source.x, source.y, reach);
      light.addColorStop(0, hsl(accentHue, 90, 80, beam.strength * (1 + 0.5 * wave)));
      light.addColorStop(1, hsl(accentHue, 90, 70, 0));
      context.fillStyle = light;
      for (const part of BEAM_LAYERS) paintFan(context, source, reach, direction, beam.spread * part);
    }
  };
}

function paintFan(
  context: SKRSContext2D,
  source: { readonly x: number; readonly y: number },
  reach: number,
  direction: number,
  spread: number,
): void {
  context.beginPath();
  context.moveTo(source.x, source.y);
  context.arc(source.x, source.y, reach, direction - spread, direction + spread);
  context.closePath();
  context.fill();
}
