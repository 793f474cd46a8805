import { setTimeout as delay } from 'node:timers/promises';

/**
 * The one source of time. Everything that asks «what time is it» or waits for a rule of our own (polls, grace periods,
 * token life) goes through it, so that a sandbox can run an hour in seconds. Network and disk timeouts do not: a slow
 * socket is as slow in a fast world.
 */
export interface Clock {
  /** Whole milliseconds since the Unix epoch: they are stored in columns that take nothing else. */
  now(): number;
  /**
   * Waits `ms` milliseconds of this clock's time.
   * @throws {DOMException} named AbortError, when `signal` aborts first
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The clock on the wall. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => delay(Math.max(0, ms), undefined, signal ? { signal } : {}),
};
