import type { Words } from '../../words/words.ts';

/** How long something took: `45 s`, or `2 min 5 s`. */
export function tookText(tookMs: number, words: Words): string {
  const seconds = Math.max(1, Math.round(tookMs / 1000));
  return seconds < 60
    ? words('took.seconds', { seconds })
    : words('took.minutes', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 });
}
