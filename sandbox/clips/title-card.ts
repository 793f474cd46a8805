import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { createBackdrop } from './backdrop.ts';
import { type Frame, layOut, paintFooter, paintHeading, readable } from './card-parts.ts';
import type { ClipSpec } from './clip-spec.ts';
import { type Painter, TURN } from './painter.ts';
import { hsl, paletteFor } from './palette.ts';
import { drawLine, fitText } from './text-layout.ts';

/**
 * One clip's picture: the prompt in quotes over a moving sky, model and options below a line that shows the time. Needs
 * the fonts to be registered.
 */
export function createTitleCard(spec: ClipSpec): Painter {
  const palette = paletteFor(spec.prompt);
  const frame = layOut(spec);
  const paintBackdrop = createBackdrop(spec, palette);
  const text = textLayer(spec, frame, palette.accentHue);
  return (context, phase) => {
    paintBackdrop(context, phase);
    paintShade(context, frame);
    context.drawImage(text, 0, 0);
    paintTimeline(context, frame, phase, palette.accentHue);
  };
}

/** Darkens the side where the words stand, so that they can be read over any light. */
function paintShade(context: SKRSContext2D, { width, height }: Frame): void {
  const side = context.createLinearGradient(0, 0, width, 0);
  side.addColorStop(0, 'rgba(4, 4, 16, 0.36)');
  side.addColorStop(1, 'rgba(4, 4, 16, 0)');
  context.fillStyle = side;
  context.fillRect(0, 0, width, height);
  const foot = context.createLinearGradient(0, height * 0.62, 0, height);
  foot.addColorStop(0, 'rgba(4, 4, 16, 0)');
  foot.addColorStop(1, 'rgba(4, 4, 16, 0.55)');
  context.fillStyle = foot;
  context.fillRect(0, height * 0.62, width, height * 0.38);
}

/** Everything that stands still is drawn once. */
function textLayer(spec: ClipSpec, frame: Frame, accentHue: number): Canvas {
  const layer = createCanvas(frame.width, frame.height);
  const context = layer.getContext('2d');
  paintHeading(context, frame, accentHue);
  paintTitle(context, spec.prompt, frame);
  paintFooter(context, spec, frame, accentHue);
  return layer;
}

function paintTitle(context: SKRSContext2D, prompt: string, frame: Frame): void {
  const { unit, margin } = frame;
  const top = margin + unit * 6;
  const bottom = frame.timelineY - unit * 5;
  const words = readable(prompt);
  const block = fitText(context, `“${words}`, '”', {
    widthPx: frame.width - margin * 2,
    heightPx: bottom - top,
    // A few words may be very large; a sentence that fills the picture is tiring.
    largestPx: unit * Math.max(10.5, 17 - words.length / 5),
    smallestPx: unit * 2.6,
  });
  const height = block.lines.length * block.lineHeightPx;
  const firstY = top + (bottom - top - height) / 2 + block.sizePx * 0.98;
  context.fillStyle = '#ffffff';
  context.shadowColor = 'rgba(0, 0, 10, 0.55)';
  context.shadowBlur = block.sizePx * 0.35;
  context.shadowOffsetY = block.sizePx * 0.05;
  block.lines.forEach((line, index) => {
    drawLine(context, line, margin, firstY + index * block.lineHeightPx, block.sizePx, 'bold');
  });
  context.shadowColor = 'transparent';
}

function paintTimeline(context: SKRSContext2D, frame: Frame, phase: number, accentHue: number): void {
  const { unit, margin, timelineY } = frame;
  const length = frame.width - margin * 2;
  const head = margin + length * phase;
  context.lineCap = 'round';
  context.lineWidth = unit * 0.55;
  strokeFrom(context, margin, margin + length, timelineY, 'rgba(255, 255, 255, 0.2)');
  strokeFrom(context, margin, head, timelineY, hsl(accentHue, 95, 76));
  context.fillStyle = '#ffffff';
  context.beginPath();
  context.arc(head, timelineY, unit * 0.95, 0, TURN);
  context.fill();
}

function strokeFrom(context: SKRSContext2D, left: number, right: number, y: number, colour: string): void {
  context.strokeStyle = colour;
  context.beginPath();
  context.moveTo(left, y);
  context.lineTo(right, y);
  context.stroke();
}
