import type { PageLanguage } from './wire.ts';

/** What a person's Discord can be set to on the page, by Discord's own names of languages. */
export const LANGUAGES = [
  { locale: 'en-US', name: 'English' },
  { locale: 'de', name: 'Deutsch' },
] as const satisfies readonly PageLanguage[];

export const LOCALES = LANGUAGES.map(({ locale }) => locale);
