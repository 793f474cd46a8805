/** Those who hold a connection until something has come about. */
export interface Lookout {
  /** True as soon as `holds` does; false when `signal` aborts first, or the lookout is closed. */
  until(holds: () => boolean, signal: AbortSignal): Promise<boolean>;
  close(): void;
}

/** Real time, and short: whoever waits is told late by at most so much. */
const LOOK_EVERY_MS = 5;

/**
 * Looks by itself, every few real milliseconds while anybody waits: nothing tells when a job ends, as time may be moved
 * by hand and jobs may be held.
 * @param look - brings up to date what is asked about; called once for all who wait
 */
export function createLookout(look: () => void): Lookout {
  const waiting = new Set<() => void>();
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  function lookRound(): void {
    look();
    for (const check of waiting) check();
    stopWhenIdle();
  }

  function stopWhenIdle(): void {
    if (waiting.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  }

  return {
    until(holds, signal) {
      look();
      if (closed || signal.aborted) return Promise.resolve(false);
      if (holds()) return Promise.resolve(true);
      return new Promise((resolve) => {
        const check = () => {
          if (!closed && !signal.aborted && !holds()) return;
          waiting.delete(check);
          resolve(!closed && !signal.aborted);
        };
        waiting.add(check);
        timer ??= setInterval(lookRound, LOOK_EVERY_MS);
      });
    },
    close() {
      closed = true;
      for (const check of waiting) check();
      stopWhenIdle();
    },
  };
}
