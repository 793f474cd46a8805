import { createHash } from 'node:crypto';

/**
 * Rate limits as Discord tells them: https://docs.discord.com/developers/topics/rate-limits . By default there is always
 * room, so that a scaled clock and a real limit do not get into each other's way.
 */

const EDITS_PER_WINDOW = 5;
const WINDOW_MS = 2_000;

/** The answer 429. Without headers a client is left to guess. */
export class RateLimited extends Error {
  readonly retryAfterMs: number;
  readonly withHeaders: boolean;

  constructor(retryAfterMs: number, withHeaders = true) {
    super('You are being rate limited.');
    this.name = 'RateLimited';
    this.retryAfterMs = retryAfterMs;
    this.withHeaders = withHeaders;
  }

  toJSON(): Record<string, unknown> {
    return { message: this.message, retry_after: this.retryAfterMs / 1_000, global: false };
  }
}

/** Counts edits for each interaction token in windows of real time: a client waits for them in real time too. */
export class EditLimiter {
  readonly #windows = new Map<string, { startMs: number; count: number }>();

  /** @throws {RateLimited} when the window of this token is used up */
  take(token: string): void {
    const nowMs = Date.now();
    const current = this.#windows.get(token);
    const window = current && nowMs - current.startMs < WINDOW_MS ? current : { startMs: nowMs, count: 0 };
    if (window.count >= EDITS_PER_WINDOW) throw new RateLimited(window.startMs + WINDOW_MS - nowMs);
    this.#windows.set(token, { startMs: window.startMs, count: window.count + 1 });
  }
}

/** Headers of an answer that leaves room. `path` is the decoded path; ids and tokens do not make a bucket of their own. */
export function roomyHeaders(method: string, path: string, nowMs: number): Record<string, string> {
  return {
    'x-ratelimit-limit': '5',
    'x-ratelimit-remaining': '4',
    'x-ratelimit-reset': ((nowMs + 1_000) / 1_000).toFixed(3),
    'x-ratelimit-reset-after': '1.000',
    'x-ratelimit-bucket': bucketOf(method, path),
  };
}

export function limitedHeaders(
  limited: RateLimited,
  method: string,
  path: string,
  nowMs: number,
): Record<string, string> {
  const seconds = limited.retryAfterMs / 1_000;
  return {
    'retry-after': String(Math.ceil(seconds)),
    'x-ratelimit-limit': String(EDITS_PER_WINDOW),
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': (nowMs / 1_000 + seconds).toFixed(3),
    'x-ratelimit-reset-after': seconds.toFixed(3),
    'x-ratelimit-bucket': bucketOf(method, path),
    'x-ratelimit-scope': 'user',
  };
}

function bucketOf(method: string, path: string): string {
  const route = path.replace(/^(\/(?:webhooks|interactions)\/)\d+\/[^/]+/, '$1').replaceAll(/\d{15,20}/g, ':id');
  return createHash('sha256').update(`${method} ${route}`).digest('hex').slice(0, 32);
}
