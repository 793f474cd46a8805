import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import pLimit from 'p-limit';
import { MediaError } from '../errors/media-error.ts';
import type { ImageOrder, ImageVerdict } from './image-process-main.ts';
import type { ImageBounds, ImageFacts } from './normalise-image.ts';

/** Makes plain pictures of members' ones, one at a time, in a process of its own. */
export interface ImageNormaliser {
  /**
   * @param to - where the plain picture goes, see `normaliseImage`
   * @throws {MediaError} `not-an-image`, `too-many-pixels` or `damaged`; faults of our own (no disk, no process) pass as they are
   */
  normalise(from: string, to: string, signal: AbortSignal): Promise<ImageFacts>;
  /** Ends the process; to be called when nothing is under way. */
  close(): Promise<void>;
}

export interface ImageNormaliserOptions extends ImageBounds {
  /** For one picture. The largest take a second or two; the limit is for what keeps a decoder busy. */
  readonly timeLimitMs?: number;
  /** After so long without a picture the process ends, and gives its memory back. */
  readonly idleMs?: number;
}

const main = fileURLToPath(new URL('./image-process-main.ts', import.meta.url));

/**
 * Decoders are native code, and members choose the bytes: a fault in one must not end the bot, and what it sees must hold
 * no secret. So they run in a process that knows no environment, is killed when it takes too long, and ends when it is
 * idle. A picture on which the process is killed is called damaged: it would be each time. One that ends by itself, as
 * where the library is not installed, says nothing about the picture.
 */
export function createImageNormaliser({
  timeLimitMs = 30_000,
  idleMs = 5_000,
  ...bounds
}: ImageNormaliserOptions): ImageNormaliser {
  const inTurn = pLimit(1);
  let running: ChildProcess | null = null;
  let idle: NodeJS.Timeout | undefined;

  const start = (): ChildProcess => {
    // No arguments of ours either: one of them may name the file of secrets.
    const child = fork(main, { env: bareEnvironment(), execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
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

  const normaliseNow = async (order: ImageOrder, signal: AbortSignal): Promise<ImageFacts> => {
    signal.throwIfAborted();
    clearTimeout(idle);
    try {
      const verdict = await askFor(running ?? start(), order, { signal, timeLimitMs });
      if ('facts' in verdict) return verdict.facts;
      throw 'code' in verdict ? new MediaError(verdict.code, verdict.problem) : new Error(verdict.fault);
    } catch (error) {
      if (error instanceof ProcessEnded || signal.aborted) await kill();
      throw error;
    } finally {
      idle = setTimeout(() => void kill(), idleMs).unref();
    }
  };

  return {
    normalise: (from, to, signal) => inTurn(() => normaliseNow({ from, to, bounds }, signal)),
    close: kill,
  };
}

/** Where Node keeps what it has compiled: it starts in half the time then. */
function bareEnvironment(): NodeJS.ProcessEnv {
  const { NODE_COMPILE_CACHE } = process.env;
  return NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE };
}

class ProcessEnded extends MediaError {}

/** One order, one answer; the end of the process, or of the time, is an answer too. */
async function askFor(
  child: ChildProcess,
  order: ImageOrder,
  { signal, timeLimitMs }: { signal: AbortSignal; timeLimitMs: number },
): Promise<ImageVerdict> {
  const { promise, resolve, reject } = Promise.withResolvers<ImageVerdict>();
  const onAbort = () => reject(signal.reason);
  const timer = setTimeout(() => reject(new ProcessEnded('damaged', 'takes too long to decode')), timeLimitMs);
  const onExit = (code: number | null, signal: string | null) =>
    reject(
      endedByItself(code)
        ? new Error(`the process that decodes pictures ended with ${code}`)
        : new ProcessEnded('damaged', `its decoder ended with ${signal ?? code}`),
    );
  signal.addEventListener('abort', onAbort, { once: true });
  // A process that could not be started says so by an error.
  child.once('error', reject).once('exit', onExit).once('message', resolve);
  // Where no file descriptor was left there is no way to send anything either.
  if (child.pid !== undefined) child.send(order, (error) => error && reject(error));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    child.off('error', reject).off('exit', onExit).off('message', resolve);
  }
}

/** Node's own codes are small; Windows has no signals, and tells a crash by a code of 32 bits. */
function endedByItself(code: number | null): boolean {
  return code !== null && code < 256;
}
