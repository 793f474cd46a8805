import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { createBackdrop } from './backdrop.ts';
import type { ClipSpec } from './clip-spec.ts';
import { type Painter, TURN } from './painter.ts';
import { hsl, paletteFor } from './palette.ts';
import { drawLine, fitText, lineWidth } from './text-layout.ts';

/** Where things stand, pixels. */
interface Frame {
  readonly width: number;
  readonly height: number;
  /** About a hundredth of the shorter side; a little more where the other side is much longer. */
  readonly unit: number;
  readonly margin: number;
  /** Baseline of the footer. */
  readonly footerY: number;
  readonly timelineY: number;
}

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

function layOut({ width, height }: ClipSpec): Frame {
  const unit = (0.6 * Math.min(width, height) + 0.4 * Math.sqrt(width * height)) / 100;
  const margin = unit * 8;
  const footerY = height - margin * 0.85;
  return { width, height, unit, margin, footerY, timelineY: footerY - unit * 6.2 };
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

function paintHeading(context: SKRSContext2D, { unit, margin }: Frame, accentHue: number): void {
  const y = margin + unit * 1.4;
  context.fillStyle = hsl(accentHue, 95, 76);
  context.beginPath();
  context.arc(margin + unit * 0.9, y - unit * 0.95, unit * 0.9, 0, TURN);
  context.fill();
  context.fillStyle = 'rgba(255, 255, 255, 0.72)';
  context.letterSpacing = `${unit * 0.42}px`;
  drawLine(context, 'RAYBOT SANDBOX', margin + unit * 3.4, y, unit * 2.5, 'bold');
  context.letterSpacing = '0px';
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

/** A prompt may hold line breaks and characters that draw nothing or turn the line around. */
function readable(prompt: string): string {
  return prompt
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function paintFooter(context: SKRSContext2D, spec: ClipSpec, frame: Frame, accentHue: number): void {
  const { unit, margin, footerY } = frame;
  const size = unit * 3.3;
  context.fillStyle = '#ffffff';
  drawLine(context, spec.model, margin, footerY, size, 'bold');
  const options = `${spec.aspectRatio}  ·  ${spec.durationSeconds} s`;
  context.fillStyle = hsl(accentHue, 70, 86);
  const width = lineWidth(context, options, size, 'normal');
  drawLine(context, options, frame.width - margin - width, footerY, size, 'normal');
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
