import type { HttpAnswer, HttpCall } from '../http-client.ts';
import type { SubmitInput, Submitted } from '../video-provider.ts';
import { type ApiframeCall, errorFromAnswer, isSuccess, malformed } from './apiframe-errors.ts';
import { readRequestId } from './wire.ts';

/** A request that was taken. */
export type Accepted = Extract<Submitted, { readonly state: 'accepted' }>;

/** Where Apiframe is reached, and how it reaches us. */
export interface Access {
  /** Without a slash at its end. */
  readonly root: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Where it may tell that a job's request is over; null: nowhere. */
  readonly webhookUrl: ((jobId: string) => string) | null;
}

/**
 * The call that asks for one video: the same bytes under the same key each time it is built for one attempt, so that
 * making it again within a day returns the first request instead of paying for a second.
 * @see https://api.apiframe.ai/v2/openapi.json (IdempotencyKey)
 */
export function submitCall({ root, headers, webhookUrl }: Access, input: SubmitInput, signal: AbortSignal): HttpCall {
  return {
    method: 'POST',
    url: `${root}/v2/videos/generate`,
    headers: { ...headers, 'idempotency-key': `raybot-${input.jobId}-${input.attempt}` },
    json: {
      model: input.slug,
      prompt: input.prompt,
      lumaParams: lumaParams(input),
      ...(webhookUrl && { webhookUrl: webhookUrl(input.jobId), webhookEvents: ['completed', 'failed'] }),
    },
    signal,
  };
}

/** An accepted submit, new or replayed. A replay may name a request that is already over, as a look will say. */
export function readAccepted(answer: HttpAnswer, call: ApiframeCall, now: number): Accepted {
  if (!isSuccess(answer)) throw errorFromAnswer(answer, call, now);
  const requestId = readRequestId(answer.json);
  if (!requestId) throw malformed(answer, 'accepted a submit without naming the request');
  return { state: 'accepted', requestId };
}

/** Nothing but what is documented: an unknown field is refused. A loop cannot have a last picture of its own. */
function lumaParams({ durationSeconds, aspectRatio, loop, concepts, images }: SubmitInput): object {
  const { startUrl, endUrl } = images;
  return {
    duration: durationSeconds,
    aspect_ratio: aspectRatio,
    loop: loop && !endUrl,
    ...(concepts.length > 0 && { concepts }),
    ...(startUrl && { start_image: startUrl }),
    ...(endUrl && { end_image: endUrl }),
  };
}
