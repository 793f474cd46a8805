import type { HttpAnswer } from '../http-client.ts';
import { readVideoUrl } from '../result-url.ts';
import type { Operation, OperationStatus } from '../video-provider.ts';
import { checkedId, failureOf, isSuccess, malformed, wordOf } from './answers.ts';
import { readBill } from './bill.ts';
import { findRow } from './history.ts';
import { statusOf } from './history-rows.ts';
import type { SegmindParts } from './parts.ts';
import { errorFromAnswer } from './segmind-errors.ts';
import { readErrorText, readStatusWord } from './wire.ts';

/**
 * Asks for the status, and for the result once it is completed.
 * @see https://docs.segmind.com/docs/serverless-api/async-inference
 */
export async function lookAt(parts: SegmindParts, operation: Operation, signal: AbortSignal): Promise<OperationStatus> {
  const { now } = parts;
  const status = readLook(await ask(parts, 'status', operation, signal), now());
  return status === 'completed' ? readResult(await ask(parts, 'result', operation, signal), now()) : status;
}

/**
 * The same for a request that need not be known there: one of the synchronous road, which was found in the history, or one
 * whose hour is over, while its file lives for a week. The history tells of both.
 */
export async function lookThroughHistory(
  parts: SegmindParts,
  operation: Operation,
  signal: AbortSignal,
): Promise<OperationStatus> {
  const status = await lookAt(parts, operation, signal);
  if (status.state !== 'unknown') return status;
  const row = await findRow(parts, operation, signal);
  return row === null ? status : (statusOf(row) ?? { state: 'running', progress: null });
}

function ask(
  { root, headers, peer }: SegmindParts,
  what: 'status' | 'result',
  { requestId, waiting }: Operation,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const url = `${root}/v2/requests/${checkedId(requestId)}${what === 'status' ? '/status' : ''}`;
  // A result is a video: it waits for no look.
  return peer.call(
    what,
    () => ({ method: 'GET', url, headers, signal }),
    signal,
    what === 'status' ? waiting : undefined,
  );
}

/**
 * What one look says, read the same way from the status and from the result. Only Segmind's own 404, which is JSON, says
 * that it does not know the request; one that is a page comes from a gateway while the service behind it is away.
 */
function readLook(answer: HttpAnswer, now: number): OperationStatus | 'completed' {
  if ((answer.status === 404 || answer.status === 410) && answer.json !== undefined) return { state: 'unknown' };
  if (!isSuccess(answer) && answer.status !== 422) throw errorFromAnswer(answer, 'look', now);
  switch (wordOf(answer)) {
    case 'FAILED':
      return readFailure(answer);
    case 'COMPLETED':
      return 'completed';
    case 'QUEUED':
      return { state: 'running', progress: null, isQueued: true };
    case 'PROCESSING':
    case 'OTHER':
      return { state: 'running', progress: null };
    case null:
      throw malformed(answer, 'gave no usable status');
  }
}

/** Where the word itself is missing, the request may still be under way: two are paid if somebody else is asked. */
function readFailure({ json }: HttpAnswer): OperationStatus {
  const failure = failureOf(readErrorText(json), readBill(json));
  const isSure = readStatusWord(json) === 'FAILED';
  return { state: 'failed', ...failure, billed: failure.billed || (failure.kind === 'other' && !isSure) };
}

/** The result of a request whose status was completed; it need not repeat that word, but it may contradict it. */
function readResult(answer: HttpAnswer, now: number): OperationStatus {
  const word = wordOf(answer);
  const silent = isSuccess(answer) && (word === null || word === 'OTHER');
  const status = silent ? 'completed' : readLook(answer, now);
  if (status !== 'completed') return status;
  const videoUrl = readVideoUrl(answer.json);
  if (!videoUrl) throw malformed(answer, 'completed a request without a readable video URL');
  return { state: 'finished', videoUrl, bill: readBill(answer.json) };
}
