import TinyQueue from 'tinyqueue';
import type { Clock } from '../clock.ts';

interface Entry {
  readonly jobId: string;
  dueAt: number;
  /** Something earlier has taken its place. */
  isStale: boolean;
}

/** The longest sleep: long ones drift when a clock is set, and Node's timers end at 2^31 ms. */
const longestNapMs = 60_000;

/** What is to be looked at next, over all jobs: one queue by due time and one timer. */
export class Agenda {
  readonly #clock: Clock;
  readonly #queue = new TinyQueue<Entry>([], (a, b) => a.dueAt - b.dueAt);
  readonly #entries = new Map<string, Entry>();
  #wake = () => {};
  #lastNow = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Puts a job on the agenda. Whoever asks keeps each job there at most once. */
  add(jobId: string, dueAt: number): void {
    const entry = { jobId, dueAt, isStale: false };
    this.#entries.set(jobId, entry);
    this.#queue.push(entry);
    if (this.#queue.peek() === entry) this.#wake();
  }

  /** Brings a job's turn forward. @returns false when it is not on the agenda */
  hasten(jobId: string, dueAt: number): boolean {
    const entry = this.#entries.get(jobId);
    if (!entry) return false;
    if (entry.dueAt <= dueAt) return true;
    entry.isStale = true;
    this.add(jobId, dueAt);
    return true;
  }

  /** Hands out jobs as they fall due, until `signal` aborts. */
  async run(handle: (jobId: string) => void, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const now = this.#clock.now();
      this.#followClock(now);
      const next = this.#queue.peek();
      if (next && (next.isStale || next.dueAt <= now)) {
        this.#queue.pop();
        if (next.isStale) continue;
        this.#entries.delete(next.jobId);
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
