import { ProviderError } from '../../errors/provider-error.ts';
import { failureKindOf } from '../failure-kind.ts';
import type { HttpAnswer } from '../http-client.ts';
import type { Bill, Failure } from '../video-provider.ts';
import { isBilled } from './bill.ts';
import { providerRequestIdOf } from './segmind-errors.ts';
import { readErrorText, readStatusWord, requestIdSchema, type StatusWord } from './wire.ts';

export function isSuccess({ status }: Pick<HttpAnswer, 'status'>): boolean {
  return status >= 200 && status < 300;
}

/** A 422 is no transport error: it says that the job has run and failed, and only that is believed of it. */
export function wordOf({ status, json }: HttpAnswer): StatusWord | null {
  const word = readStatusWord(json);
  if (status !== 422) return word;
  return word === 'FAILED' || (word === null && readErrorText(json)) ? 'FAILED' : null;
}

/** Why there is no video, in Segmind's words. */
export function failureOf(detail: string, bill: Bill): Failure {
  return { kind: failureKindOf(detail), detail, billed: isBilled(bill), bill };
}

/** An answer that was no refusal and cannot be understood: what it was about may have happened. */
export function malformed(answer: HttpAnswer, what: string): ProviderError {
  const details = { status: answer.status, ...providerRequestIdOf(answer) };
  return new ProviderError('malformed', `Segmind ${what} (${answer.status})`, true, details);
}

/** A stored id is checked again: it becomes part of an address. */
export function checkedId(requestId: string): string {
  const id = requestIdSchema.safeParse(requestId);
  if (!id.success) throw new ProviderError('malformed', 'the stored request id is not usable', false);
  return id.data;
}
