import { type Form, FormIndex } from './form-index.ts';
import {
  borderAt,
  isMeant,
  type Reading,
  readAsSeen,
  readAsWritten,
  type SpelledRun,
  spelledRuns,
  tidy,
  wordStarts,
} from './text-reading.ts';

/** The blocked word that a text holds, as it was laid down; null for none. */
export type WordFilter = (text: string) => string | null;

/**
 * Makes a filter of blocked words and phrases. It finds whole words, whatever their case, their accents, characters in
 * them that cannot be seen, letters of other alphabets that look the same, figures that are meant as letters, and
 * blanks or dots between all their letters; the blanks of a phrase may be any, hyphens too. Words with symbols or figures
 * in them are found as they are written. A text is read from end to end a fixed number of times, however many words there are.
 */
export function compileWords(words: readonly string[]): WordFilter {
  if (words.length === 0) return () => null;
  const asWritten = new BlockedForms(words.map((word) => ({ form: readAsWritten(tidy(word)).text, word })));
  const asSeen = new BlockedForms(words.flatMap(formsAsSeen));
  return (text) => {
    const clean = tidy(text);
    return asWritten.findIn(readAsWritten(clean)) ?? asSeen.findIn(readAsSeen(clean), isMeant);
  };
}

/** A word has one form for each case, as a letter may look like another one only when it is small, or only when it is not. */
function formsAsSeen(word: string): Form[] {
  return [word, word.toLowerCase(), word.toUpperCase()]
    .map((variant) => readAsSeen(tidy(variant)))
    .filter(({ kinds }) => kinds.every((kind) => kind === 'letter' || kind === 'unspaced' || kind === 'blank'))
    .map(({ text }) => ({ form: text, word }));
}

/** Filters by the list that they were made of: a policy's list stays the same until an admin changes it. */
const filters = new WeakMap<readonly string[], WordFilter>();

/** The first blocked word in a text; null for none. The list is made a filter once, so it must not be changed in place. */
export function findBlockedWord(text: string, words: readonly string[]): string | null {
  const filter = filters.get(words) ?? compileWords(words);
  filters.set(words, filter);
  return filter(text);
}

type Judge = (reading: Reading, start: number, end: number) => boolean;

/** The blocked words in one reading. */
class BlockedForms {
  readonly #words: FormIndex;
  /** Without blanks. */
  readonly #spelled: FormIndex;

  constructor(forms: readonly Form[]) {
    this.#words = new FormIndex(forms.map(({ form, word }) => ({ form: form.trim(), word })));
    this.#spelled = new FormIndex(forms.map(({ form, word }) => ({ form: form.replaceAll(' ', ''), word })));
  }

  /** @param isWord - has the last word on what was found */
  findIn(reading: Reading, isWord: Judge = () => true): string | null {
    return this.#findWord(reading, isWord) ?? this.#findSpelled(reading, isWord);
  }

  #findWord(reading: Reading, isWord: Judge): string | null {
    let starts: ReadonlySet<number> | undefined;
    const isBorder = (place: number): boolean => {
      const border = borderAt(reading, place);
      if (border !== 'ask') return border === 'yes';
      // The dictionary is slow: it is opened for what would be a blocked word.
      starts ??= wordStarts(reading.text);
      return starts.has(place);
    };
    return this.#words.find(
      reading.text,
      (place) => borderAt(reading, place) !== 'no',
      (start, end) => isBorder(end) && isBorder(start) && isWord(reading, start, end),
    );
  }

  #findSpelled(reading: Reading, isWord: Judge): string | null {
    for (const run of spelledRuns(reading)) {
      const found = this.#spelled.find(
        run.text,
        () => true,
        (start, end) => isSpelledOut(reading, run, end - start) && isWord(run, start, end),
      );
      if (found !== null) return found;
    }
    return null;
  }
}

/**
 * Whether so many letters of a run are a word that was spelled out. Four are hardly ever by chance; three are when they
 * are the run, but for one letter («a s e x»); two when nothing else is there, with a dot: «A.I.», but not «A. I think».
 */
function isSpelledOut(reading: Reading, { places, kinds }: SpelledRun, length: number): boolean {
  if (length >= 4) return true;
  if (length === 3) return places.length <= 4;
  const [first = 0, second = 0] = places;
  return places.length === length && (kinds[0] === 'unspaced' || reading.text.slice(first + 1, second) === '.');
}
