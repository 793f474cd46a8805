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
  readonly hasAudio: boolean;
}

export interface InspectionLimits {
  /** A clip takes well under a second. */
  readonly timeLimitMs?: number;
  readonly memoryLimitMb?: number;
}

/** Whether every Discord client plays it inside the message: H.264 is the codec that all of them decode. */
export function isPlayableInline({ codec }: VideoFacts): boolean {
  return codec === 'avc';
}

/**
 * Reads what a video file is, and whether all of it is there.
 *
 * It is read in a thread of its own, with limits: four wrong bytes in an mp4's tables can claim billions of frames,
 * and listing them would stop the whole bot for minutes.
 * @throws {MediaError} `not-a-video` unless it is an mp4 with a video track of known codec, size and duration whose
 *   last bytes are in the file; a file that is not there passes as Node's own error
 */
export async function inspectVideo(
  path: string,
  { timeLimitMs = 10_000, memoryLimitMb = 128 }: InspectionLimits = {},
): Promise<VideoFacts> {
  await access(path);
  const worker = new Worker(new URL('./read-video-worker.ts', import.meta.url), {
    workerData: path,
    resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb },
    // The library remarks on odd files there; the log gets the error alone.
    stderr: true,
  });
  worker.stderr.resume();
  try {
    const [facts] = await once(worker, 'message', { signal: AbortSignal.timeout(timeLimitMs) });
    return facts;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unreadable';
    throw new MediaError('not-a-video', `not a playable mp4: ${reason}`, cause);
  } finally {
    await worker.terminate();
  }
}
