import { fileURLToPath } from 'node:url';
import { MediaError } from '../errors/media-error.ts';
import { createHelperProcess, HelperEndedError, HelperTooSlowError } from '../processes/helper-process.ts';
import type { ImageOrder, ImageVerdict } from './image-process-main.ts';
import type { ImageBounds, ImageFacts } from './normalise-image.ts';

/** Makes plain pictures of members' ones, one at a time, in a process of its own. */
export interface ImageNormaliser {
  /**
   * @param to - where the plain picture goes, see `normaliseImage`
   * @throws {MediaError} `not-an-image`, `too-many-pixels` or `damaged`; faults of our own (no disk, no process) pass as they are
   */
  normalise(from: string, to: string, signal: AbortSignal): Promise<ImageFacts>;
  /** Ends the process, for good; to be called when nothing is under way. */
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
  const helper = createHelperProcess<ImageOrder, ImageVerdict>({ main, idleMs });
  return {
    async normalise(from, to, signal) {
      const verdict = await helper.ask({ from, to, bounds }, { timeLimitMs, signal }).catch((error: unknown) => {
        throw blamed(error);
      });
      if ('facts' in verdict) return verdict.facts;
      throw 'code' in verdict ? new MediaError(verdict.code, verdict.problem) : new Error(verdict.fault);
    },
    close: () => helper.close(),
  };
}

/** What it means for the picture that there was no answer. */
function blamed(error: unknown): unknown {
  if (error instanceof HelperTooSlowError) return new MediaError('damaged', 'takes too long to decode');
  if (!(error instanceof HelperEndedError)) return error;
  if (error.byItself) return new Error(`the process that decodes pictures ended with ${error.endedWith}`);
  return new MediaError('damaged', `its decoder ended with ${error.endedWith}`);
}
