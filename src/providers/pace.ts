import Bottleneck from 'bottleneck';
import { type Clock, systemClock } from '../clock.ts';
import { ProviderError } from '../errors/provider-error.ts';
import { Pauses } from './pauses.ts';
import { RequestBudget } from './request-budget.ts';
import { type CallPriority, TurnQueue } from './turn-queue.ts';

/** How a call waits for its turn. */
export interface WaitingOptions {
  /** A wait that the peer has asked for and that is longer is not waited for. */
  readonly longestPauseMs?: number;
  /** Against others of the same priority, asked whenever a turn is given. */
  readonly urgency?: () => number;
}

/** Spreads the calls to one peer over time. */
export interface Pace {
  /** Between two turns, by now; milliseconds. */
  readonly turnMs: number;
  /**
   * Runs `task` when its turn comes. A task whose signal aborts while it waits is never run; its turn passes unused.
   * @throws {ProviderError} `mayHaveArrived` false: transient when the wait is aborted or the pace is stopped, `rate` when the
   *   peer asks for more than `longestPauseMs`; otherwise whatever the task throws
   */
  run<T>(priority: CallPriority, task: () => Promise<T>, signal: AbortSignal, options?: WaitingOptions): Promise<T>;
  /**
   * The peer had too many requests: nobody gets a turn for `waitMs` (10 s where it does not say), and turns come half as
   * often from then on, down to a tenth of what is configured. Each minute without such an answer gives back a tenth.
   * Answers that arrive during the wait belong to calls made before it: they may prolong it, but halve nothing again.
   */
  slowDown(waitMs: number | undefined): void;
  /** Gives no more turns and turns away whoever waits. Tasks that already run are not waited for. */
  stop(): Promise<void>;
}

export interface PaceOptions {
  readonly requestsPerMinute: number;
  /** Of the waits that a peer asks for: its minute is over when its own clock says so. The spacing is in real time. */
  readonly clock?: Clock;
}

const clockCheckMs = 5_000;
const clockSlackMs = 1_000;
const unknownWaitMs = 10_000;
const recoveryMs = 60_000;

/**
 * A pace of `requestsPerMinute`, evenly spaced.
 *
 * The limiter says when there is a turn, the queue whose it is, and the task runs outside both: a turn is over at once, so
 * a slow answer neither holds up the next call nor the stop. (The limiter's own priorities would let new submits keep
 * looks at paid jobs waiting for ever.)
 */
export function createPace({ requestsPerMinute, clock = systemClock }: PaceOptions): Pace {
  const budget = new RequestBudget(requestsPerMinute);
  const pauses = new Pauses(clock);
  const queue = new TurnQueue();
  const stopping = new AbortController();
  const createLimiter = () => new Bottleneck({ minTime: budget.gapMs, maxConcurrent: 1 });
  let limiter = createLimiter();
  let recovery = new AbortController();
  /** Ends the waits of those who would not wait so long. */
  const hurried = new Set<(pauseMs: number) => void>();

  /** Orders one turn; again where a pause began or the limiter was replaced before it came. */
  async function orderTurn(): Promise<void> {
    for (;;) {
      await pauses.over();
      const current = limiter;
      try {
        if (await current.schedule(async () => giveTurn())) return;
      } catch (cause) {
        if (stopping.signal.aborted || current === limiter) return queue.failAll(noMoreCalls(cause));
      }
    }
  }

  function giveTurn(): boolean {
    if (pauses.isRunning) return false;
    queue.next();
    return true;
  }

  const applyBudget = () => void limiter.updateSettings({ minTime: budget.gapMs });

  async function recover(signal: AbortSignal): Promise<void> {
    while (budget.isLowered) {
      await clock.sleep(recoveryMs, signal);
      budget.raise();
      applyBudget();
    }
  }

  // Bottleneck plans by the wall clock: set back an hour, it would stand still for an hour.
  const clockWatch = watchForSetBackClock(() => {
    const standing = limiter;
    limiter = createLimiter();
    void standing.stop({ dropWaitingJobs: true });
  });

  return {
    get turnMs() {
      return budget.gapMs;
    },
    async run(priority, task, signal, { longestPauseMs = Number.POSITIVE_INFINITY, urgency } = {}) {
      if (signal.aborted) throw abortedEarly(signal);
      if (pauses.leftMs > longestPauseMs) throw tooBusy(pauses.leftMs);
      const { turn, leave } = queue.join(priority, urgency);
      const given = Promise.withResolvers<void>();
      turn.then(given.resolve, given.reject);
      const giveUp = (pauseMs: number) => {
        if (pauseMs <= longestPauseMs) return;
        leave();
        given.reject(tooBusy(pauseMs));
      };
      hurried.add(giveUp);
      void orderTurn();
      try {
        await unlessAborted(given.promise, signal, leave);
      } finally {
        hurried.delete(giveUp);
      }
      return task();
    },
    slowDown(waitMs = unknownWaitMs) {
      if (stopping.signal.aborted) return;
      if (!pauses.isRunning) budget.lower();
      applyBudget();
      pauses.begin(waitMs, stopping.signal);
      for (const giveUp of hurried) giveUp(pauses.leftMs);
      recovery.abort();
      recovery = new AbortController();
      recover(AbortSignal.any([recovery.signal, stopping.signal])).catch(() => {});
    },
    async stop() {
      if (stopping.signal.aborted) return;
      stopping.abort();
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

const tooBusy = (retryAfterMs: number) =>
  new ProviderError('rate', 'it has had too many requests, and asks to be left alone', false, { retryAfterMs });
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
