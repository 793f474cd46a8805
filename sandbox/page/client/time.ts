import type { PageClock } from '../wire.ts';

/** Times as Discord writes them, by the sandbox's clock. */

export function worldNow({ worldMs, realMs, scale }: PageClock, realNowMs = Date.now()): number {
  return worldMs + (realNowMs - realMs) * scale;
}

const STEPS = [
  ['second', 1_000, 60],
  ['minute', 60_000, 60],
  ['hour', 3_600_000, 24],
  ['day', 86_400_000, 30],
  ['month', 2_592_000_000, 12],
] as const;

/** How far off something is, counted and never named: a day off is not always tomorrow. */
export function relativeTime(atMs: number, nowMs: number, locale: string): string {
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  const distance = atMs - nowMs;
  for (const [unit, size, limit] of STEPS) {
    const count = Math.round(distance / size);
    if (Math.abs(count) < limit) return relative.format(count, unit);
  }
  return relative.format(Math.round(distance / 31_536_000_000), 'year');
}

const FORMATS: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  t: { timeStyle: 'short' },
  T: { timeStyle: 'medium' },
  d: { dateStyle: 'short' },
  D: { dateStyle: 'long' },
  f: { dateStyle: 'long', timeStyle: 'short' },
  F: { dateStyle: 'full', timeStyle: 'short' },
  s: { dateStyle: 'short', timeStyle: 'short' },
  S: { dateStyle: 'short', timeStyle: 'medium' },
};

/** @param style - the letter of Discord's `<t:…:R>` @param locale - what the reader's Discord is set to */
export function timestamp(seconds: number, style: string, nowMs: number, locale: string): string {
  if (style === 'R') return relativeTime(seconds * 1_000, nowMs, locale);
  return new Intl.DateTimeFormat(dateLocale(locale), FORMATS[style] ?? FORMATS.f).format(seconds * 1_000);
}

/** English dates with the day first and 24 hours, which nobody mistakes. */
function dateLocale(locale: string): string {
  return locale === 'en-US' ? 'en-GB' : locale;
}

const clockTime = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const dayTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'short', timeStyle: 'short' });

/** Beside a message: «Today at 14:03». */
export function messageTime(atMs: number, nowMs: number): string {
  const sameDay = new Date(atMs).toDateString() === new Date(nowMs).toDateString();
  return sameDay ? `Today at ${clockTime.format(atMs)}` : dayTime.format(atMs);
}

export function wallTime(nowMs: number): string {
  return new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' }).format(nowMs);
}
