import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../src/clock.ts';

/** A Wednesday at noon, far from the end of any day, week or month. */
const startsAt = Date.UTC(2026, 10, 25, 12);

const carefulRate = 0.1;
/** Node's timers end at 2^31 ms. */
const longestNapMs = 60_000;

/**
 * A clock that a test can hurry and slow down, so that hours pass at once, and three seconds for an answer are
 * enough however busy the machine is.
 */
export class TestClock implements Clock {
  #atReal = performance.now();
  #at = startsAt;
  readonly #usualRate: number;
  #rate: number;
  #careful = 0;
  readonly #naps = new Set<AbortController>();

  /** @param rate - how many times as fast as real time */
  constructor(rate: number) {
    this.#usualRate = rate;
    this.#rate = rate;
  }

  now(): number {
    return Math.floor(this.#exactly());
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const due = this.#exactly() + Math.max(0, ms);
    do {
      signal?.throwIfAborted();
      await this.#nap(due - this.#exactly(), signal);
    } while (this.#exactly() < due);
  }

  /** Lets so many milliseconds pass at once. */
  skip(ms: number): void {
    this.#change(ms, this.#rate);
  }

  /** Slower than real time until `work` is settled: for what has to keep a deadline of seconds. */
  async carefully(work: Promise<unknown>): Promise<void> {
    this.#careful += 1;
    this.#change(0, carefulRate);
    await work.catch(() => {});
    this.#careful -= 1;
    if (this.#careful === 0) this.#change(0, this.#usualRate);
  }

  #exactly(): number {
    return this.#at + (performance.now() - this.#atReal) * this.#rate;
  }

  #change(skippedMs: number, rate: number): void {
    this.#at = this.#exactly() + skippedMs;
    this.#atReal = performance.now();
    this.#rate = rate;
    for (const nap of this.#naps) nap.abort();
  }

  /** Ends early when time changes its pace. @throws {DOMException} named AbortError, when `signal` aborts */
  async #nap(ms: number, signal: AbortSignal | undefined): Promise<void> {
    const nap = new AbortController();
    this.#naps.add(nap);
    try {
      const signals = signal ? [nap.signal, signal] : [nap.signal];
      const realMs = Math.min(longestNapMs, Math.ceil(Math.max(0, ms) / this.#rate));
      await delay(realMs, undefined, { signal: AbortSignal.any(signals) });
    } catch (error) {
      if (signal?.aborted) throw error;
    } finally {
      this.#naps.delete(nap);
    }
  }
}
