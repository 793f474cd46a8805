import type { MiddlewareHandler } from 'hono';
import { TEXTS } from './answers.ts';
import type { SegmindContext, SegmindEnv, SegmindParts } from './context.ts';
import type { SegmindFaults } from './faults.ts';

const MINUTE_MS = 60_000;

/**
 * Lets a request in: with a key in `x-api-key`, and within the rate limit. A bearer token is refused even if it holds
 * the right key.
 */
export function gate(parts: SegmindParts): MiddlewareHandler<SegmindEnv> {
  const { faults, clock } = parts;
  let recentTimes: number[] = [];
  return async (context, next) => {
    const refusal = keyRefusal(context, parts);
    if (refusal) return refusal;
    const now = clock.now();
    recentTimes = recentTimes.filter((time) => now - time < MINUTE_MS);
    const [oldest] = recentTimes;
    if (faults.requestsPerMinute !== null && recentTimes.length >= faults.requestsPerMinute) {
      // No Retry-After: the only hint is this header.
      context.header('x-rate-limit-reset-at-utc', resetStamp((oldest ?? now) + MINUTE_MS, faults.resetStamp));
      return context.json({ error: TEXTS.rateLimited }, 429);
    }
    recentTimes.push(now);
    return next();
  };
}

/** The answer to a request that may not come in; null when its key is right. */
export function keyRefusal(
  context: SegmindContext,
  { apiKey, faults }: Pick<SegmindParts, 'apiKey' | 'faults'>,
): Response | null {
  const key = context.req.header('x-api-key');
  if (key === apiKey && !faults.keyRevoked) return null;
  const nothingSent = key === undefined && context.req.header('authorization') === undefined;
  const text = nothingSent ? TEXTS.keyMissing : TEXTS.keyRefused;
  if (faults.keyRefusal === 'text') return context.json({ error: text }, 401);
  return context.json({ error: 'invalid_api_key', error_description: text, status_code: 401 }, 401);
}

function resetStamp(timeMs: number, format: SegmindFaults['resetStamp']): string {
  if (format === 'epoch-seconds') return String(Math.ceil(timeMs / 1_000));
  if (format === 'epoch-milliseconds') return String(timeMs);
  return new Date(timeMs).toISOString();
}
