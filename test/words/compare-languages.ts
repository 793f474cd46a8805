type Texts = Readonly<Record<string, string>>;

/** What must stand in a text of every language alike, whatever the words between are. */
const alike: Readonly<Record<string, (text: string) => string[]>> = {
  places: (text) => all(text, /\{\{\w+\}\}/g),
  mentions: (text) => all(text, /<(?:t:|@|#)[^>]*>/g),
  // Numbers stand there as examples, and each language writes its own.
  code: (text) => all(text, /`[^`]+`/g).filter((code) => !/^`[\d.,+-]+`$/.test(code)),
  bold: (text) => all(text, /\*\*/g),
  hidden: (text) => all(text, /\|\|/g),
  links: (text) => all(text, /\]\([^)]*\)/g),
  lines: (text) => text.split('\n').map((line) => /^(?:-# |> |# )?/.exec(line)?.[0] ?? ''),
  pictures: (text) => all(text, /\p{Extended_Pictographic}/gu),
};

/**
 * Holds a language against English.
 * @returns a line for everything that is not alike, with the key and both texts' parts; none where all is well
 */
export function differences(locale: string, english: Texts, other: Texts): string[] {
  return [
    ...Object.keys(english).flatMap((key) => (key in other ? [] : [`${locale} has no «${key}»`])),
    ...Object.keys(other).flatMap((key) => (key in english ? [] : [`«${key}» of ${locale} is not in English`])),
    ...Object.entries(other).flatMap(([key, text]) => unlike(locale, key, english[key] ?? text, text)),
    ...missingPlurals(locale, Object.keys(english), other),
  ];
}

function unlike(locale: string, key: string, english: string, other: string): string[] {
  return Object.entries(alike).flatMap(([what, partsOf]) => {
    const [here, there] = [partsOf(english), partsOf(other)].map((parts) => parts.toSorted().join(' '));
    return here === there ? [] : [`«${key}»: ${what} in English are «${here}», in ${locale} «${there}»`];
  });
}

/** A text that is chosen by a number has a form for each kind of number that the language tells apart. */
function missingPlurals(locale: string, keys: readonly string[], other: Texts): string[] {
  const { pluralCategories } = new Intl.PluralRules(locale).resolvedOptions();
  const bases = keys.flatMap((key) => (key.endsWith('_other') ? [key.slice(0, -'_other'.length)] : []));
  return bases.flatMap((base) =>
    pluralCategories.flatMap((form) => (`${base}_${form}` in other ? [] : [`${locale} has no «${base}_${form}»`])),
  );
}

function all(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([found]) => found);
}
