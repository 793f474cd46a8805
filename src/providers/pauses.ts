import type { Clock } from '../clock.ts';
import { steadyTime } from './steady-time.ts';

/** Times at which nothing may begin. They are waited for, not compared: a clock that is set back does not prolong them. */
export class Pauses {
  readonly #clock: Clock;
  /** Milliseconds that never go back. */
  readonly #now: () => number;
  readonly #running = new Set<Promise<void>>();
  #until = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#now = steadyTime(() => clock.now());
  }

  get isRunning(): boolean {
    return this.#running.size > 0;
  }

  /** How long the pauses that run will last about, milliseconds; 0 for none. */
  get leftMs(): number {
    return this.isRunning ? Math.max(0, this.#until - this.#now()) : 0;
  }

  /** Begins a pause; one that runs already goes on beside it. An abort ends it early. */
  begin(ms: number, signal: AbortSignal): void {
    const pause = this.#clock
      .sleep(ms, signal)
      .catch(() => {})
      .finally(() => this.#running.delete(pause));
    this.#running.add(pause);
    this.#until = Math.max(this.#until, this.#now() + ms);
  }

  /** Settles when no pause runs. */
  async over(): Promise<void> {
    while (this.isRunning) await Promise.all(this.#running);
  }
}
