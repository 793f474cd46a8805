import type { MiddlewareHandler } from 'hono';
import { createMinuteWindow } from '../generation/minute-window.ts';
import type { RecordedContext, RecordedEnv } from '../generation/request-log.ts';
import { TEXTS, TROUBLE } from './answers.ts';
import type { ApiframeParts } from './context.ts';
import { sayWhen } from './retry-after.ts';

/**
 * Lets a request in: with a key in `X-API-Key`, and within the rate limit. A bearer token is the provider's own
 * dashboard's and counts for nothing.
 * @see https://docs-v2.apiframe.ai/docs/getting-started/authentication
 */
export function gate(parts: ApiframeParts): MiddlewareHandler<RecordedEnv> {
  const { clock, faults } = parts;
  const letIn = createMinuteWindow(clock);
  return async (context, next) => {
    const refused = keyRefusal(context, parts);
    if (refused) return refused;
    const reopensAt = letIn(faults.requestsPerMinute);
    if (reopensAt === null) return next();
    const now = clock.now();
    sayWhen(context, now, reopensAt - now, faults);
    return context.json({ error: TROUBLE.rateLimited }, 429);
  };
}

function keyRefusal(context: RecordedContext, { apiKey, faults }: ApiframeParts): Response | null {
  const key = context.req.header('x-api-key');
  if (!key) return context.json({ error: TEXTS.keyMissing }, 401);
  if (key !== apiKey || faults.keyRevoked) return context.json({ error: TEXTS.keyRefused }, 401);
  return faults.keyInactive ? context.json({ error: TEXTS.keyInactive }, 403) : null;
}
