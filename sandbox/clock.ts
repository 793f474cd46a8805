import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../src/clock.ts';

/**
 * A clock that starts at the real now and runs `scale` times as fast, so that fifteen minutes of Discord's rules pass
 * in seconds. Waiting ends no earlier than asked; a timer's own grain (1 ms of real time) is `scale` ms of this clock.
 */
export function scaledClock(scale: number): Clock {
  if (!(scale > 0)) throw new RangeError('a clock needs a scale above zero');
  const startMs = Date.now();
  const startTick = performance.now();
  return {
    now: () => Math.floor(startMs + (performance.now() - startTick) * scale),
    sleep: (ms, signal) => delay(Math.ceil(Math.max(0, ms) / scale), undefined, signal ? { signal } : {}),
  };
}
