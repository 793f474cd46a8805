import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/clock.ts';

interface Sleeper {
  readonly wakeAt: number;
  wake(): void;
}

/** A clock that stands still until a test moves it. Its milliseconds are whole, as those of every clock. */
export class ManualClock implements Clock {
  #now: number;
  readonly #sleepers = new Set<Sleeper>();

  constructor(start = Date.UTC(2026, 10, 23, 12)) {
    this.#now = start;
  }

  readonly now = (): number => this.#now;

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const end = (settle: () => void) => () => {
      this.#sleepers.delete(sleeper);
      signal?.removeEventListener('abort', onAbort);
      settle();
    };
    const onAbort = end(() => reject(new DOMException('aborted', 'AbortError')));
    const sleeper: Sleeper = { wakeAt: Math.ceil(this.#now + ms), wake: end(resolve) };
    this.#sleepers.add(sleeper);
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort);
    if (ms <= 0) sleeper.wake();
    return promise;
  }

  /** How many wait for the time to pass. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  /** As an administrator or a time server sets it; sleepers go on sleeping. */
  set(now: number): void {
    this.#now = now;
  }

  /** Lets time pass: each sleeper wakes at its own moment, and what it does then is done before time goes on. */
  async advance(ms: number): Promise<void> {
    const end = Math.ceil(this.#now + ms);
    await settled();
    for (;;) {
      const next = [...this.#sleepers].sort((a, b) => a.wakeAt - b.wakeAt)[0];
      if (!next || next.wakeAt > end) break;
      this.#now = Math.max(this.#now, next.wakeAt);
      next.wake();
      await settled();
    }
    this.#now = end;
  }
}

/** Lets everything happen that needs no time: promises, and the disk's answers among them. */
export async function settled(turns = 20): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await setImmediate();
}

/** Waits until something holds that happens without the clock; the test's own time limit ends a wait in vain. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await setImmediate();
}
