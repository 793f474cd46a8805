import TinyQueue from 'tinyqueue';
import type { Clock } from '../clock.ts';

interface Entry {
  readonly jobId: string;
  dueAt: number;
}

/** The longest sleep: long ones drift when a clock is set, and Node's timers end at 2^31 ms. */
const longestNapMs = 60_000;

/** What is to be looked at next, over all jobs: one queue by due time and one timer. */
export class Agenda {
  readonly #clock: Clock;
  readonly #queue = new TinyQueue<Entry>([], (a, b) => a.dueAt - b.dueAt);
  #wake = () => {};
  #lastNow = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Puts a job on the agenda. Whoever asks keeps each job there at most once. */
  add(jobId: string, dueAt: number): void {
    this.#queue.push({ jobId, dueAt });
    if (this.#queue.peek()?.jobId === jobId) this.#wake();
  }

  /** Hands out jobs as they fall due, until `signal` aborts. */
  async run(handle: (jobId: string) => void, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const now = this.#clock.now();
      this.#followClock(now);
      const next = this.#queue.peek();
      if (next && next.dueAt <= now) {
        this.#queue.pop();
        handle(next.jobId);
      } else {
        await this.#nap(next ? Math.min(longestNapMs, next.dueAt - now) : longestNapMs, signal);
      }
    }
  }

  /** Moves what was planned along when the clock was set back; else nothing would be due for as long as it was. */
  #followClock(now: number): void {
    const back = this.#lastNow - now;
    this.#lastNow = now;
    if (back > 0 && Number.isFinite(back)) for (const entry of this.#queue.data) entry.dueAt -= back;
  }

  /** Sleeps, unless something earlier is added or `signal` aborts. */
  async #nap(ms: number, signal: AbortSignal): Promise<void> {
    const awake = new AbortController();
    this.#wake = () => awake.abort();
    await this.#clock.sleep(ms, AbortSignal.any([signal, awake.signal])).catch(() => {});
    this.#wake = () => {};
  }
}
