import type { MiddlewareHandler } from 'hono';
import { createMinuteWindow } from '../generation/minute-window.ts';
import type { RecordedContext, RecordedEnv } from '../generation/request-log.ts';
import { TEXTS, TROUBLE } from './answers.ts';
import type { SegmindParts } from './context.ts';
import type { SegmindFaults } from './faults.ts';

/**
 * Lets a request in: with a key in `x-api-key`, and within the rate limit. A bearer token is refused even if it holds
 * the right key.
 */
export function gate(parts: SegmindParts): MiddlewareHandler<RecordedEnv> {
  const { faults, clock } = parts;
  const letIn = createMinuteWindow(clock);
  return async (context, next) => {
    const refusal = keyRefusal(context, parts);
    if (refusal) return refusal;
    const reopensAt = letIn(faults.requestsPerMinute);
    if (reopensAt === null) return next();
    // No Retry-After: the only hint is this header.
    context.header('x-rate-limit-reset-at-utc', resetStamp(reopensAt, faults.resetStamp));
    return context.json({ error: TROUBLE.rateLimited }, 429);
  };
}

/** The answer to a request that may not come in; null when its key is right. */
export function keyRefusal(
  context: RecordedContext,
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
