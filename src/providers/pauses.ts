import type { Clock } from '../clock.ts';

/** Times at which nothing may begin. They are waited for, not compared: a clock that is set back does not prolong them. */
export class Pauses {
  readonly #clock: Clock;
  readonly #running = new Set<Promise<void>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isRunning(): boolean {
    return this.#running.size > 0;
  }

  /** Begins a pause; one that runs already goes on beside it. An abort ends it early. */
  begin(ms: number, signal: AbortSignal): void {
    const pause = this.#clock
      .sleep(ms, signal)
      .catch(() => {})
      .finally(() => this.#running.delete(pause));
    this.#running.add(pause);
  }

  /** Settles when no pause runs. */
  async over(): Promise<void> {
    while (this.isRunning) await Promise.all(this.#running);
  }
}
