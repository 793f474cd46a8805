import { type Painter, type Size, TURN } from './painter.ts';
import { hsl, type Palette } from './palette.ts';

/** A few thin circles that wander slowly and breathe. */
export function rings({ width, height }: Size, { lightHues, random }: Palette): Painter {
  const short = Math.min(width, height);
  const circles = lightHues.map((hue, index) => ({
    hue,
    x: width * (0.35 + 0.6 * random()),
    y: height * (0.08 + 0.84 * random()),
    radius: short * (0.1 + 0.32 * random()),
    start: random(),
    turns: index % 2 === 0 ? 1 : -1,
  }));
  return (context, phase) => {
    context.lineWidth = short / 420;
    for (const circle of circles) {
      const angle = TURN * (circle.start + phase * circle.turns);
      context.strokeStyle = hsl(circle.hue, 80, 78, 0.26);
      context.beginPath();
      context.arc(
        circle.x + short * 0.06 * Math.cos(angle),
        circle.y + short * 0.06 * Math.sin(angle),
        circle.radius * (1 + 0.05 * Math.sin(angle)),
        0,
        TURN,
      );
      context.stroke();
    }
  };
}

/** Bright specks that rise through the picture and twinkle. */
export function dust({ width, height }: Size, { lightHues, accentHue, random }: Palette): Painter {
  const short = Math.min(width, height);
  const specks = Array.from({ length: 46 }, (_, index) => ({
    hue: lightHues[index % lightHues.length] ?? accentHue,
    x: random() * width,
    start: random(),
    drift: short * 0.05 * (random() - 0.5),
    radius: short * (0.0012 + 0.0042 * random() ** 3),
    brightness: 0.35 + 0.6 * random(),
    twinkles: 1 + Math.floor(random() * 3),
    turns: random() < 0.25 ? 1 : 0,
    sway: 0.02 + 0.05 * random(),
  }));
  return (context, phase) => {
    for (const speck of specks) {
      const wave = Math.sin(TURN * (speck.start + phase));
      const risen = (speck.start * 7 + phase * speck.turns + speck.sway * wave) % 1;
      const twinkle = 0.55 + 0.45 * Math.sin(TURN * (speck.start + phase * speck.twinkles));
      context.fillStyle = hsl(speck.hue, 90, 88, speck.brightness * twinkle);
      context.beginPath();
      context.arc(speck.x + speck.drift * wave, height * (1.04 - 1.08 * ((risen + 1) % 1)), speck.radius, 0, TURN);
      context.fill();
    }
  };
}
