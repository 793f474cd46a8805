import { ProviderError, type ProviderErrorKind } from '../../errors/provider-error.ts';
import { failureKindOf } from '../failure-kind.ts';
import type { HttpAnswer } from '../http-client.ts';
import { readRetryAfterMs } from '../retry-after.ts';
import { readErrorText } from './wire.ts';

/** A 406 with one of these is about money, others are about the request. */
const creditWords = /insufficient|credit|balance|spend(ing)? limit/i;

/** What was asked, as the log names it. */
const nouns = {
  upload: 'an upload',
  submit: 'a submit',
  look: 'a look',
  account: 'a look at the account',
  history: 'a look at the history',
} as const;
export type SegmindCall = keyof typeof nouns;

/**
 * The error that an answer with a status other than success stands for.
 * @param now - milliseconds since the epoch, for the time of the next try after a 429
 * @see https://docs.segmind.com/api-reference (error codes)
 */
export function errorFromAnswer(answer: HttpAnswer, call: SegmindCall, now: number): ProviderError {
  const text = readErrorText(answer.json);
  const kind = kindOf(answer.status, text, call);
  const retryAfterMs = kind === 'rate' ? readRetryAfterMs(answer.headers, now) : undefined;
  const message = `Segmind answered ${answer.status} to ${nouns[call]}${text && `: ${text}`}`;
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
  // The history stands on a host of its own and is a help in need: what it refuses says nothing about the others.
  if (call === 'history' && isRefusal(status) && status !== 429) return 'malformed';
  switch (status) {
    case 401:
      return 'credentials';
    case 403:
      // The synchronous road refuses content so, too: the key is not to blame for a prompt.
      return call === 'submit' && failureKindOf(text) === 'moderation' ? 'moderation' : 'credentials';
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

/** Nothing is there: no such model, no such request, or a wrong address in the configuration. */
function kindOfMissing(status: number, text: string, call: SegmindCall): ProviderErrorKind {
  // Without uploads many requests cannot be served, which only the operator can mend.
  if (call === 'upload') return 'credentials';
  if (status === 405) return requestFault(text);
  return call === 'submit' ? 'withdrawn' : 'transient';
}

function requestFault(text: string): 'moderation' | 'validation' {
  return failureKindOf(text) === 'moderation' ? 'moderation' : 'validation';
}
