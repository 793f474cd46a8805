import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import pLimit from 'p-limit';
import { MediaError } from '../errors/media-error.ts';

/** What a playable mp4 turned out to be. */
export interface VideoFacts {
  /** As mediabunny names it: `avc` is H.264. */
  readonly codec: string;
  /** Pixels as displayed, after rotation. */
  readonly width: number;
  readonly height: number;
  readonly durationSeconds: number;
  readonly hasSound: boolean;
  readonly bytes: number;
  /** Whether every Discord client plays it inside the message. */
  readonly playsEverywhere: boolean;
}

/** What the thread found out about the file itself. */
export type Verdict =
  | { readonly facts: VideoFacts }
  | { readonly code: 'not-a-video' | 'damaged'; readonly problem: string };

export interface InspectionLimits {
  /**
   * A clip takes well under a second. The limit is far above what a busy machine needs for one, so that reaching it says
   * something about the file, and below what a delivery can wait.
   */
  readonly timeLimitMs?: number;
  readonly memoryLimitMb?: number;
  /** After so long without a file the thread ends, and gives its memory back. */
  readonly idleMs?: number;
}

/** Reads what video files are, one at a time. */
export interface VideoInspector {
  /**
   * @throws {MediaError} `not-a-video` for what is no mp4 with pictures, `damaged` for one whose codec, size or duration is
   *   not known or whose last bytes are missing. Faults of our own (the file is not there or cannot be read, the thread
   *   cannot be started) pass as Node's own errors: they say nothing about the video, and another try may work
   */
  inspect(path: string): Promise<VideoFacts>;
  close(): Promise<void>;
}

/**
 * Files are read in a thread of its own, with limits: four wrong bytes in an mp4's tables can claim billions of frames, and
 * listing them would stop the whole bot for minutes. A file that reaches a limit is called damaged: it would reach it each
 * time, and the job has to end. The thread lasts from file to file, since each new one costs as much as many files.
 */
export function createVideoInspector({
  timeLimitMs = 30_000,
  memoryLimitMb = 128,
  idleMs = 10_000,
}: InspectionLimits = {}): VideoInspector {
  const inTurn = pLimit(1);
  let running: Worker | null = null;
  let idle: NodeJS.Timeout | undefined;

  const start = (): Worker => {
    const worker = startWorker(memoryLimitMb);
    // A thread can end between two files; nobody would answer for the next one.
    worker.once('exit', () => {
      if (running === worker) running = null;
    });
    running = worker;
    return worker;
  };
  const end = async () => {
    clearTimeout(idle);
    const worker = running;
    running = null;
    await worker?.terminate();
  };
  const inspectNow = async (path: string): Promise<VideoFacts> => {
    await access(path);
    clearTimeout(idle);
    const worker = running ?? start();
    try {
      const verdict = await verdictOf(worker, path, timeLimitMs);
      if ('facts' in verdict) return verdict.facts;
      throw new MediaError(verdict.code, `not a playable mp4: ${verdict.problem}`);
    } catch (error) {
      // A thread that gave no verdict has ended or is of no more use.
      if (!(error instanceof MediaError) || error instanceof LimitReached) await end();
      throw error;
    } finally {
      idle = setTimeout(() => void end(), idleMs).unref();
    }
  };
  return { inspect: (path) => inTurn(() => inspectNow(path)), close: end };
}

/** Reads one file, see `VideoInspector`. */
export async function inspectVideo(path: string, limits: InspectionLimits = {}): Promise<VideoFacts> {
  const inspector = createVideoInspector(limits);
  try {
    return await inspector.inspect(path);
  } finally {
    await inspector.close();
  }
}

class LimitReached extends MediaError {}

function startWorker(memoryLimitMb: number): Worker {
  const worker = new Worker(new URL('./read-video-worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb, maxYoungGenerationSizeMb: 1 },
    // The library remarks on odd files there; the log gets the error alone.
    stderr: true,
  });
  worker.stderr.resume();
  // Whoever waits for a verdict hears of a fault; between two files nobody does, and it must not end the bot.
  worker.on('error', () => {});
  return worker;
}

async function verdictOf(worker: Worker, path: string, timeLimitMs: number): Promise<Verdict> {
  const timeLimit = AbortSignal.timeout(timeLimitMs);
  worker.postMessage(path);
  try {
    const [verdict] = await once(worker, 'message', { signal: timeLimit });
    return verdict;
  } catch (cause) {
    if (timeLimit.aborted) throw new LimitReached('damaged', 'not a playable mp4: it takes too long to read', cause);
    if (!isOutOfMemory(cause)) throw cause;
    throw new LimitReached('damaged', 'not a playable mp4: its tables do not fit into memory', cause);
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
