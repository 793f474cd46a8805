import { oneOfIl } from './look-alikes.ts';

/** A blocked word as it stands in a reading, and as it was laid down. */
export interface Form {
  readonly form: string;
  readonly word: string;
}

interface SortedForm extends Form {
  /** The form with i and l taken for one letter. */
  readonly merged: string;
}

/**
 * Forms in alphabetical order. From each place of a text the ones that go on like it are narrowed down letter by letter:
 * most places end after one or two, and none costs more than the length of a form.
 */
export class FormIndex {
  readonly #forms: readonly SortedForm[];
  /** Which of them begin with a letter: from, up to. */
  readonly #ranges = new Map<string, readonly [low: number, high: number]>();

  constructor(forms: readonly Form[]) {
    this.#forms = [...new Map(forms.map((form) => [form.form, form])).values()]
      .filter(({ form }) => form !== '')
      .map((form) => ({ ...form, merged: mergeIl(form.form) }))
      .sort((one, other) => (one.merged < other.merged ? -1 : Number(one.merged > other.merged)));
    for (const [index, { merged }] of this.#forms.entries()) {
      const [low = index] = this.#ranges.get(merged.charAt(0)) ?? [];
      this.#ranges.set(merged.charAt(0), [low, index + 1]);
    }
  }

  /**
   * The first word in a text.
   * @param mayBound - whether a word may begin or end at a place: asked often, so it must be quick
   * @param isWord - asked of what reads like a blocked word
   */
  find(text: string, mayBound: (place: number) => boolean, isWord: (start: number, end: number) => boolean) {
    const merged = mergeIl(text);
    for (let start = 0; start < text.length; start += 1) {
      const range = this.#ranges.get(merged.charAt(start));
      if (!range || !mayBound(start)) continue;
      const found = this.#findAt(text, merged, start, range, (end) => mayBound(end) && isWord(start, end));
      if (found) return found.word;
    }
    return null;
  }

  #findAt(
    text: string,
    merged: string,
    start: number,
    [first, last]: readonly [number, number],
    mayEnd: (end: number) => boolean,
  ): Form | null {
    let [low, high] = [first, last];
    for (let depth = 1; low < high; depth += 1) {
      // Shorter ones come first, so those that end here stand at the beginning.
      for (let form = this.#forms[low]; low < high && form?.merged.length === depth; form = this.#forms[low]) {
        if (isLike(text, start, form.form) && mayEnd(start + depth)) return form;
        low += 1;
      }
      const letter = merged.charCodeAt(start + depth);
      if (Number.isNaN(letter)) return null;
      low = this.#firstFrom(letter, depth, low, high);
      high = this.#firstFrom(letter + 1, depth, low, high);
    }
    return null;
  }

  /** The first of some forms, alike up to a letter, whose letter there is a given one or a later one. */
  #firstFrom(letter: number, depth: number, low: number, high: number): number {
    let [from, upTo] = [low, high];
    while (from < upTo) {
      const middle = (from + upTo) >> 1;
      if ((this.#forms[middle]?.merged.charCodeAt(depth) ?? 0) < letter) from = middle + 1;
      else upTo = middle;
    }
    return from;
  }
}

/** Whether a form stands at a place, where what may be an i or an l counts as either. */
function isLike(text: string, start: number, form: string): boolean {
  if (text.startsWith(form, start)) return true;
  for (let index = 0; index < form.length; index += 1) {
    const letter = text.charAt(start + index);
    if (letter !== form.charAt(index) && letter !== oneOfIl) return false;
  }
  return true;
}

function mergeIl(text: string): string {
  return text.replace(/[il]/g, oneOfIl);
}
