import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import pLimit from 'p-limit';
import type { Message } from './serve-orders.ts';

/** A process of our own for work that must not be done in raybot's: one order after another, and gone when nobody asks. */
export interface HelperProcess<Order, Answer, News = never> {
  /**
   * Gives an order, in turn; the first one starts the process. Whoever gets no answer gets another process next time.
   * @throws {HelperEndedError} the process ended before it answered
   * @throws {HelperTooSlowError} the time was up: it was killed
   * @throws {HelperClosedError} it was closed
   * @throws the signal's own reason, once it aborts; Node's own errors where no process can be started
   */
  ask(order: Order, asking: Asking<News>): Promise<Answer>;
  /** Orders under way and waiting. */
  readonly orders: number;
  /** Ends the process, for good: the order under way fails, and so do those that wait. */
  close(): Promise<void>;
}

export interface HelperOptions {
  /** The file that it runs; `serveOrders` is called there. */
  readonly main: string;
  /** After so long without an order it ends, and gives its memory back; 0: after each order. */
  readonly idleMs: number;
  /** For V8 alone: native code has its memory elsewhere. */
  readonly heapLimitMb?: number;
  /** How orders and answers travel; `advanced` is for bytes, which would be ten times as large as JSON. */
  readonly serialization?: 'json' | 'advanced';
}

export interface Asking<News> {
  /** For this order alone, without the wait for its turn. */
  readonly timeLimitMs: number;
  readonly signal?: AbortSignal;
  /** Called with what the process has to tell before it answers. */
  readonly onNews?: (news: News) => void;
}

/** The process ended before it answered: by itself, by a crash, or killed from outside. */
export class HelperEndedError extends Error {
  /** What it ended with: an exit code or a signal's name. */
  readonly endedWith: string;
  /** Whether it ended in good order, as where a library is missing, and did not crash. */
  readonly byItself: boolean;

  constructor(code: number | null, signal: string | null) {
    super(`the process ended with ${signal ?? code}`);
    this.name = 'HelperEndedError';
    this.endedWith = String(signal ?? code);
    // Node's own codes are small; Windows has no signals, and tells a crash by a code of 32 bits.
    this.byItself = code !== null && code < 256;
  }
}

/** Nobody is to be asked any more: raybot stops. */
export class HelperClosedError extends Error {
  constructor() {
    super('the process was closed');
    this.name = 'HelperClosedError';
  }
}

/** The process was killed, as an order took too long. */
export class HelperTooSlowError extends Error {
  constructor(timeLimitMs: number) {
    super(`no answer in ${timeLimitMs} ms`);
    this.name = 'HelperTooSlowError';
  }
}

export function createHelperProcess<Order extends object, Answer, News = never>(
  options: HelperOptions,
): HelperProcess<Order, Answer, News> {
  const inTurn = pLimit(1);
  let running: ChildProcess | null = null;
  let idle: NodeJS.Timeout | undefined;
  let closed = false;

  const start = (): ChildProcess => {
    const child = startProcess(options);
    const forget = () => {
      if (running === child) running = null;
    };
    // One that could not be started never exits.
    child.once('exit', forget).once('error', forget);
    running = child;
    return child;
  };
  const kill = async () => {
    clearTimeout(idle);
    const child = running;
    running = null;
    if (child?.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await once(child, 'exit');
  };
  const askNow = async (order: Order, asking: Asking<News>): Promise<Answer> => {
    if (closed) throw new HelperClosedError();
    asking.signal?.throwIfAborted();
    clearTimeout(idle);
    try {
      const answer = await exchange<Order, Answer, News>(running ?? start(), order, asking);
      if (options.idleMs === 0) await kill();
      return answer;
    } catch (error) {
      await kill();
      throw closed ? new HelperClosedError() : error;
    } finally {
      if (running) idle = setTimeout(() => void kill(), options.idleMs).unref();
    }
  };
  return {
    ask: (order, asking) => inTurn(() => askNow(order, asking)),
    get orders() {
      return inTurn.activeCount + inTurn.pendingCount;
    },
    async close() {
      closed = true;
      await kill();
    },
  };
}

/** It knows no environment and no arguments of ours, which may hold secrets or name their file: members choose what it reads. */
function startProcess({ main, heapLimitMb, serialization = 'json' }: HelperOptions): ChildProcess {
  // Where Node keeps what it has compiled: it starts in half the time then.
  const { NODE_COMPILE_CACHE } = process.env;
  return fork(main, {
    env: NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE },
    execArgv: heapLimitMb === undefined ? [] : [`--max-old-space-size=${heapLimitMb}`],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization,
  });
}

/** One order, one answer; the end of the process, or of the time, is an answer too. */
async function exchange<Order extends object, Answer, News>(
  child: ChildProcess,
  order: Order,
  { timeLimitMs, signal, onNews }: Asking<News>,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const timer = setTimeout(() => reject(new HelperTooSlowError(timeLimitMs)), timeLimitMs);
  const onAbort = () => reject(signal?.reason);
  const onExit = (code: number | null, killedBy: string | null) => reject(new HelperEndedError(code, killedBy));
  const onMessage = (message: Message<Answer, News>) => {
    if ('answer' in message) resolve(message.answer);
    else onNews?.(message.news);
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  // A process that could not be started says so by an error.
  child.once('error', reject).once('exit', onExit).on('message', onMessage);
  // Where no file descriptor was left there is no way to send anything either.
  if (child.pid !== undefined) child.send(order, (error) => error && reject(error));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    child.off('error', reject).off('exit', onExit).off('message', onMessage);
  }
}
