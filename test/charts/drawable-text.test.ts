import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Resvg } from '@resvg/resvg-js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawableText, fitText, textWidth } from '../../src/charts/drawable-text.ts';
import { readFont } from '../../src/charts/font.ts';

const path = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf');
const font = await readFont(path);

/** Width of a text as it is drawn in the end, pixels. */
function drawnWidth(text: string, sizePx: number): number {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="100"><text x="9" y="60" font-size="${sizePx}">${text}</text></svg>`;
  const drawn = new Resvg(svg, { font: { loadSystemFonts: false, fontFiles: [path] } }).innerBBox();
  return drawn?.width ?? 0;
}

describe('a font', () => {
  it('says which characters it has, and how wide they are', () => {
    expect(['a', 'ß', 'Ж', 'ا', '…'].every((character) => font.widths.has(character.codePointAt(0) ?? 0))).toBe(true);
    expect(['田', '🔥', '\u{10ffff}'].some((character) => font.widths.has(character.codePointAt(0) ?? 0))).toBe(false);
    for (const text of ['The quick brown fox', '1,234,567', 'WWWWiiii', 'Жизнь']) {
      expect(Math.abs(drawnWidth(text, 40) - textWidth(text, 40, font)), text).toBeLessThan(8);
    }
  });

  it('is refused when it is none', async () => {
    await expect(readFont(fileURLToPath(import.meta.url))).rejects.toThrow();
  });
});

describe('a name', () => {
  it.each([
    ['plain', 'Ann', 'Ann'],
    ['with emoji that the font lacks', '🔥 Ann 👨‍👩‍👧', 'Ann'],
    ['with a flag', '🇦🇹 Max', 'Max'],
    ['with a symbol that the font has', '☀️ Max', '☀ Max'],
    ['half in another script', '田中 Kenji', '… Kenji'],
    ['with foreign words in the middle', 'Ann 田中 太郎 B', 'Ann … B'],
    ['all in another script', '田中太郎', ''],
    ['of emoji alone', '🔥🔥', ''],
    ['of nothing to see', '\u200b\u2800\u3164 ', ''],
    ['in ornamental letters', 'ⒷⓄⓉ Ｆｏｘ', 'BOT Fox'],
    ['in Arabic', 'مريم', 'مريم'],
    ['in Cyrillic', 'Владимир', 'Владимир'],
    ['that turns the direction', '\u202Enimda', 'nimda'],
    ['with control characters and lines', 'a\u0000b\nc\td', 'ab c d'],
    ['with half a character', 'a\ud800b', 'a\ufffdb'],
    ['with marks piled up', 'Z\u0338\u0322\u031b\u0323a', '\u1e92\u0338\u0322a'],
    ['like a tag', '<b>&amp;', '<b>&amp;'],
  ])('%s', (_what, name, shown) => {
    expect(drawableText(name, font)).toBe(shown.normalize('NFC'));
  });

  it('of any characters has only such as the font can draw, and stays as it is when it comes again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (name) => {
        const shown = drawableText(name, font);
        expect(Array.from(shown).filter((character) => !font.widths.has(character.codePointAt(0) ?? 0))).toEqual([]);
        expect(drawableText(shown, font)).toBe(shown);
      }),
    );
  });
});

describe('a text that is cut', () => {
  it('stays whole where it fits', () => {
    expect(fitText('Ann', textWidth('Ann', 20, font), 20, font)).toBe('Ann');
  });

  it('ends in an ellipsis within its room', () => {
    const shown = fitText('Wolfeschlegelsteinhausenbergerdorff', 150, 28, font);
    expect(shown).toMatch(/^Wolfes.*…$/);
    expect(textWidth(shown, 28, font)).toBeLessThanOrEqual(150);
  });

  it('has no blank before the ellipsis, and no half characters', () => {
    expect(fitText('Ann Marie', textWidth('Ann …', 20, font) + 1, 20, font)).toBe('Ann…');
    expect(fitText('𝕂𝕂𝕂𝕂', textWidth('𝕂𝕂…', 20, font), 20, font)).toBe('𝕂𝕂…');
  });

  it('is an ellipsis where there is no room at all', () => {
    expect(fitText('Ann', 0, 20, font)).toBe('…');
  });
});
