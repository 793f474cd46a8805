import Bottleneck from 'bottleneck';
import { ProviderError } from '../errors/provider-error.ts';
import { type CallPriority, TurnQueue } from './turn-queue.ts';

/** Spreads the calls to one peer over time. */
export interface Pace {
  /**
   * Runs `task` when its turn comes. A task whose signal aborts while it waits is never run; its turn passes unused.
   * @throws {ProviderError} transient with `mayHaveArrived` false, when the wait is aborted or the pace is stopped;
   *   otherwise whatever the task throws
   */
  run<T>(priority: CallPriority, task: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Gives no more turns and turns away whoever waits. Tasks that already run are not waited for. */
  stop(): Promise<void>;
}

const clockCheckMs = 5_000;
const clockSlackMs = 1_000;

/**
 * A pace of `requestsPerMinute`, evenly spaced.
 *
 * The limiter says when there is a turn, the queue whose it is, and the task runs outside both: a turn is over at once, so
 * a slow answer neither holds up the next call nor the stop. (The limiter's own priorities would let new submits keep
 * looks at paid jobs waiting for ever.)
 */
export function createPace({ requestsPerMinute }: { readonly requestsPerMinute: number }): Pace {
  const createLimiter = () => new Bottleneck({ minTime: 60_000 / requestsPerMinute, maxConcurrent: 1 });
  const queue = new TurnQueue();
  let limiter = createLimiter();
  let stopped = false;

  /** Orders one turn, again if the limiter was replaced before it came. */
  async function orderTurn(): Promise<void> {
    for (;;) {
      const current = limiter;
      try {
        return await current.schedule(async () => queue.next());
      } catch (cause) {
        if (stopped || current === limiter) return queue.failAll(noMoreCalls(cause));
      }
    }
  }

  // Bottleneck plans by the wall clock: set back an hour, it would stand still for an hour.
  const clockWatch = watchForSetBackClock(() => {
    const standing = limiter;
    limiter = createLimiter();
    void standing.stop({ dropWaitingJobs: true });
  });

  return {
    async run(priority, task, signal) {
      if (signal.aborted) throw abortedEarly(signal);
      const { turn, leave } = queue.join(priority);
      void orderTurn();
      await unlessAborted(turn, signal, leave);
      return task();
    },
    async stop() {
      if (stopped) return;
      stopped = true;
      clearInterval(clockWatch);
      await limiter.stop({ dropWaitingJobs: true });
      queue.failAll(noMoreCalls());
    },
  };
}

/** Waits for a turn; an abort leaves the queue. */
async function unlessAborted(turn: Promise<void>, signal: AbortSignal, leave: () => void): Promise<void> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => {
    leave();
    aborted.reject(abortedEarly(signal));
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.race([turn, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

const noMoreCalls = (cause?: unknown) => new ProviderError('transient', 'no more calls', false, { cause });
const abortedEarly = ({ reason: cause }: AbortSignal) =>
  new ProviderError('transient', 'aborted before the call', false, { cause });

function watchForSetBackClock(onSetBack: () => void): NodeJS.Timeout {
  let last = Date.now();
  return setInterval(() => {
    const now = Date.now();
    if (now < last - clockSlackMs) onSetBack();
    last = now;
  }, clockCheckMs).unref();
}
