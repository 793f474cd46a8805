import { z } from 'zod';
import { ProviderError, type ProviderErrorKind } from '../../errors/provider-error.ts';
import { failureKindOf } from '../failure-kind.ts';
import type { HttpAnswer } from '../http-client.ts';
import { readRetryAfterMs } from '../retry-after.ts';
import { type Complaint, isOwnWord, readComplaints, readErrorText } from './error-text.ts';
import { readAmount, readFirst } from './wire.ts';

/** What a call was, as it stands in messages. */
export type ApiframeCall =
  | 'submit'
  | 'repeated submit'
  | 'upload'
  | 'look'
  | 'list call'
  | 'account check'
  | 'price check';

/** Texts that say of the model itself that it is not served; not of one of its options. */
const withdrawnWords =
  /\b(unknown|unsupported|invalid|no such|unrecogni[sz]ed|retired|deprecated|discontinued|withdrawn) model\b(?! (param|option|input|setting|config))|\bmodel\b[\s:]*["'`]?[\w.-]*["'`]?\s*(is |was |has been |does )?(currently |temporarily )?(unknown|unsupported|not (found|exist|available|supported|enabled)|unavailable|no longer|retired|deprecated|discontinued|withdrawn|disabled)/i;

/** Texts that say of a key that it opens nothing. */
const deadKeyWords = /\b(inactive|invalid|revoked|expired|suspended|deactivated|blocked)\b/i;

/**
 * The error that an answer with a status other than success stands for.
 * @param now - milliseconds since the epoch, for the time of the next try after a 429
 * @see https://api.apiframe.ai/v2/openapi.json (ErrorResponse)
 */
export function errorFromAnswer(answer: HttpAnswer, call: ApiframeCall, now: number): ProviderError {
  const kind = kindOf(answer, call);
  const retryAfterMs = kind === 'rate' ? readRetryAfterMs(answer.headers, now) : undefined;
  return new ProviderError(kind, messageOf(answer, call), !isRefusal(answer.status), {
    ...detailsOf(answer),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** An answer that cannot be understood; whatever was asked for may have been done. */
export function malformed(answer: HttpAnswer, what: string): ProviderError {
  return new ProviderError('malformed', `Apiframe ${what} (${answer.status})`, true, detailsOf(answer));
}

export function isSuccess({ status }: HttpAnswer): boolean {
  return status >= 200 && status < 300;
}

function detailsOf({ status, headers }: HttpAnswer): { readonly status: number; readonly providerRequestId?: string } {
  const id = headers['x-request-id'];
  return id && /^[\w-]{1,128}$/.test(id) ? { status, providerRequestId: id } : { status };
}

/** Only a 4xx says that nothing was accepted. A 408 is no decision, nor is a redirect or a 5xx. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408;
}

function kindOf({ status, json }: HttpAnswer, call: ApiframeCall): ProviderErrorKind {
  switch (status) {
    case 401:
      return 'credentials';
    case 403:
      return isAside(call) && !deadKeyWords.test(allWords(json)) ? 'malformed' : 'credentials';
    case 402:
      return 'credits';
    case 404:
    case 405:
      return isSubmit(call) && saysWithdrawn(json) ? 'withdrawn' : 'transient';
    case 410:
      return isSubmit(call) && isOwnWord(json) ? 'withdrawn' : 'transient';
    case 408:
      return 'transient';
    case 429:
      return 'rate';
    default:
      if (status >= 500) return 'transient';
      return isRefusal(status) ? kindOfRefusal(json, call) : 'malformed';
  }
}

/** A body is refused: 400, 409, 413 and their like. Other calls have none, so that what we ask is not understood. */
function kindOfRefusal(json: unknown, call: ApiframeCall): ProviderErrorKind {
  if (!isSubmit(call) && call !== 'upload') return 'malformed';
  if (isSubmit(call) && saysWithdrawn(json)) return 'withdrawn';
  return failureKindOf(allWords(json)) === 'moderation' ? 'moderation' : 'validation';
}

function saysWithdrawn(json: unknown): boolean {
  return withdrawnWords.test(allWords(json)) || readComplaints(json).some(isAboutModel);
}

function allWords(json: unknown): string {
  return [readErrorText(json), ...readComplaints(json).flatMap(({ messages }) => messages)].join('; ');
}

/** The model comes from configuration and is the only part of the body that a member cannot have got wrong. */
function isAboutModel({ path }: Complaint): boolean {
  return /^(body[./])?\/?model$/.test(path);
}

/** What no video needs: a key whose scope leaves it out makes them all the same. */
function isAside(call: ApiframeCall): boolean {
  return call === 'account check' || call === 'price check' || call === 'list call';
}

function isSubmit(call: ApiframeCall): boolean {
  return call === 'submit' || call === 'repeated submit';
}

function messageOf({ status, json }: HttpAnswer, call: ApiframeCall): string {
  const article = /^[aeiou]/.test(call) ? 'an' : 'a';
  const paths = readComplaints(json).map(({ path }) => path);
  const parts = [readErrorText(json), status === 402 ? readMissingCredits(json) : '', paths.join(', ')];
  const [first = '', ...others] = parts.filter((part) => part !== '');
  const what = others.length > 0 ? `${first} (${others.join('; ')})` : first;
  return `Apiframe answered ${status} to ${article} ${call}${what && `: ${what}`}`;
}

function readMissingCredits(json: unknown): string {
  const read = (name: string) => readFirst(json, [name], z.unknown().transform(readAmount).pipe(z.number()));
  const [required, available] = [read('creditsRequired'), read('creditsAvailable')];
  return [required === null ? '' : `required ${required}`, available === null ? '' : `available ${available}`]
    .filter((part) => part !== '')
    .join(', ');
}
