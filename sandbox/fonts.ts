import { createRequire } from 'node:module';
import { GlobalFonts } from '@napi-rs/canvas';

/**
 * The typefaces of every picture that the sandbox draws, from npm packages and registered by path. Where a machine has
 * no fonts installed, a canvas draws no text at all and reports nothing; so the system's fonts are never relied upon.
 */

const TEXT_FAMILY = 'Raybot Sans';
const EMOJI_FAMILY = 'Raybot Emoji';

const FILES: readonly (readonly [file: string, family: string])[] = [
  ['dejavu-fonts-ttf/ttf/DejaVuSans.ttf', TEXT_FAMILY],
  ['dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf', TEXT_FAMILY],
  ['twemoji-colr-font/twemoji.woff2', EMOJI_FAMILY],
];

let registered = false;

/** @throws {Error} when a font file is missing or cannot be read: better than pictures without text */
export function registerFonts(): void {
  if (registered) return;
  const require = createRequire(import.meta.url);
  for (const [file, family] of FILES) {
    if (!GlobalFonts.registerFromPath(require.resolve(file), family)) throw new Error(`cannot load the font ${file}`);
  }
  registered = true;
}

export type FontWeight = 'normal' | 'bold';

/** CSS font value for a run of text; `sizePx` in canvas pixels. */
export function textFont(sizePx: number, weight: FontWeight): string {
  return `${weight} ${sizePx}px "${TEXT_FAMILY}", "${EMOJI_FAMILY}"`;
}

/** CSS font value for a run of emoji. The file has one weight; a bold one would be smeared. */
export function emojiFont(sizePx: number): string {
  return `normal ${sizePx}px "${EMOJI_FAMILY}", "${TEXT_FAMILY}"`;
}

export interface TextRun {
  readonly text: string;
  readonly isEmoji: boolean;
}

const EMOJI = /^\p{RGI_Emoji}$/v;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The text as a reader counts characters: a flag or a family emoji is one. */
export function splitGraphemes(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/**
 * Splits text where the typeface has to change. A font list alone is not enough: the text font has black-and-white
 * glyphs for ❤️ and ☀️ and would win, and the emoji font has empty ones for digits.
 */
export function splitRuns(text: string): TextRun[] {
  const runs: { text: string; isEmoji: boolean }[] = [];
  for (const grapheme of splitGraphemes(text)) {
    const isEmoji = EMOJI.test(grapheme);
    const last = runs.at(-1);
    if (last?.isEmoji === isEmoji) last.text += grapheme;
    else runs.push({ text: grapheme, isEmoji });
  }
  return runs;
}
