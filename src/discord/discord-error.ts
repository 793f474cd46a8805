import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { PostingError, type PostingProblem } from '../errors/posting-error.ts';

/**
 * What Discord's answers mean for a message. Codes: https://docs.discord.com/developers/topics/opcodes-and-status-codes
 */
const problemByCode: Readonly<Record<number, PostingProblem>> = {
  10003: 'gone', // unknown channel
  10008: 'gone', // unknown message
  10015: 'gone', // unknown webhook
  10062: 'gone', // unknown interaction
  20009: 'content-refused', // explicit content
  30015: 'too-large', // too many attachments
  30046: 'transient', // too many edits of an old message
  40003: 'transient', // direct messages opened too fast
  40005: 'too-large',
  50001: 'no-access',
  50007: 'no-access', // the member takes no direct messages
  50013: 'no-access',
  50027: 'gone', // the interaction's token is dead
  50045: 'too-large',
  50046: 'too-large', // not a file that Discord takes: a link may do
  50083: 'no-access', // archived thread
  50278: 'no-access', // no server in common
  130000: 'transient',
  160005: 'no-access', // locked thread
  200000: 'content-refused', // AutoMod
  240000: 'content-refused', // link filter
  400001: 'too-large', // uploads are limited in this guild
};

/**
 * The meaning of an error answer.
 * @param code - Discord's own code, or undefined where the body had none (a proxy's page)
 */
export function postingProblem(status: number, code: number | undefined): PostingProblem {
  const known = code === undefined ? undefined : problemByCode[code];
  if (known) return known;
  if (status === 413) return 'too-large';
  // Discord names a code where it turns something down; a page without one is from something in between, and may pass.
  if (status === 403) return code === undefined ? 'transient' : 'no-access';
  if (status === 404) return code === undefined ? 'transient' : 'gone';
  // A 401 without a code of its own is about the bot's token: the operator's to mend, and no reason to drop a video.
  if (status === 401 || status === 408 || status === 429 || status >= 500) return 'transient';
  return 'content-refused';
}

/** Whatever discord.js threw, as a PostingError that names no token. */
export function toPostingError(error: unknown): PostingError {
  if (error instanceof PostingError) return error;
  if (error instanceof RateLimitError) {
    return new PostingError('transient', 'rate limited', { retryAfterMs: error.retryAfter });
  }
  if (error instanceof DiscordAPIError) {
    const code = typeof error.code === 'number' ? error.code : undefined;
    return new PostingError(postingProblem(error.status, code), `${error.status}/${code}: ${error.message}`);
  }
  if (error instanceof HTTPError) return new PostingError(postingProblem(error.status, undefined), `${error.status}`);
  return new PostingError('transient', error instanceof Error ? error.name : 'unknown error');
}

/** @throws {PostingError} instead of whatever discord.js throws */
export async function translated<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    throw toPostingError(error);
  }
}

/**
 * @returns null where Discord refuses for good
 * @throws {PostingError} only `transient`
 */
export async function unlessRefused<Result>(call: () => Promise<Result>): Promise<Result | null> {
  try {
    return await call();
  } catch (error) {
    const posting = toPostingError(error);
    if (posting.problem === 'transient') throw posting;
    return null;
  }
}

/** What went wrong in a few words for the log: without the address, which holds the interaction's token. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code, status } = error as { code?: unknown; status?: unknown };
  return [error.name, status, code].filter((part) => part !== undefined).join(' ');
}
