import { readInstant } from './instant.ts';

const minRetryAfterMs = 1_000;
const maxRetryAfterMs = 120_000;
/** Smaller numbers cannot be a time since the epoch: they are seconds from now. */
const leastEpochSeconds = 1e8;
const plainNumber = /^\s*\d+(\.\d+)?\s*$/;

/**
 * How long to wait after a 429, clamped to 1–120 s. Apiframe and proxies send `Retry-After` (seconds or a date), Segmind
 * sends `x-rate-limit-reset-at-utc`, whose format is not documented: dates, epoch seconds and epoch milliseconds are read.
 * @param headers - names in lower case
 * @param now - milliseconds since the epoch
 * @returns milliseconds; undefined where the headers do not say
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 * @see https://docs.segmind.com/api-reference/rate-limits
 */
export function readRetryAfterMs(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const waitMs = readReset(headers['x-rate-limit-reset-at-utc'], now) ?? readRetryAfter(headers['retry-after'], now);
  return waitMs === undefined ? undefined : Math.min(maxRetryAfterMs, Math.max(minRetryAfterMs, Math.round(waitMs)));
}

function readReset(text: string | undefined, now: number): number | undefined {
  const isNumber = text !== undefined && plainNumber.test(text);
  return isNumber && Number(text) < leastEpochSeconds ? Number(text) * 1_000 : untilMs(text, now);
}

function readRetryAfter(text: string | undefined, now: number): number | undefined {
  return text !== undefined && plainNumber.test(text) ? Number(text) * 1_000 : untilMs(text, now);
}

function untilMs(text: string | undefined, now: number): number | undefined {
  const at = readInstant(text);
  return at === undefined ? undefined : at - now;
}
