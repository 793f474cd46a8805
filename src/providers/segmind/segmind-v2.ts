import { readFile } from 'node:fs/promises';
import { ProviderError } from '../../errors/provider-error.ts';
import type { HttpAnswer, HttpClient } from '../http-client.ts';
import type { Pace } from '../pace.ts';
import { readVideoUrl } from '../result-url.ts';
import type { Operation, OperationStatus, SubmitInput, VideoProvider } from '../video-provider.ts';
import { errorFromAnswer, failureKindOf, providerRequestIdOf } from './segmind-errors.ts';
import {
  readCostMicroUsd,
  readErrorText,
  readRequestId,
  readStatusWord,
  readUploadedUrl,
  requestIdSchema,
  type StatusWord,
} from './wire.ts';

export interface SegmindV2Options {
  /** Such as `https://api.segmind.com`; a path in it is kept. */
  readonly baseUrl: string;
  /** Takes pictures; gets the key too. */
  readonly uploadUrl: string;
  readonly apiKey: string;
  readonly pace: Pace;
  readonly http: HttpClient;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Polls know a request for one hour from its submit. */
const retentionMs = 3_600_000;
/** Output files are deleted after seven days. */
const fileLifeMs = 7 * 24 * 3_600_000;

/**
 * Segmind's asynchronous road: submit, ask for the status, fetch the result once it is completed.
 * @see https://docs.segmind.com/docs/serverless-api/async-inference
 */
export function createSegmindV2({ baseUrl, uploadUrl, apiKey, pace, http, now }: SegmindV2Options): VideoProvider {
  const root = `${baseUrl.replace(/\/+$/, '')}/v2`;
  const headers = { 'x-api-key': apiKey };

  // Addresses come from configuration and a checked id. Those in answers are not used: they would be sent the key.
  const look = (part: '' | '/status', { requestId }: Operation, signal: AbortSignal) => {
    const url = `${root}/requests/${checkedId(requestId)}${part}`;
    const priority = part === '' ? 'result' : 'status';
    return pace.run(priority, () => http.request({ method: 'GET', url, headers, signal }), signal);
  };

  return {
    name: 'segmind',
    retentionMs,
    fileLifeMs,

    async upload({ path, contentType }, signal) {
      const upload = async () => {
        const json = { data_urls: [`data:${contentType};base64,${await readFile(path, 'base64')}`] };
        return http.request({ method: 'POST', url: uploadUrl, headers, json, signal });
      };
      const answer = await pace.run('submit', upload, signal);
      const url = readUploadedUrl(answer.json);
      if (answer.status >= 400) throw errorFromAnswer(answer, 'upload', now());
      if (isSuccess(answer) && url) return url;
      // Not what uploads are answered with: the operator's to mend.
      const what = `the upload address gave no address of the picture (${answer.status}); is SEGMIND_UPLOAD_URL right?`;
      throw new ProviderError('credentials', what, false, { status: answer.status, ...providerRequestIdOf(answer) });
    },

    async submit(input, aboutToSend, signal) {
      const url = `${root}/${encodeURIComponent(input.slug)}`;
      const json = submitBody(input);
      const send = async () => {
        await aboutToSend();
        return http.request({ method: 'POST', url, headers, json, signal });
      };
      return readAccepted(await pace.run('submit', send, signal), now());
    },

    async status(operation, signal) {
      const status = readLook(await look('/status', operation, signal), now());
      return status === 'completed' ? readResult(await look('', operation, signal), now()) : status;
    },
  };
}

/**
 * `loop` and `aspect_ratio` are always sent: their documented defaults contradict each other. A picture is sent only where
 * the member gave one.
 * @see https://segmind.com/models/ray-flash-2-720p/api
 * @see https://www.segmind.com/models/luma-ray-txt-2-video/api
 * @see https://www.segmind.com/models/luma-ray-img-2-video/api
 */
function submitBody({ model, prompt, durationSeconds, aspectRatio, resolution, loop, images }: SubmitInput): object {
  const { startUrl, endUrl } = images;
  const common = { prompt, aspect_ratio: aspectRatio, loop };
  if (model === 'ray-2') return { ...common, resolution, ...(startUrl && { start_frame: startUrl }) };
  return {
    ...common,
    duration: durationSeconds,
    ...(startUrl && { start_image_url: startUrl }),
    ...(endUrl && { end_image_url: endUrl }),
  };
}

/** An answer that names a request was accepted, even a 422: that job has already run and failed, as a look will say. */
function readAccepted(answer: HttpAnswer, now: number): Operation {
  const requestId = readRequestId(answer.json);
  const accepted = isSuccess(answer) || (answer.status === 422 && readStatusWord(answer.json) === 'FAILED');
  if (accepted && requestId) return { requestId };
  if (isSuccess(answer)) throw malformed(answer, 'accepted a submit without naming the request');
  throw errorFromAnswer(answer, 'submit', now);
}

/**
 * What one look says, read the same way from the status and from the result. Only Segmind's own 404, which is JSON, says
 * that it does not know the request; one that is a page comes from a gateway while the service behind it is away.
 */
function readLook(answer: HttpAnswer, now: number): OperationStatus | 'completed' {
  if ((answer.status === 404 || answer.status === 410) && answer.json !== undefined) return { state: 'unknown' };
  if (!isSuccess(answer) && answer.status !== 422) throw errorFromAnswer(answer, 'look', now);
  switch (wordOf(answer)) {
    case 'FAILED': {
      const detail = readErrorText(answer.json);
      return { state: 'failed', kind: failureKindOf(detail), detail };
    }
    case 'COMPLETED':
      return 'completed';
    case 'QUEUED':
    case 'PROCESSING':
    case 'OTHER':
      return { state: 'running' };
    case null:
      throw malformed(answer, 'gave no usable status');
  }
}

/** A 422 is no transport error here: it says that the job has run and failed, and only that is believed of it. */
function wordOf({ status, json }: HttpAnswer): StatusWord | null {
  const word = readStatusWord(json);
  if (status !== 422) return word;
  return word === 'FAILED' || (word === null && readErrorText(json)) ? 'FAILED' : null;
}

/** The result of a request whose status was completed; it need not repeat that word, but it may contradict it. */
function readResult(answer: HttpAnswer, now: number): OperationStatus {
  const word = wordOf(answer);
  const silent = isSuccess(answer) && (word === null || word === 'OTHER');
  const status = silent ? 'completed' : readLook(answer, now);
  if (status !== 'completed') return status;
  const videoUrl = readVideoUrl(answer.json);
  if (!videoUrl) throw malformed(answer, 'completed a request without a readable video URL');
  return { state: 'finished', videoUrl, costMicroUsd: readCostMicroUsd(answer.json) };
}

function isSuccess({ status }: HttpAnswer): boolean {
  return status >= 200 && status < 300;
}

function malformed(answer: HttpAnswer, what: string): ProviderError {
  const details = { status: answer.status, ...providerRequestIdOf(answer) };
  return new ProviderError('malformed', `Segmind ${what} (${answer.status})`, true, details);
}

/** A stored id is checked again: it becomes part of an address. */
function checkedId(requestId: string): string {
  const id = requestIdSchema.safeParse(requestId);
  if (!id.success) throw new ProviderError('malformed', 'the stored request id is not usable', false);
  return id.data;
}
