import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { MediaError } from '../errors/media-error.ts';

/** What a playable mp4 turned out to be. */
export interface VideoFacts {
  /** As mediabunny names it: `avc` is H.264. */
  readonly codec: string;
  /** Pixels as displayed, after rotation. */
  readonly width: number;
  readonly height: number;
  readonly durationSeconds: number;
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
}

/**
 * Reads what a video file is, and whether all of it is there.
 *
 * It is read in a thread of its own, with limits: four wrong bytes in an mp4's tables can claim billions of frames,
 * and listing them would stop the whole bot for minutes. A file that reaches a limit is called damaged: it would reach
 * it each time, and the job has to end.
 * @throws {MediaError} `not-a-video` for what is no mp4 with pictures, `damaged` for one whose codec, size or duration is
 *   not known or whose last bytes are missing. Faults of our own (the file is not there or cannot be read, the thread cannot be started)
 *   pass as Node's own errors: they say nothing about the video, and another try may work
 */
export async function inspectVideo(
  path: string,
  { timeLimitMs = 30_000, memoryLimitMb = 128 }: InspectionLimits = {},
): Promise<VideoFacts> {
  await access(path);
  const timeLimit = AbortSignal.timeout(timeLimitMs);
  const worker = new Worker(new URL('./read-video-worker.ts', import.meta.url), {
    workerData: path,
    resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb },
    // The library remarks on odd files there; the log gets the error alone.
    stderr: true,
  });
  worker.stderr.resume();
  try {
    const verdict = await verdictOf(worker, timeLimit);
    if ('facts' in verdict) return verdict.facts;
    throw new MediaError(verdict.code, `not a playable mp4: ${verdict.problem}`);
  } finally {
    await worker.terminate();
  }
}

async function verdictOf(worker: Worker, timeLimit: AbortSignal): Promise<Verdict> {
  try {
    const [verdict] = await once(worker, 'message', { signal: timeLimit });
    return verdict;
  } catch (cause) {
    if (timeLimit.aborted) throw new MediaError('damaged', 'not a playable mp4: it takes too long to read', cause);
    if (!isOutOfMemory(cause)) throw cause;
    throw new MediaError('damaged', 'not a playable mp4: its tables do not fit into memory', cause);
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
