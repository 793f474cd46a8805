import { failureKindOf } from '../failure-kind.ts';
import type { HttpAnswer, HttpCall, Patience } from '../http-client.ts';
import { readVideoUrl } from '../result-url.ts';
import type { SubmitInput, Submitted } from '../video-provider.ts';
import { failureOf, isSuccess, malformed, wordOf } from './answers.ts';
import { joinBills, readBill, readBillFromHeaders } from './bill.ts';
import { submitBody, submitForm } from './body.ts';
import type { SegmindParts } from './parts.ts';
import { createRunLimit } from './run-limit.ts';
import { errorFromAnswer } from './segmind-errors.ts';
import { readErrorText, readFailureText, readRequestId, readStatusWord, requestIdSchema } from './wire.ts';

/** Longer than any generation: one that is given up is paid for all the same. */
const patience: Patience = { silenceMs: 10 * 60_000, totalMs: 12 * 60_000 };
type Submit = (input: SubmitInput, aboutToSend: () => Promise<void>, signal: AbortSignal) => Promise<Submitted>;

/**
 * The synchronous road, v1: one call, answered with the video. Documentation and samples disagree about what the answer
 * is, so its bytes decide: an mp4, JSON with an address, or something else.
 * @param mostRuns - at a time: each holds a connection for minutes
 * @see https://docs.segmind.com/api-reference
 */
export function createSyncSubmit(parts: SegmindParts, body: 'json' | 'multipart', mostRuns: number): Submit {
  const { root, headers, peer, now, videoDirectory } = parts;
  const limit = createRunLimit(mostRuns);
  return (input, aboutToSend, signal) => {
    const url = `${root}/v1/${encodeURIComponent(input.slug)}`;
    const content = body === 'json' ? { json: submitBody(input) } : { form: submitForm(input) };
    const call: HttpCall = { method: 'POST', url, headers, ...content, patience, videoDirectory, signal };
    const prepare = async () => {
      await aboutToSend();
      return call;
    };
    return limit(async () => readRun(await peer.call('submit', prepare, signal), now()), signal);
  };
}

function readRun(answer: HttpAnswer, now: number): Submitted {
  const requestId = requestIdOf(answer);
  const bill = joinBills(readBillFromHeaders(answer.headers), readBill(answer.json));
  if (answer.file !== null) return { state: 'finished', requestId, video: { path: answer.file.path }, bill };

  const word = readStatusWord(answer.json);
  if (hasFailed(answer)) return { state: 'failed', requestId, ...failureOf(readErrorText(answer.json), bill) };
  if (!isSuccess(answer)) throw errorFromAnswer(answer, 'submit', now);
  if (word === 'QUEUED' || word === 'PROCESSING') return acceptedAs(requestId, answer);

  const url = readVideoUrl(answer.json);
  if (url !== null) return { state: 'finished', requestId, video: { url }, bill };
  const failure = readFailureText(answer.json);
  if (failure !== '') return { state: 'failed', requestId, ...failureOf(failure, bill) };
  throw malformed(answer, 'answered a run with neither a video nor its address');
}

/** Nobody has documented an answer before the end; one that names the request can be looked at all the same. */
function acceptedAs(requestId: string | null, answer: HttpAnswer): Submitted {
  if (requestId === null) throw malformed(answer, 'answered a run before its end');
  return { state: 'accepted', requestId };
}

/**
 * A 422 without a status is a refusal where its words name a fault of the request; any others are those of a run that has
 * failed, as on the other road.
 */
function hasFailed(answer: HttpAnswer): boolean {
  if (wordOf(answer) !== 'FAILED') return false;
  if (answer.status !== 422) return isSuccess(answer);
  return readStatusWord(answer.json) === 'FAILED' || failureKindOf(readErrorText(answer.json)) === 'other';
}

function requestIdOf({ headers, json }: HttpAnswer): string | null {
  return requestIdSchema.safeParse(headers['x-request-id']).data ?? readRequestId(json);
}
