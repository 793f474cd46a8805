/**
 * Why there is no picture:
 * - `busy`: too many are waiting for theirs
 * - `too-slow`: it took longer than the limit
 * - `failed`: the thread that draws could not be started, ended, or ran out of memory; or the figures cannot be drawn
 */
export type ChartErrorCode = 'busy' | 'too-slow' | 'failed';

/** A chart that was not drawn. What it would have shown is there all the same. The message is for the log, without names. */
export class ChartError extends Error {
  readonly code: ChartErrorCode;

  constructor(code: ChartErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ChartError';
    this.code = code;
  }
}
