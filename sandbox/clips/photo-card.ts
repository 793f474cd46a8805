import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { createBackdrop } from './backdrop.ts';
import { type Frame, layOut, paintFooter, paintHeading, readable } from './card-parts.ts';
import type { ClipPicture, ClipSpec } from './clip-spec.ts';
import type { Painter, Size } from './painter.ts';
import { type Palette, paletteFor } from './palette.ts';
import { loadPicture } from './picture.ts';
import { approach, LARGEST_ZOOM, retreat, there, thereAndBack, type View, viewTowards } from './slow-zoom.ts';
import { drawLine, fitText, type TextBlock } from './text-layout.ts';

/** When the second picture begins to show, and when nothing else does. */
const FADE_STARTS = 0.36;
const FADE_ENDS = 0.7;

/**
 * A clip of pictures: the first fills the frame and comes slowly nearer; where there is a last one, it is faded over and
 * comes to rest as a whole. The prompt stands small below. Needs the fonts to be registered.
 * @throws {PictureError} when a picture cannot be shown
 */
export async function createPhotoCard(spec: ClipSpec): Promise<Painter> {
  const palette = paletteFor(spec.prompt);
  const paintFirst = await firstLayer(spec, palette);
  const paintLast = spec.endImage ? await createSlide(spec.endImage, spec, retreat(viewTowards(palette.random))) : null;
  const caption = captionLayer(spec, layOut(spec), palette.accentHue);
  return (context, phase) => {
    const last = paintLast ? fade(phase) : 0;
    if (last < 1) paintFirst(context, phase);
    if (paintLast && last > 0) {
      context.globalAlpha = last;
      paintLast(context, phase);
      context.globalAlpha = 1;
    }
    context.drawImage(caption, 0, 0);
  };
}

async function firstLayer(spec: ClipSpec, palette: Palette): Promise<Painter> {
  if (!spec.startImage) return createBackdrop(spec, palette);
  const easing = spec.loop && !spec.endImage ? thereAndBack : there;
  return createSlide(spec.startImage, spec, approach(viewTowards(palette.random), easing));
}

/** Paints one picture over the whole frame, as `viewAt` says for each moment. */
async function createSlide(picture: ClipPicture, size: Size, viewAt: (phase: number) => View): Promise<Painter> {
  // As many pixels as the nearest view shows, so that nothing is ever enlarged.
  const pixels = {
    width: Math.ceil(size.width * LARGEST_ZOOM),
    height: Math.ceil(size.height * LARGEST_ZOOM),
  };
  const image = await loadPicture(picture, pixels);
  return (context, phase) => paintView(context, image, size, viewAt(phase));
}

/** Between pixels too: a picture that moves by whole ones trembles. */
function paintView(context: SKRSContext2D, image: Canvas, { width, height }: Size, view: View): void {
  context.save();
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.translate(width / 2, height / 2);
  context.scale((width / image.width) * view.zoom, (height / image.height) * view.zoom);
  context.drawImage(image, -view.centreX * image.width, -view.centreY * image.height);
  context.restore();
}

function fade(phase: number): number {
  const share = Math.min(1, Math.max(0, (phase - FADE_STARTS) / (FADE_ENDS - FADE_STARTS)));
  return there(share);
}

/** All that stands still, drawn once: shade, mark, prompt, model and options. */
function captionLayer(spec: ClipSpec, frame: Frame, accentHue: number): Canvas {
  const layer = createCanvas(frame.width, frame.height);
  const context = layer.getContext('2d');
  const { unit } = frame;
  const block = fitText(context, `“${readable(spec.prompt)}`, '”', {
    widthPx: frame.width - frame.margin * 2,
    heightPx: unit * 12,
    largestPx: unit * 3.9,
    smallestPx: unit * 3.1,
  });
  const lastY = frame.footerY - unit * 6.4;
  paintCornerShade(context, frame);
  paintFootShade(context, frame, lastY - block.lines.length * block.lineHeightPx);
  paintHeading(context, frame, accentHue);
  paintPrompt(context, block, frame.margin, lastY);
  paintFooter(context, spec, frame, accentHue);
  return layer;
}

/** Behind the mark, and no larger than it needs: the picture is what the clip is about. */
function paintCornerShade(context: SKRSContext2D, { unit }: Frame): void {
  const [reachX, reachY] = [unit * 80, unit * 24];
  context.save();
  context.scale(1, reachY / reachX);
  const shade = context.createRadialGradient(0, 0, 0, 0, 0, reachX);
  shade.addColorStop(0, 'rgba(4, 4, 16, 0.62)');
  shade.addColorStop(0.6, 'rgba(4, 4, 16, 0.34)');
  shade.addColorStop(1, 'rgba(4, 4, 16, 0)');
  context.fillStyle = shade;
  context.fillRect(0, 0, reachX, reachX);
  context.restore();
}

/** Dark enough for white letters over a white picture, and only from a little above the words on. */
function paintFootShade(context: SKRSContext2D, { width, height, unit }: Frame, wordsTop: number): void {
  const top = wordsTop - unit * 12;
  const shade = context.createLinearGradient(0, top, 0, height);
  shade.addColorStop(0, 'rgba(4, 4, 16, 0)');
  shade.addColorStop((wordsTop - top) / (height - top), 'rgba(4, 4, 16, 0.4)');
  shade.addColorStop(1, 'rgba(4, 4, 16, 0.7)');
  context.fillStyle = shade;
  context.fillRect(0, top, width, height - top);
}

function paintPrompt(context: SKRSContext2D, block: TextBlock, left: number, lastY: number): void {
  context.fillStyle = '#ffffff';
  context.shadowColor = 'rgba(0, 0, 10, 0.7)';
  context.shadowBlur = block.sizePx * 0.4;
  block.lines.forEach((line, index) => {
    const y = lastY - (block.lines.length - 1 - index) * block.lineHeightPx;
    drawLine(context, line, left, y, block.sizePx, 'bold');
  });
  context.shadowColor = 'transparent';
}
