import type { HttpAnswer } from '../http-client.ts';
import type { SubmitInput, Submitted } from '../video-provider.ts';
import { isSuccess, malformed } from './answers.ts';
import { submitBody } from './body.ts';
import type { SegmindParts } from './parts.ts';
import { errorFromAnswer } from './segmind-errors.ts';
import { readRequestId, readStatusWord } from './wire.ts';

/**
 * The asynchronous road, v2: the answer names the request, which is looked at from then on.
 * @see https://docs.segmind.com/docs/serverless-api/async-inference
 */
export async function submitAsync(
  { root, headers, peer, now }: SegmindParts,
  input: SubmitInput,
  aboutToSend: () => Promise<void>,
  signal: AbortSignal,
): Promise<Submitted> {
  const url = `${root}/v2/${encodeURIComponent(input.slug)}`;
  const json = submitBody(input);
  const prepare = async () => {
    await aboutToSend();
    return { method: 'POST', url, headers, json, signal } as const;
  };
  return readAccepted(await peer.call('submit', prepare, signal), now());
}

/** An answer that names a request was accepted, even a 422: that job has already run and failed, as a look will say. */
function readAccepted(answer: HttpAnswer, now: number): Submitted {
  const requestId = readRequestId(answer.json);
  const accepted = isSuccess(answer) || (answer.status === 422 && readStatusWord(answer.json) === 'FAILED');
  if (accepted && requestId) return { state: 'accepted', requestId };
  if (isSuccess(answer)) throw malformed(answer, 'accepted a submit without naming the request');
  throw errorFromAnswer(answer, 'submit', now);
}
