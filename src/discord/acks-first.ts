/** Longer than the answers to a burst of a hundred commands take; a steady stream of commands must not stop the work. */
const longestWaitMs = 250;

/**
 * Members who wait for an acknowledgement have three seconds, videos have minutes: the work on a command that was
 * acknowledged begins when nobody else waits, so that the last one of a burst is answered as if it were alone.
 */
export class AcksFirst {
  #waiting = 0;
  #quiet = Promise.withResolvers<void>();

  /** Counts somebody as waiting until the task is over. */
  async during<Result>(task: () => Promise<Result>): Promise<Result> {
    this.#waiting += 1;
    try {
      return await task();
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) {
        this.#quiet.resolve();
        this.#quiet = Promise.withResolvers<void>();
      }
    }
  }

  /** Resolves when nobody waits, or after a quarter of a second of real time. */
  async whenQuiet(): Promise<void> {
    if (this.#waiting === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, longestWaitMs);
    await Promise.race([promise, this.#quiet.promise]);
    clearTimeout(timer);
  }
}
