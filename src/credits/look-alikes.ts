import confusables from 'unhomoglyph/data.json' with { type: 'json' };

/**
 * What characters look like. The table is Unicode's own (https://www.unicode.org/reports/tr39/#Confusable_Detection), read
 * character by character: among Latin letters it would make «burn» of «bum».
 */
const looks: Readonly<Record<string, string>> = confusables;

/** Capital I, small l, the figure 1 and their likes: which letter is meant cannot be seen. It is in no text that is read. */
export const oneOfIl = '\0';

/** Small capitals and letters on a dark ground, which Unicode's table does not bring back to letters. */
const ornaments: ReadonlyMap<string, string> = new Map([
  ...pair('ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢ', 'abcdefghijklmnopqrstuvwyz'),
  ...pair(range(0x1f150), 'abcdefghijklmnopqrstuvwxyz'),
  ...pair(range(0x1f170), 'abcdefghijklmnopqrstuvwxyz'),
]);

/** One letter of a flag: 🇦 to 🇿. */
const flagLetters: ReadonlyMap<string, string> = new Map(pair(range(0x1f1e6), 'abcdefghijklmnopqrstuvwxyz'));

/**
 * What ASCII and currencies have that is typed for a letter:
 * - `figure`: mostly a number or a price, seldom a letter
 * - `sign`: nearly always a letter where it touches one
 * - `mark`: punctuation, unless letters stand on both sides of it
 */
export type StandIn = 'figure' | 'sign' | 'mark';

const standIns = new Map<string, readonly [letter: string, kind: StandIn]>([
  ...pair('03456789€¢¥', 'oeasgtbgecy').map(([char, letter]) => [char, [letter, 'figure']] as const),
  ['1', [oneOfIl, 'figure']],
  ['@', ['a', 'sign']],
  ['$', ['s', 'sign']],
  ['!', [oneOfIl, 'mark']],
  ['|', [oneOfIl, 'mark']],
]);

/** The letter that a figure or sign may stand for; undefined where it never does. */
export function standInFor(char: string): readonly [letter: string, kind: StandIn] | undefined {
  const known = standIns.get(char);
  if (known || char <= '\x7f') return known;
  const letter = latinLookOf(looks[char]);
  return letter === null ? undefined : [letter, 'figure'];
}

export function flagLetter(char: string): string | undefined {
  return flagLetters.get(char);
}

/** The letter in an ornament that is no letter to Unicode. */
export function ornamentLetter(char: string): string | undefined {
  return ornaments.get(char);
}

/**
 * What a letter beyond ASCII looks like, in small letters; itself where it is like no other.
 * @param amongLatin - whether Latin letters stand in the same word. There a «н» is an H in disguise; in a word of its own
 *   alphabet, only what looks exactly like a Latin letter is taken for one, or half of Russian would read as English
 */
export function lookOf(letter: string, amongLatin: boolean): string {
  const look = looks[letter];
  const latin = ornaments.get(letter) ?? latinLookOf(look);
  if (latin !== null) return latin;
  const disguise = amongLatin ? (ornaments.get(look ?? '') ?? latinLookOf(looks[otherCase(letter)])) : null;
  return disguise ?? foldCase(look ?? letter);
}

/**
 * Full case folding, character by character (https://www.unicode.org/reports/tr44/#CaseFolding.txt), and beyond it the
 * Turkish dotless i, which folds to i: a blocked word must not pass with an i that has lost its dot.
 */
export function foldCase(char: string): string {
  return char.toLowerCase().toUpperCase().toLowerCase();
}

/** Small ASCII letters, or null for another look. «rn» is how the table writes an m. */
function latinLookOf(look: string | undefined): string | null {
  const letters = look?.replace(/\p{M}/gu, '').toLowerCase().replace('rn', 'm');
  if (letters === undefined || !/^[a-z]+$/.test(letters)) return null;
  return letters === 'l' ? oneOfIl : letters;
}

function otherCase(letter: string): string {
  const upper = letter.toUpperCase();
  return upper === letter ? letter.toLowerCase() : upper;
}

function pair(chars: string, letters: string): [string, string][] {
  return [...chars].map((char, index) => [char, letters[index] ?? '']);
}

/** 26 characters from this one on. */
function range(first: number): string {
  return String.fromCodePoint(...Array.from({ length: 26 }, (_, index) => first + index));
}
