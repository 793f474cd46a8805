/**
 * What stands between a message and its place:
 * - `too-large`: the file is over the limit of this place
 * - `content-refused`: the text or the link is not wanted here (AutoMod, link filter, explicit content)
 * - `no-access`: the bot may not post here
 * - `gone`: the message, channel or interaction is no more, or its token is dead
 * - `transient`: Discord is busy or out of reach; another try may work
 */
export type PostingProblem = 'too-large' | 'content-refused' | 'no-access' | 'gone' | 'transient';

/** A message that could not be posted. The message is for the log: no token, no body. */
export class PostingError extends Error {
  readonly problem: PostingProblem;
  /** Earliest time for another try, milliseconds from now; 0 when Discord did not say. */
  readonly retryAfterMs: number;

  constructor(
    problem: PostingProblem,
    message: string,
    { retryAfterMs = 0, cause }: { retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'PostingError';
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }
}
