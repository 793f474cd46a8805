import type { Logger } from 'pino';
import { FitError } from '../errors/fit-error.ts';
import type { Job } from './job.ts';
import type { ProgressCards } from './progress-cards.ts';
import type { VideoFile, VideoFiles } from './video-files.ts';

export interface FittingParts {
  readonly files: VideoFiles;
  readonly cards: ProgressCards;
  readonly log: Logger;
}

/** Makes videos smaller that are too large for every place near their requester; once for each. */
export class Fitting {
  readonly #parts: FittingParts;
  /** Jobs whose video cannot be made smaller: a delivery that is tried again for a day must not try this each time. */
  readonly #inVain = new Set<string>();

  constructor(parts: FittingParts) {
    this.#parts = parts;
  }

  /**
   * @param limitBytes - of the place that it is for
   * @returns null where it stays as large as it is; the log says why
   * @throws the signal's reason
   */
  async fit(job: Job, original: VideoFile, limitBytes: number, signal: AbortSignal): Promise<VideoFile | null> {
    if (this.#inVain.has(job.id)) return null;
    const { files, cards } = this.#parts;
    const onPercent = (percent: number) => cards.show(job, { stage: 'fitting', percent });
    try {
      return await files.fit(job.id, original, { limitBytes, signal, onPercent });
    } catch (error) {
      signal.throwIfAborted();
      this.#inVain.add(job.id);
      this.#note(job, original, limitBytes, blamed(error));
      return null;
    }
  }

  forget(jobId: string): void {
    this.#inVain.delete(jobId);
  }

  #note({ id: jobId }: Job, { bytes }: VideoFile, limitBytes: number, { code, message: reason }: FitError): void {
    const details = { jobId, bytes, limitBytes, code, reason };
    // That no encoder is there was said at the start, and what cannot be had is no fault.
    if (code === 'no-encoder' || code === 'too-small') {
      this.#parts.log.info(details, 'a video is too large to be posted, and was not made smaller');
    } else {
      this.#parts.log.warn(details, 'a video could not be made to fit');
    }
  }
}

/** A disk that is full, or a check that fails, says nothing about the original: it can be linked all the same. */
function blamed(error: unknown): FitError {
  if (error instanceof FitError) return error;
  return new FitError('failed', error instanceof Error ? error.message : String(error), error);
}
