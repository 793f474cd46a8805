import { flagLetter, foldCase, lookOf, oneOfIl, ornamentLetter, type StandIn, standInFor } from './look-alikes.ts';

/**
 * What stands at a place of a text:
 * - `letter`: of a script that sets blanks between its words
 * - `unspaced`: of a script that sets none, such as Han, Kana or Thai
 * - `flag`: of a flag
 * - the kinds of `StandIn`: what may be a letter or not
 * - `number`, `blank`, `symbol`: none
 */
type Kind = 'letter' | 'unspaced' | 'flag' | StandIn | 'number' | 'blank' | 'symbol';

/** A text in one reading: small letters, one blank between words. */
export interface Reading {
  readonly text: string;
  /** For each UTF-16 unit of it. */
  readonly kinds: readonly Kind[];
}

type Glyph = readonly [text: string, kind: Kind];

/** Signs that are set behind a word, letters that show nothing but take their room, and whole sentences in one character. */
const asBlank = /[™℠\u115f\u1160\u3164\uffa0\ufdfa\ufdfb]/gu;
const apostrophes = /[‘’ʼ]/gu;
/** What cannot be seen, or only stretches a word (U+0640). */
const unseen = /[\p{Default_Ignorable_Code_Point}\p{Cf}[\p{Cc}--\p{White_Space}]\u0640]/gv;
/** Accents and points. The vowels of Indian scripts, of Thai and the voicing of Kana are marks too, but make other words. */
const accents = /[[\p{M}&&[\p{sc=Zinh}\p{sc=Latn}\p{sc=Grek}\p{sc=Cyrl}\p{sc=Arab}\p{sc=Hebr}]]--[\u3099\u309a]]/gv;

const blank = /[\p{White_Space}\p{Pd}\p{Pc}]/u;
const letter = /[\p{L}\p{M}]/u;
const unspaced = /[\p{scx=Hani}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;

/** The text without accents, compatibility forms and what cannot be seen; its case and alphabets are kept. */
export function tidy(text: string): string {
  return text
    .replace(asBlank, ' ')
    .normalize('NFKD')
    .replace(unseen, '')
    .replace(accents, '')
    .replace(apostrophes, "'")
    .normalize('NFC');
}

/** A tidy text as it is written. */
export function readAsWritten(text: string): Reading {
  return compose(Array.from(text, written));
}

/** A tidy text as it looks: letters of other alphabets by the Latin ones that they resemble, figures as letters. */
export function readAsSeen(text: string): Reading {
  return compose(text.split(/(\p{L}+)/u).flatMap(seen));
}

const written = remembering(glyphOf);
const seenAmongLatin = remembering((char) => seenGlyph(char, true));
const seenAlone = remembering((char) => seenGlyph(char, false));

function glyphOf(char: string): Glyph {
  if (letter.test(char)) return [foldCase(char), unspaced.test(char) ? 'unspaced' : 'letter'];
  if (blank.test(char)) return [' ', 'blank'];
  return [char, /\p{N}/u.test(char) ? 'number' : 'symbol'];
}

/** A word, or what stands between two. */
function seen(piece: string): Glyph[] {
  const glyphs = Array.from(piece, /\p{sc=Latn}/u.test(piece) ? seenAmongLatin : seenAlone);
  // «kiIl»: capitals in a word of small letters, which cannot be told from an l.
  return /[a-z]I/.test(piece) ? glyphs.map((glyph) => (glyph[0] === 'i' ? [oneOfIl, 'letter'] : glyph)) : glyphs;
}

function seenGlyph(char: string, amongLatin: boolean): Glyph {
  const glyph = written(char);
  const [, kind] = glyph;
  if (kind === 'blank') return glyph;
  if (kind === 'letter' || kind === 'unspaced') return char <= '\x7f' ? glyph : [lookOf(char, amongLatin), kind];
  const ofFlag = flagLetter(char);
  if (ofFlag) return [ofFlag, 'flag'];
  const ornament = ornamentLetter(char);
  return ornament ? [ornament, 'letter'] : (standInFor(char) ?? glyph);
}

/** A text has few different characters, and what they are takes many looks into Unicode's tables. */
function remembering(glyphFor: (char: string) => Glyph): (char: string) => Glyph {
  const known = new Map<string, Glyph>();
  return (char) => {
    const glyph = known.get(char) ?? glyphFor(char);
    if (known.size > mostRemembered) known.clear();
    known.set(char, glyph);
    return glyph;
  };
}

const mostRemembered = 2_000;

function compose(glyphs: readonly Glyph[]): Reading {
  const kinds: Kind[] = [];
  const texts: string[] = [];
  for (const [text, kind] of glyphs) {
    if (kind === 'blank' && kinds.at(-1) === 'blank') continue;
    texts.push(text);
    for (let unit = 0; unit < text.length; unit += 1) kinds.push(kind);
  }
  return { text: texts.join(''), kinds };
}

/**
 * Whether a word may begin or end before a place: `ask` where only a dictionary knows, between two letters of a script
 * without blanks.
 */
export function borderAt({ kinds }: Reading, place: number): 'yes' | 'no' | 'ask' {
  const before = kinds[place - 1];
  const after = kinds[place];
  if (before === undefined || before !== after) return 'yes';
  if (after === 'unspaced') return 'ask';
  return after === 'letter' || after === 'number' || after === 'flag' ? 'no' : 'yes';
}

/** Every script has its dictionary in it; the language decides nothing here. */
const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

/** Where words begin, by ICU's dictionaries (https://unicode-org.github.io/icu/userguide/boundaryanalysis/). */
export function wordStarts(text: string): ReadonlySet<number> {
  return new Set(Array.from(segmenter.segment(text), ({ index }) => index).concat(text.length));
}

const vowels = ['a', 'e', 'o', oneOfIl];

/**
 * Whether what stands for letters between two places is meant as such. A figure is, where three letters are around it, or
 * where it is a vowel between letters: «s3x», but not «a5» and «A5s». Two letters of flags are a country.
 */
export function isMeant({ text, kinds }: Reading, start: number, end: number): boolean {
  const span = kinds.slice(start, end);
  const letters = span.filter((kind) => kind === 'letter' || kind === 'unspaced').length;
  if (letters === 0) return span.length > 2 && span.every((kind) => kind === 'flag');
  return span.every((kind, index) => {
    const inside = index > 0 && index < span.length - 1;
    if (kind === 'mark') return inside;
    return kind !== 'figure' || letters > 2 || (inside && vowels.includes(text[start + index] ?? ''));
  });
}

/** Letters that stand alone one after the other, joined, with the places where they stood. */
export interface SpelledRun extends Reading {
  readonly places: readonly number[];
}

const single: readonly (Kind | undefined)[] = ['letter', 'unspaced', 'flag', 'figure', 'sign', 'mark'];

/** «v i o l e n c e», «v.i.o.l.e.n.c.e»: two or more letters that stand apart, whatever stands between them. */
export function spelledRuns({ text, kinds }: Reading): SpelledRun[] {
  const runs: number[][] = [[]];
  for (let start = 0; start < kinds.length; ) {
    const end = endOfToken(kinds, start);
    if (end === start + 1 && single.includes(kinds[start])) runs.at(-1)?.push(start);
    else if (!isGap(kinds[start])) runs.push([]);
    start = end;
  }
  return runs
    .filter((places) => places.length > 1)
    .map((places) => ({
      places,
      text: places.map((place) => text[place]).join(''),
      kinds: places.flatMap((place) => kinds[place] ?? []),
    }));
}

/** Flags are tokens of their own; so is each symbol. */
function endOfToken(kinds: readonly Kind[], start: number): number {
  let end = start + 1;
  if (isGap(kinds[start])) return end;
  const isOfFlag = kinds[start] === 'flag';
  while (end < kinds.length && !isGap(kinds[end]) && (kinds[end] === 'flag') === isOfFlag) end += 1;
  return end;
}

function isGap(kind: Kind | undefined): boolean {
  return kind === 'blank' || kind === 'symbol';
}
