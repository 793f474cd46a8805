import { readFile } from 'node:fs/promises';

/** A typeface, as far as one must know it to write a text that fits. */
export interface Font {
  /** Width of a character by its code point, in shares of the font size; missing where the font has no glyph for it. */
  readonly widths: ReadonlyMap<number, number>;
}

/**
 * Reads which characters a TrueType font has, and how wide they are.
 * https://learn.microsoft.com/en-us/typography/opentype/spec/otff
 * @throws {RangeError} or {Error} where the file is none
 */
export async function readFont(path: string): Promise<Font> {
  const file = await readFile(path);
  const tables = tablesOf(file);
  const table = (tag: string): Buffer => {
    const found = tables.get(tag);
    if (!found) throw new Error(`${path} is no TrueType font: it has no ${tag}`);
    return found;
  };
  const unitsPerEm = table('head').readUInt16BE(18);
  const fullMetrics = table('hhea').readUInt16BE(34);
  const metrics = table('hmtx');
  // Glyphs beyond the last full entry are as wide as that one.
  const widthOf = (glyph: number) => metrics.readUInt16BE(4 * Math.min(glyph, fullMetrics - 1)) / unitsPerEm;
  const widths = new Map<number, number>();
  for (const [codePoint, glyph] of glyphsOf(table('cmap'))) widths.set(codePoint, widthOf(glyph));
  return { widths };
}

function tablesOf(file: Buffer): Map<string, Buffer> {
  const entries = Array.from({ length: file.readUInt16BE(4) }, (_, index) => 12 + 16 * index);
  return new Map(
    entries.map((at) => {
      const start = file.readUInt32BE(at + 8);
      return [file.toString('latin1', at, at + 4), file.subarray(start, start + file.readUInt32BE(at + 12))];
    }),
  );
}

/** Full Unicode, in segmented ranges: the only form of the table that is read. */
const segmentedCoverage = 12;
/** Stands for «no glyph». */
const notdef = 0;

function* glyphsOf(cmap: Buffer): Generator<[codePoint: number, glyph: number]> {
  const starts = Array.from({ length: cmap.readUInt16BE(2) }, (_, index) => cmap.readUInt32BE(8 + 8 * index));
  const start = starts.find((at) => cmap.readUInt16BE(at) === segmentedCoverage);
  if (start === undefined) throw new Error('the font does not say which characters it has');
  const groups = cmap.readUInt32BE(start + 12);
  for (let at = start + 16; at < start + 16 + 12 * groups; at += 12) {
    const [first, last, glyph] = [cmap.readUInt32BE(at), cmap.readUInt32BE(at + 4), cmap.readUInt32BE(at + 8)];
    for (let codePoint = first; codePoint <= last; codePoint += 1) {
      if (glyph + codePoint - first !== notdef) yield [codePoint, glyph + codePoint - first];
    }
  }
}
