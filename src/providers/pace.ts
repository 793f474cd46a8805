import Bottleneck from 'bottleneck';
import { ProviderError } from '../errors/provider-error.ts';

/** What a call is for, most urgent first: a member waits for a submit, nobody waits for a look at the account. */
export type CallPriority = 'submit' | 'result' | 'status' | 'account';

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

const limiterPriority: Readonly<Record<CallPriority, number>> = { submit: 1, result: 3, status: 5, account: 7 };
const clockCheckMs = 5_000;
const clockSlackMs = 1_000;

/**
 * A pace of `requestsPerMinute`, evenly spaced.
 *
 * The limiter hands out turns and the task runs outside it. One turn at a time (`maxConcurrent: 1`) is what makes
 * priorities count: without it bottleneck gives every waiting call its time at once, in order of arrival. And since a
 * turn is over at once, a slow answer neither holds up the next call nor the stop.
 */
export function createPace({ requestsPerMinute }: { readonly requestsPerMinute: number }): Pace {
  const createLimiter = () => new Bottleneck({ minTime: 60_000 / requestsPerMinute, maxConcurrent: 1 });
  let limiter = createLimiter();
  let stopped = false;

  async function waitForTurn(priority: CallPriority): Promise<void> {
    for (;;) {
      const current = limiter;
      try {
        return await current.schedule({ priority: limiterPriority[priority] }, async () => {});
      } catch (cause) {
        if (stopped || current === limiter) throw new ProviderError('transient', 'no more calls', false, { cause });
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
      await unlessAborted(waitForTurn(priority), signal);
      return task();
    },
    async stop() {
      if (stopped) return;
      stopped = true;
      clearInterval(clockWatch);
      await limiter.stop({ dropWaitingJobs: true });
    },
  };
}

async function unlessAborted(turn: Promise<void>, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = () =>
    aborted.reject(new ProviderError('transient', 'aborted before the call', false, { cause: signal.reason }));
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.race([aborted.promise, turn]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    turn.catch(() => {});
  }
}

function watchForSetBackClock(onSetBack: () => void): NodeJS.Timeout {
  let last = Date.now();
  return setInterval(() => {
    const now = Date.now();
    if (now < last - clockSlackMs) onSetBack();
    last = now;
  }, clockCheckMs).unref();
}
