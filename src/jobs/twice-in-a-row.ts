import type { Clock } from '../clock.ts';

/** Nobody presses a button a second time on purpose before its answer can be read. */
const spanMs = 3_000;

/**
 * Keeps what was asked for a moment ago from being done a second time: people press twice, and an app that got no answer
 * offers to send again. It need not outlive a restart, which takes longer.
 */
export class TwiceInARow {
  readonly #clock: Pick<Clock, 'now'>;
  /** When each was begun, the longest ago first. */
  readonly #begunAt = new Map<string, number>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /**
   * Does the work, unless the same was begun a moment ago and has not failed.
   * @param key - what makes it the same
   * @returns null where it was
   */
  async unless<Result>(key: string, work: () => Promise<Result>): Promise<Result | null> {
    const now = this.#clock.now();
    for (const [old, begunAt] of this.#begunAt) if (Math.abs(now - begunAt) >= spanMs) this.#begunAt.delete(old);
    if (this.#begunAt.has(key)) return null;
    this.#begunAt.set(key, now);
    try {
      return await work();
    } catch (error) {
      this.#begunAt.delete(key);
      throw error;
    }
  }
}
