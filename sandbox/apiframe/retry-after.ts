import type { RecordedContext } from '../generation/request-log.ts';
import type { ApiframeFaults } from './faults.ts';

const A_DAY_S = 86_400;

/** Writes the `Retry-After` of a 429. */
export function sayWhen(context: RecordedContext, now: number, waitMs: number, { retryAfter }: ApiframeFaults): void {
  const values = {
    seconds: String(Math.ceil(waitMs / 1_000)),
    'http-date': new Date(now + waitMs).toUTCString(),
    absurd: String(A_DAY_S),
  };
  if (retryAfter !== 'missing') context.header('Retry-After', values[retryAfter]);
}
