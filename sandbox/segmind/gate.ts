import type { MiddlewareHandler } from 'hono';
import { TEXTS } from './answers.ts';
import type { SegmindContext, SegmindEnv, SegmindParts } from './context.ts';
import type { SegmindFaults } from './faults.ts';

const MINUTE_MS = 60_000;

/**
 * Lets a request in: with a key in `x-api-key`, and within the rate limit. A bearer token is refused even if it holds
 * the right key.
 */
export function gate({ apiKey, faults, clock }: SegmindParts): MiddlewareHandler<SegmindEnv> {
  let recentTimes: number[] = [];
  return async (context, next) => {
    const refusal = keyRefusal(context, apiKey, faults.keyRevoked);
    if (refusal !== null) return context.json({ error: refusal }, 401);
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

/** Why a request may not come in, in the gateway's words; null when it may. */
export function keyRefusal(context: SegmindContext, apiKey: string, keyRevoked: boolean): string | null {
  const key = context.req.header('x-api-key');
  if (key === apiKey && !keyRevoked) return null;
  const nothingSent = key === undefined && context.req.header('authorization') === undefined;
  return nothingSent ? TEXTS.keyMissing : TEXTS.keyRefused;
}

function resetStamp(timeMs: number, format: SegmindFaults['resetStamp']): string {
  if (format === 'epoch-seconds') return String(Math.ceil(timeMs / 1_000));
  if (format === 'epoch-milliseconds') return String(timeMs);
  return new Date(timeMs).toISOString();
}
