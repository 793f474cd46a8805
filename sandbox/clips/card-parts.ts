import type { SKRSContext2D } from '@napi-rs/canvas';
import type { ClipSpec } from './clip-spec.ts';
import { TURN } from './painter.ts';
import { hsl } from './palette.ts';
import { drawLine, lineWidth } from './text-layout.ts';

/** Where things stand, pixels. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  /** About a hundredth of the shorter side; a little more where the other side is much longer. */
  readonly unit: number;
  readonly margin: number;
  /** Baseline of the footer. */
  readonly footerY: number;
  readonly timelineY: number;
}

export function layOut({ width, height }: ClipSpec): Frame {
  const unit = (0.6 * Math.min(width, height) + 0.4 * Math.sqrt(width * height)) / 100;
  const margin = unit * 8;
  const footerY = height - margin * 0.85;
  return { width, height, unit, margin, footerY, timelineY: footerY - unit * 6.2 };
}

/** The mark of the sandbox, so that nobody takes its pictures for a model's. */
export function paintHeading(context: SKRSContext2D, { unit, margin }: Frame, accentHue: number): void {
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

/** A prompt may hold line breaks and characters that draw nothing or turn the line around. */
export function readable(prompt: string): string {
  return prompt
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** What made the clip, and with which options. */
export function paintFooter(context: SKRSContext2D, spec: ClipSpec, frame: Frame, accentHue: number): void {
  const { unit, margin, footerY } = frame;
  const size = unit * 3.3;
  context.fillStyle = '#ffffff';
  drawLine(context, spec.model, margin, footerY, size, 'bold');
  const options = `${spec.aspectRatio}  ·  ${spec.durationSeconds} s`;
  context.fillStyle = hsl(accentHue, 70, 86);
  const width = lineWidth(context, options, size, 'normal');
  drawLine(context, options, frame.width - margin - width, footerY, size, 'normal');
}
