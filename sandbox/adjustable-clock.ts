import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../src/clock.ts';

/** From where and how fast a clock runs. Processes of one machine that hold the same anchor show the same time. */
export interface ClockAnchor {
  /** The clock's own time, milliseconds since the Unix epoch. */
  readonly worldMs: number;
  /** The machine's time at the same instant. */
  readonly realMs: number;
  /** How many times as fast as real time. */
  readonly scale: number;
}

/** A clock whose speed can be changed while others wait for it. */
export interface AdjustableClock extends Clock {
  readonly anchor: ClockAnchor;
  /** From now on at this speed. @throws {RangeError} unless it is above zero */
  setScale(scale: number): void;
  /** Follows a clock of another process. */
  follow(anchor: ClockAnchor): void;
}

/** More than Node's timers can wait for in one go is waited for in pieces. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export function anchorNow(scale: number): ClockAnchor {
  const now = Date.now();
  return { worldMs: now, realMs: now, scale };
}

export function timeAt({ worldMs, realMs, scale }: ClockAnchor, realNowMs: number): number {
  return Math.floor(worldMs + (realNowMs - realMs) * scale);
}

export function adjustableClock(start: ClockAnchor): AdjustableClock {
  let anchor = start;
  let latest = 0;
  let changed = new AbortController();

  /** A change that arrives late from another process must not turn time back. */
  const now = () => {
    latest = Math.max(latest, timeAt(anchor, Date.now()));
    return latest;
  };
  const follow = (next: ClockAnchor) => {
    if (!(next.scale > 0)) throw new RangeError('a clock needs a scale above zero');
    anchor = next;
    changed.abort();
    changed = new AbortController();
  };
  return {
    now,
    follow,
    setScale: (scale) => follow({ worldMs: now(), realMs: Date.now(), scale }),
    get anchor() {
      return anchor;
    },
    async sleep(ms, signal) {
      const end = now() + ms;
      for (let left = Math.max(0, ms); ; left = end - now()) {
        const realMs = Math.min(Math.ceil(Math.max(0, left) / anchor.scale), LONGEST_TIMER_MS);
        const speed = changed.signal;
        try {
          await delay(realMs, undefined, { signal: signal ? AbortSignal.any([signal, speed]) : speed });
        } catch (error) {
          if (signal?.aborted || !speed.aborted) throw error;
        }
        if (now() >= end) return;
      }
    },
  };
}
