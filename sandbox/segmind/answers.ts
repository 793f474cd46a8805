import type { TroubleTexts } from '../generation/spoilt-answers.ts';
import type { AnswerSwitches, ResultShape } from './answer-switches.ts';
import type { SegmindJob } from './job.ts';

/**
 * The bodies that the gateway writes.
 * @see https://docs.segmind.com/docs/serverless-api/async-inference
 */

export const TEXTS = {
  keyMissing: 'Missing Authorization or x-api-key in header',
  keyRefused: 'Unauthorized. API key is invalid, please check and try again.',
  jsonOnly: 'Invalid content type. Use application/json.',
  jsonOrFormOnly: 'Invalid content type. Use application/json or multipart/form-data.',
  badForm: 'Invalid form in request body',
  badJson: 'Invalid JSON in request body',
  notObject: 'Request body must be a JSON object',
  spendLimit: 'Team spend limit reached',
  badValue: 'Invalid value for parameter aspect_ratio',
  badRequest: 'Bad request: missing required field',
  noBalance: 'No balance record found for this user',
  badHistoryQuery: 'Invalid query: page counts from 1, dates are YYYY-MM-DD',
  forbidden: 'Your team does not have access to this model',
  notFound: 'Not found',
  dataUrlsMissing: 'data_urls is required and must be a list of 1 to 10 data URLs',
  badDataUrl: 'Invalid data URL',
} as const;

export const TROUBLE: TroubleTexts = {
  rateLimited: 'rate_limit_exceeded',
  internal: 'Internal server error',
  unavailable: 'Service temporarily unavailable',
};

export const modelUnknown = (slug: string) => `Model ${slug} not found`;
export const modelRetired = (slug: string) => `Model ${slug} has been retired`;
export const typeRefused = (contentType: string) => `Unsupported file type ${contentType}`;
export const tooLarge = (maxBytes: number) => `File too large, maximum size is ${maxBytes / 1_048_576} MB`;
export const requestUnknown = (id: string) => `Request ${id} not found`;

/** A balance as the gateway prints it: always with a decimal point. */
export function creditsText(credits: number): string {
  return `Insufficient credits. You have ${Number.isInteger(credits) ? credits.toFixed(1) : credits} credits.`;
}

export function acceptedBody(job: SegmindJob, origin: string): object {
  return {
    request_id: job.id,
    status: 'QUEUED',
    poll_url: `${origin}/v1/requests/${job.id}`,
    ...requestUrls(job, origin),
  };
}

/** Two sources, two names for the same list. */
export function uploadedBody(urls: readonly string[], key: AnswerSwitches['uploadAnswer']): object {
  return key === 'urls' ? { urls } : { file_urls: urls, message: 'Files uploaded successfully' };
}

/** @param word - the status as it is to be written */
export function statusBody(job: SegmindJob, origin: string, word: string): object {
  if (job.state === 'FAILED') return failedBody(job, word);
  const metrics = job.state === 'COMPLETED' ? { inference_time: timings(job).inference_time } : {};
  return { status: word, request_id: job.id, ...requestUrls(job, origin), metrics };
}

export function failedBody(job: SegmindJob, word: string): object {
  const cost = job.chargedUsd > 0 ? { cost: job.chargedUsd } : {};
  return { status: word, error: job.error, metrics: { ...cost, ...timings(job) } };
}

export interface FinishedJob {
  readonly job: SegmindJob;
  readonly outputUrl: string;
  readonly fileBytes: number;
  readonly remainingCredits: number;
}

/** The full result, with the address of the file where it is switched to. */
export function finishedBody(
  finished: FinishedJob,
  word: string,
  { resultShape, resultExtras }: Pick<AnswerSwitches, 'resultShape' | 'resultExtras'>,
): object {
  const body = resultBody(finished, word);
  return reshape(resultExtras ? withExtras(body, finished.job) : body, finished.outputUrl, resultShape);
}

/** What the gateway is known to add for some models. */
function withExtras(body: ResultBody, job: SegmindJob): ResultBody {
  const { inference_time: inference } = timings(job);
  return {
    ...body,
    seed: seedOf(job),
    prompt: job.body.prompt,
    timings: { inference },
    metrics: { ...body.metrics, retry_count: 1 },
  };
}

/** The same for a job each time, and a string wherever it stands. */
export function seedOf({ id }: SegmindJob): string {
  return String(Number.parseInt(id.slice(0, 8), 16));
}

interface ResultBody {
  readonly output: string;
  readonly video: object;
  readonly metrics: object;
  readonly [extra: string]: unknown;
}

function resultBody({ job, outputUrl, fileBytes, remainingCredits }: FinishedJob, word: string): ResultBody {
  return {
    status: word,
    error: null,
    output: outputUrl,
    video: {
      url: outputUrl,
      content_type: 'video/mp4',
      file_name: `${job.id}.mp4`,
      // A string, unlike every other number.
      file_size: String(fileBytes),
    },
    metrics: { cost: job.chargedUsd, remaining_credits: remainingCredits, ...timings(job) },
  };
}

/** The same result, with the address of the file somewhere else. */
function reshape(body: ResultBody, outputUrl: string, shape: ResultShape): object {
  const { output: _, video, ...rest } = body;
  switch (shape) {
    case 'documented':
      return body;
    case 'output-object':
      return { ...rest, output: { url: outputUrl } };
    case 'output-array':
      return { ...rest, output: [outputUrl] };
    case 'video-only':
      return { ...rest, video };
    case 'nested':
      return { data: body };
    case 'missing':
      return rest;
  }
}

function requestUrls({ id }: SegmindJob, origin: string): object {
  return { status_url: `${origin}/v2/requests/${id}/status`, response_url: `${origin}/v2/requests/${id}` };
}

/** Seconds with milliseconds. */
function timings(job: SegmindJob): { inference_time: number; queue_time: number; total_time: number } {
  const totalMs = (job.finishedAt ?? job.submittedAt) - job.submittedAt;
  const queueMs = Math.min(job.queueMs, totalMs);
  return { inference_time: (totalMs - queueMs) / 1_000, queue_time: queueMs / 1_000, total_time: totalMs / 1_000 };
}
