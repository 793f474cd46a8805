import { drawableText, textWidth } from './drawable-text.ts';
import type { Font } from './font.ts';

/** How dates and numbers are written in one language, with a font that may not have its letters. */
export interface Labels {
  /** A day of a month. @param date - `2026-11-23` */
  day(date: string): string;
  /** In full below a million, shortened from there on. */
  amount(value: number): string;
  /** Shortened from ten thousand on. */
  tick(value: number): string;
}

const fallbackLocale = 'en-GB';

/** Labels of a language; English ones where nobody knows it, or the font lacks its letters or digits. */
export function labelsFor(locale: string, font: Font): Labels {
  const wanted = knownLocale(locale);
  const own = labelsOf(wanted);
  const samples = [own.day('2026-11-23'), own.amount(1_234_567_890), own.tick(20_000_000)];
  return samples.every((text) => drawableText(text, font) === text) ? own : labelsOf(fallbackLocale);
}

function knownLocale(locale: string): string {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(locale)[0] ?? fallbackLocale;
  } catch {
    return fallbackLocale;
  }
}

function labelsOf(locale: string): Labels {
  const days = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const full = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const short = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  const plain = (text: string) => text.replace(/\p{Z}/gu, ' ');
  return {
    day: (date) => plain(days.format(new Date(`${date}T00:00:00Z`))),
    amount: (value) => plain((value < 1_000_000 ? full : short).format(value)),
    tick: (value) => plain((value < 10_000 ? full : short).format(value)),
  };
}

/** Every how many bars there is room for a label. @param bandPx - from one bar to the next */
export function labelEvery(labels: readonly string[], bandPx: number, sizePx: number, font: Font): number {
  const widest = Math.max(0, ...labels.map((label) => textWidth(label, sizePx, font)));
  return Math.max(1, Math.ceil((widest + sizePx) / bandPx));
}
