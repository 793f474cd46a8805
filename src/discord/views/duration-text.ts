import type { Words } from '../../words/words.ts';

/** How long something takes or lasts: `45 s`, `2 min 30 s`, `1 h 5 min`. */
export function durationText(totalSeconds: number, words: Words): string {
  const hours = Math.floor(totalSeconds / 3_600);
  const minutes = Math.floor((totalSeconds % 3_600) / 60);
  const seconds = totalSeconds % 60;
  if (hours > 0 && seconds === 0)
    return minutes > 0
      ? words('settings.value.hours-minutes', { hours, minutes })
      : words('settings.value.hours', { hours });
  const allMinutes = hours * 60 + minutes;
  if (allMinutes === 0) return words('settings.value.seconds', { seconds });
  return seconds > 0
    ? words('settings.value.minutes-seconds', { minutes: allMinutes, seconds })
    : words('settings.value.minutes', { minutes: allMinutes });
}
