import i18next from 'i18next';
import { de } from './de/index.ts';
import { en, type WordKey } from './en/index.ts';

export type { WordKey } from './en/index.ts';

/** Languages that raybot speaks, by the name that Discord gives them or by its first part. */
const languages: Readonly<Record<string, Readonly<Record<WordKey, string>>>> = { en, de };

/** Languages besides English, by Discord's names: https://docs.discord.com/developers/reference#locales */
export const otherLanguages: readonly string[] = Object.keys(languages).filter((name) => name !== 'en');

/** One text in each language: for what a member may type in any of them. */
export function inEveryLanguage(key: WordKey): readonly string[] {
  return Object.values(languages).map((texts) => texts[key]);
}

const translator = i18next.createInstance();
translator.init({
  initAsync: false,
  fallbackLng: 'en',
  supportedLngs: Object.keys(languages),
  nonExplicitSupportedLngs: true,
  // Keys are flat and hold dots and colons of their own.
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
  resources: Object.fromEntries(Object.entries(languages).map(([name, words]) => [name, { translation: words }])),
});

/** A text of one language, its places filled in; numbers are written as the language writes them. */
export type Words = (key: WordKey, values?: Readonly<Record<string, string | number>>) => string;

/** @param locale - as Discord names it, for example `en-US` or `de`; unknown ones get English */
export function wordsFor(locale: string): Words {
  const words = known.get(locale) ?? createWords(locale);
  if (known.size < maxKnown) known.set(locale, words);
  return words;
}

/** By locale; Discord has some thirty. */
const known = new Map<string, Words>();
const maxKnown = 100;

function createWords(locale: string): Words {
  const translate = translator.getFixedT(locale);
  const language = spokenLanguage(locale);
  return (key, values = {}) => translate(key, formatNumbers(values, language));
}

/** Snowflakes and timestamps come as text or in these places; all other numbers are for people. */
const machineNumbers = new Set(['count', 'expectedAt', 'expiresAt', 'resetsAt', 'latestAt', 'at']);

function formatNumbers(
  values: Readonly<Record<string, string | number>>,
  locale: string,
): Record<string, string | number> {
  const format = numberFormat(locale);
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'number' && !machineNumbers.has(name) ? format.format(value) : value,
    ]),
  );
}

/** Making one costs as much as a hundred texts. */
const numberFormats = new Map<string, Intl.NumberFormat>();

function numberFormat(locale: string): Intl.NumberFormat {
  const format = numberFormats.get(locale) ?? new Intl.NumberFormat(locale);
  numberFormats.set(locale, format);
  return format;
}

/** The language of the texts, and with it the way of writing numbers: `en-GB` stays, what we do not speak is `en`. */
export function spokenLanguage(locale: string): string {
  const isName = /^[a-z]{2}(?:-[a-z0-9]{2,4})?$/i.test(locale);
  const isSpoken = isName && (locale in languages || locale.slice(0, 2) in languages);
  return isSpoken ? locale : 'en';
}
