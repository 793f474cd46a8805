import { closeSync, openSync, readSync } from 'node:fs';

/** The longest time in which an event loop served nobody else, milliseconds. */
export interface LongestTurn {
  /** Working, or waiting for a disk. */
  readonly heldMs: number;
  /** The longest turn by the clock on the wall: also with what others had of the processor meanwhile. */
  readonly wallMs: number;
}

/**
 * Watches the event loop of this thread from now on, until `stop`. It looks once in each turn and asks for the next one, so
 * that no turn is missed; one without any work takes some microseconds. Meanwhile it keeps a processor busy.
 *
 * On a busy machine others have that processor now and then, for some milliseconds each time. Linux counts how long the
 * thread has waited for it, so that this can be told from what raybot itself takes.
 * @param times - the thread's own, unless a test has others
 */
export function watchLoop(times: ThreadTimes = openThreadTimes()): { stop(): LongestTurn } {
  let heldMs = 0;
  let wallMs = 0;
  let last = times.read();
  const look = () => {
    const now = times.read();
    const took = now.atMs - last.atMs;
    heldMs = Math.max(heldMs, took - (now.waitedMs - last.waitedMs));
    wallMs = Math.max(wallMs, took);
    last = now;
  };
  const lookAgain = () => {
    look();
    next = setImmediate(lookAgain);
  };
  let next = setImmediate(lookAgain);
  return {
    stop() {
      look();
      clearImmediate(next);
      times.close();
      return { heldMs, wallMs };
    },
  };
}

/** Two clocks, milliseconds. */
export interface ThreadTimes {
  /** `waitedMs`: how long the thread was ready to run, all in all, and had no processor. */
  read(): { readonly atMs: number; readonly waitedMs: number };
  close(): void;
}

/** The waiting is the second number of https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat, nanoseconds. */
function openThreadTimes(): ThreadTimes {
  const file = openSync('/proc/thread-self/schedstat', 'r');
  const buffer = Buffer.alloc(128);
  return {
    read() {
      const length = readSync(file, buffer, 0, buffer.length, 0);
      const waitedNs = Number(buffer.toString('latin1', 0, length).split(' ')[1]);
      return { atMs: performance.now(), waitedMs: waitedNs / 1e6 };
    },
    close: () => closeSync(file),
  };
}
