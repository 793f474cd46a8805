/**
 * Why a video was not made to fit:
 * - `no-encoder`: none is installed, or it cannot be loaded
 * - `too-small`: it would look worse than anybody wants to see it
 * - `busy`: too many are waiting for theirs
 * - `cut-off`: raybot ended in the middle of it the last time, and was not asked to
 * - `too-slow`: it took longer than the limit
 * - `over-limit`: what came out is still too large
 * - `failed`: the encoder has a fault, ended, ran out of memory, or made what does not play
 */
export type FitErrorCode = 'no-encoder' | 'too-small' | 'busy' | 'cut-off' | 'too-slow' | 'over-limit' | 'failed';

/** A video that stays as large as it is. The message is for the log. */
export class FitError extends Error {
  readonly code: FitErrorCode;

  constructor(code: FitErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'FitError';
    this.code = code;
  }
}
