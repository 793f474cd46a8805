import type { SKRSContext2D } from '@napi-rs/canvas';
import { emojiFont, type FontWeight, splitGraphemes, splitRuns, textFont } from '../fonts.ts';

/** Text broken into lines that fit a box. */
export interface TextBlock {
  readonly lines: readonly string[];
  readonly sizePx: number;
  readonly lineHeightPx: number;
}

export interface TextBox {
  readonly widthPx: number;
  readonly heightPx: number;
  /** The size is chosen between these: the largest with which everything fits. */
  readonly largestPx: number;
  readonly smallestPx: number;
}

const LINE_HEIGHT = 1.24;
const ELLIPSIS = '…';
/** Each size that is tried is this much smaller than the one before. */
const SHRINK = 0.96;
/** Letters may become this much smaller before a long word is broken. */
const UNBROKEN_SHARE = 0.5;

/** Draws one line that may mix letters and emoji; `x` is its left end, `y` the baseline. */
export function drawLine(
  context: SKRSContext2D,
  text: string,
  x: number,
  y: number,
  sizePx: number,
  weight: FontWeight,
): void {
  let left = x;
  for (const run of splitRuns(text)) {
    context.font = run.isEmoji ? emojiFont(sizePx) : textFont(sizePx, weight);
    context.fillText(run.text, left, y);
    left += context.measureText(run.text).width;
  }
}

/** Width of a line as {@link drawLine} draws it, pixels. */
export function lineWidth(context: SKRSContext2D, text: string, sizePx: number, weight: FontWeight): number {
  return splitRuns(text).reduce((width, run) => {
    context.font = run.isEmoji ? emojiFont(sizePx) : textFont(sizePx, weight);
    return width + context.measureText(run.text).width;
  }, 0);
}

/**
 * Breaks bold text into lines, as large as the box allows. What does not fit even at the smallest size is cut, and
 * `closing` (a closing quote, say) follows the ellipsis.
 */
export function fitText(context: SKRSContext2D, text: string, closing: string, box: TextBox): TextBlock {
  const ruler = createRuler(context);
  const words = (text + closing).split(' ');
  const widestWord = Math.max(...words.map(ruler));
  for (let sizePx = box.largestPx; sizePx > box.smallestPx; sizePx *= SHRINK) {
    const width = box.widthPx / sizePx;
    if (widestWord > width && sizePx > box.largestPx * UNBROKEN_SHARE) continue;
    const lines = wrap(ruler, words, width);
    if (lines.length * LINE_HEIGHT * sizePx <= box.heightPx)
      return block(balance(ruler, words, lines, width, widestWord), sizePx);
  }
  const width = box.widthPx / box.smallestPx;
  const room = Math.max(1, Math.floor(box.heightPx / (box.smallestPx * LINE_HEIGHT)));
  return block(cut(ruler, wrap(ruler, words, width), room, closing, width), box.smallestPx);
}

function block(lines: readonly string[], sizePx: number): TextBlock {
  return { lines, sizePx, lineHeightPx: sizePx * LINE_HEIGHT };
}

/** Width of bold text in ems, that is at a size of one pixel. */
type Ruler = (text: string) => number;

/** Each word is measured once, at a size where rounding does not matter: a long prompt is laid out dozens of times. */
function createRuler(context: SKRSContext2D): Ruler {
  const known = new Map<string, number>();
  return (text) => {
    const width = known.get(text) ?? lineWidth(context, text, 100, 'bold') / 100;
    known.set(text, width);
    return width;
  };
}

function wrap(ruler: Ruler, words: readonly string[], width: number): string[] {
  const space = ruler(' ');
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of words.flatMap((whole) => breakWord(ruler, whole, width))) {
    const needed = ruler(word);
    if (line === '') {
      line = word;
      used = needed;
    } else if (used + space + needed <= width) {
      line += ` ${word}`;
      used += space + needed;
    } else {
      lines.push(line);
      line = word;
      used = needed;
    }
  }
  return [...lines, line];
}

/** Pieces of a word that is wider than a line; most words are one piece. */
function breakWord(ruler: Ruler, word: string, width: number): string[] {
  if (ruler(word) <= width) return [word];
  const pieces: string[] = [];
  let piece = '';
  for (const grapheme of splitGraphemes(word)) {
    if (piece !== '' && ruler(piece + grapheme) > width) {
      pieces.push(piece);
      piece = '';
    }
    piece += grapheme;
  }
  return [...pieces, piece];
}

/** Narrows the lines until they would become more: lines of about one length read better than a last lonely word. */
function balance(
  ruler: Ruler,
  words: readonly string[],
  lines: readonly string[],
  width: number,
  widestWord: number,
): readonly string[] {
  let balanced = lines;
  for (let narrow = width * 0.98; narrow > widestWord; narrow *= 0.98) {
    const narrower = wrap(ruler, words, narrow);
    if (narrower.length > lines.length) break;
    balanced = narrower;
  }
  return balanced;
}

/** The first `room` lines, the last of them shortened until the ellipsis and `closing` fit. */
function cut(ruler: Ruler, lines: readonly string[], room: number, closing: string, width: number): readonly string[] {
  if (lines.length <= room) return lines;
  const last = splitGraphemes(lines[room - 1] ?? '');
  const ended = () => `${last.join('').trimEnd()}${ELLIPSIS}${closing}`;
  while (last.length > 0 && ruler(ended()) > width) last.pop();
  return [...lines.slice(0, room - 1), ended()];
}
