import { ProviderError, type ProviderErrorKind } from '../../errors/provider-error.ts';
import type { HttpAnswer } from '../http-client.ts';
import { readErrorText } from './wire.ts';

const minRetryAfterMs = 1_000;
const maxRetryAfterMs = 120_000;

/** Texts with which a refused prompt or frame comes back; the provider has no machine codes. */
const moderationWords =
  /moderat|content policy|policy violation|nsfw|blacklist|safety|sensitive|\brai\b|not suitable|flagged/i;
/** Texts that name a fault of the request, which no other provider would accept either. */
const validationWords =
  /invalid|validation|not valid|not supported|unsupported|not allowed|must (be|not|have)|required|out of range|too (long|short|large|small)|unreadable|failed to (read user input|download)|not accessible/i;
/** A 406 with one of these is about money, others are about the request. */
const creditWords = /insufficient|credit|balance|spend(ing)? limit/i;

export type SegmindCall = 'upload' | 'submit' | 'look';

/** Why a job that ran has failed, told by its text. */
export function failureKindOf(text: string): 'moderation' | 'validation' | 'other' {
  if (moderationWords.test(text)) return 'moderation';
  return validationWords.test(text) ? 'validation' : 'other';
}

/**
 * The error that an answer with a status other than success stands for.
 * @param now - milliseconds since the epoch, for the time of the next try after a 429
 * @see https://docs.segmind.com/api-reference (error codes)
 */
export function errorFromAnswer(answer: HttpAnswer, call: SegmindCall, now: number): ProviderError {
  const text = readErrorText(answer.json);
  const kind = kindOf(answer.status, text, call);
  const retryAfterMs = kind === 'rate' ? readRetryAfterMs(answer.headers, now) : undefined;
  const message = `Segmind answered ${answer.status} to ${call === 'upload' ? 'an' : 'a'} ${call}${text && `: ${text}`}`;
  return new ProviderError(kind, message, !isRefusal(answer.status), {
    status: answer.status,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...providerRequestIdOf(answer),
  });
}

/** The provider's id of a call, for its support. */
export function providerRequestIdOf({ headers }: HttpAnswer): { readonly providerRequestId?: string } {
  const id = headers['x-request-id'];
  return id && /^[\w-]{1,128}$/.test(id) ? { providerRequestId: id } : {};
}

/** Only a 4xx says that nothing was accepted. A 408 is no decision, nor is a redirect or a 5xx. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408;
}

function kindOf(status: number, text: string, call: SegmindCall): ProviderErrorKind {
  switch (status) {
    case 401:
    case 403:
      return 'credentials';
    case 402:
      return 'credits';
    case 404:
    case 405:
    case 410:
      return kindOfMissing(status, text, call);
    // Too large a body, and a kind of file that is not taken: the fault of one picture.
    case 413:
    case 415:
      return 'validation';
    case 406:
      return creditWords.test(text) ? 'credits' : requestFault(text);
    case 408:
      return 'transient';
    case 429:
      return 'rate';
    default:
      if (status >= 500) return 'transient';
      return isRefusal(status) ? requestFault(text) : 'malformed';
  }
}

/** Nothing is there: no such model, no such request, or a wrong address for uploads, which only the operator can mend. */
function kindOfMissing(status: number, text: string, call: SegmindCall): ProviderErrorKind {
  if (call === 'upload') return 'credentials';
  if (status === 405) return requestFault(text);
  return call === 'submit' ? 'withdrawn' : 'transient';
}

function requestFault(text: string): 'moderation' | 'validation' {
  return failureKindOf(text) === 'moderation' ? 'moderation' : 'validation';
}

/**
 * How long to wait after a 429, clamped to 1–120 s. Segmind sends `x-rate-limit-reset-at-utc`, whose format is not
 * documented: ISO 8601, epoch seconds and epoch milliseconds are read. A proxy may send Retry-After instead.
 */
export function readRetryAfterMs(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const resetAt = readInstant(headers['x-rate-limit-reset-at-utc']);
  const waitMs = resetAt === undefined ? readRetryAfter(headers['retry-after'], now) : resetAt - now;
  return waitMs === undefined ? undefined : Math.min(maxRetryAfterMs, Math.max(minRetryAfterMs, Math.round(waitMs)));
}

function readRetryAfter(text: string | undefined, now: number): number | undefined {
  if (text && /^\s*\d+(\.\d+)?\s*$/.test(text)) return Number(text) * 1_000;
  const at = readInstant(text);
  return at === undefined ? undefined : at - now;
}

/** Milliseconds since the epoch. A time without a zone is UTC, as the header's name says. */
function readInstant(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed) > 1e11 ? Number(trimmed) : Number(trimmed) * 1_000;
  // A time of day is asked for, since Date.parse takes almost anything for a year.
  if (!trimmed.includes(':')) return undefined;
  const zoneless = /^\d{4}-\d\d-\d\d[T ][\d:.]+$/.test(trimmed);
  const at = Date.parse(zoneless ? `${trimmed.replace(' ', 'T')}Z` : trimmed);
  return Number.isNaN(at) ? undefined : at;
}
