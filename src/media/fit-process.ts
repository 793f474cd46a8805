import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { FitError } from '../errors/fit-error.ts';
import { createHelperProcess, HelperEndedError, HelperTooSlowError } from '../processes/helper-process.ts';
import { fitTimeLimitMs, planFit } from './fit-plan.ts';
import type { FitAnswer, FitNews, FitOrder } from './fit-process-main.ts';
import type { VideoFacts } from './video-file.ts';

export interface FitLimits {
  /** For one video; by default longer ones have more time. */
  readonly timeLimitMs?: number;
  /** Of the whole process. 1920 × 1080 needs about 350. */
  readonly memoryLimitMb?: number;
  /** So many may wait for the one that is encoded: whoever waits keeps others from being delivered. */
  readonly maxWaiting?: number;
  /** How much the encoder gives way to others: 0, not at all, to 19, which it does by default. */
  readonly niceness?: number;
}

export interface VideoFitter {
  /** Whether an encoder is there. Until the first video it is only known whether it is installed. */
  readonly isThere: boolean;
  /**
   * Encodes a video anew so that it fits into a limit.
   * @param to - a file of this name is written over, and is to be thrown away where this fails
   * @throws {FitError}
   * @throws the signal's reason, once it aborts; the process is killed
   */
  fit(from: string, to: string, task: FitTask): Promise<VideoFacts>;
  /** Ends the process, for good. */
  close(): Promise<void>;
}

/** How a video is to be made smaller. */
export interface FitTask {
  /** The most that it may have in the end. */
  readonly limitBytes: number;
  readonly signal: AbortSignal;
  /** How much is done, whole percent. */
  readonly onPercent: (percent: number) => void;
}

const main = fileURLToPath(new URL('./fit-process-main.ts', import.meta.url));
/** The library's own objects are small: frames are not in V8's heap. */
const heapLimitMb = 128;

/**
 * Makes videos fit, one at a time, in a process for each: what an encoder uses goes back to the machine, and a crash of it is
 * no crash of ours.
 * @param inspect - as that of `VideoInspector`
 */
export function createVideoFitter(
  inspect: (path: string) => Promise<VideoFacts>,
  { timeLimitMs, memoryLimitMb = 768, maxWaiting = 3, niceness = 19 }: FitLimits = {},
): VideoFitter {
  const helper = createHelperProcess<FitOrder, FitAnswer, FitNews>({ main, idleMs: 0, heapLimitMb });
  let isThere = isInstalled();

  const encode = async (order: FitOrder, facts: VideoFacts, { signal, onPercent }: FitTask) => {
    const limitMs = timeLimitMs ?? fitTimeLimitMs(facts);
    const answer = await helper
      .ask(order, { timeLimitMs: limitMs, signal, onNews: onPercent })
      .catch((error: unknown) => {
        throw signal.aborted ? error : blamed(error);
      });
    if ('done' in answer) return;
    if ('fault' in answer) throw new FitError('failed', `it cannot be encoded: ${answer.fault}`);
    isThere = false;
    throw new FitError('no-encoder', `the encoder cannot be loaded: ${answer.noEncoder}`);
  };
  return {
    get isThere() {
      return isThere;
    },
    async fit(from, to, task) {
      const { limitBytes } = task;
      if (!isThere) throw new FitError('no-encoder', 'no encoder is installed');
      const facts = await inspected(from, inspect);
      const plan = planFit(facts, limitBytes);
      if (!plan) throw new FitError('too-small', `nothing worth looking at fits into ${limitBytes} bytes`);
      if (helper.orders > maxWaiting) throw new FitError('busy', `${maxWaiting} videos are waiting`);
      await encode({ from, to, plan, memoryLimitMb, niceness }, facts, task);
      const { size } = await stat(to);
      if (size > limitBytes) throw new FitError('over-limit', `it came to ${size} bytes, over ${limitBytes}`);
      return inspected(to, inspect);
    },
    close: () => helper.close(),
  };
}

/** Asked without loading it: it would stay in our memory. */
function isInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve('@mediabunny/server');
    return true;
  } catch {
    return false;
  }
}

async function inspected(path: string, inspect: (path: string) => Promise<VideoFacts>): Promise<VideoFacts> {
  return inspect(path).catch((error: unknown) => {
    throw new FitError('failed', error instanceof Error ? error.message : String(error), error);
  });
}

function blamed(error: unknown): FitError {
  if (error instanceof HelperTooSlowError) return new FitError('too-slow', error.message, error);
  if (error instanceof HelperEndedError)
    return new FitError('failed', `its encoder ended with ${error.endedWith}`, error);
  return new FitError('failed', error instanceof Error ? error.message : String(error), error);
}
