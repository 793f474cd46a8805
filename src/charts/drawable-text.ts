import type { Font } from './font.ts';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Characters that show nothing, or change how their neighbours are shown: controls, directions, variations. */
const unseen = /[\p{C}\p{Variation_Selector}]/gu;
const blanks = /[\p{Z}\t\n\v\f\r\u{2800}\u{3164}\u{115F}\u{1160}\u{FFA0}]+/gu;
const pictograph = /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator})/u;
const mark = /^\p{M}$/u;
/** More would run into the lines above and below. */
const maxMarks = 2;
const ellipsis = '…';

/**
 * A text as this font can draw it. Ornamental letters (`Ⓑ`) become plain ones where it lacks them; pictographs that it does
 * not have are left out, and other letters become an ellipsis, several in a row one. Nothing without a glyph is left: a single
 * such character may take the whole text's typeface away (https://github.com/linebender/resvg/issues/589).
 * @returns an empty text where nothing is left to see
 */
export function drawableText(text: string, font: Font): string {
  const plain = text.toWellFormed().normalize('NFC').replace(blanks, ' ').replace(unseen, '');
  const shown = Array.from(graphemes.segment(plain), ({ segment }) => drawableGrapheme(segment, font))
    .join('')
    .replace(/…(?:\s*…)+/gu, ellipsis)
    .replace(/ +/g, ' ')
    .trim();
  return shown === ellipsis ? '' : shown;
}

function drawableGrapheme(grapheme: string, { widths }: Font): string {
  const hasBase = (text: string) => widths.has(text.codePointAt(0) ?? 0);
  const written = hasBase(grapheme) ? grapheme : grapheme.normalize('NFKC');
  if (!hasBase(written)) return pictograph.test(grapheme) ? '' : ellipsis;
  let marks = 0;
  const isDrawn = (character: string) => {
    if (mark.test(character)) marks += 1;
    return hasBase(character) && marks <= maxMarks;
  };
  return Array.from(written).filter(isDrawn).join('');
}

/** Width of a text that is drawable; marks and ligatures make it a little less, never more. @param sizePx - of the font */
export function textWidth(text: string, sizePx: number, { widths }: Font): number {
  return (
    Array.from(text).reduce((sum, character) => sum + (widths.get(character.codePointAt(0) ?? 0) ?? 1), 0) * sizePx
  );
}

/** A drawable text, cut so that it fits. */
export function fitText(text: string, maxPx: number, sizePx: number, font: Font): string {
  if (textWidth(text, sizePx, font) <= maxPx) return text;
  let left = maxPx - textWidth(ellipsis, sizePx, font);
  let shown = '';
  for (const { segment } of graphemes.segment(text)) {
    left -= textWidth(segment, sizePx, font);
    if (left < 0) break;
    shown += segment;
  }
  return shown.trimEnd() + ellipsis;
}
