import type { TroubleTexts } from '../generation/spoilt-answers.ts';
import type { ApiframeFaults, ResultShape } from './faults.ts';
import type { ApiframeJob, JobState } from './job.ts';
import { isExpired } from './job-board.ts';

/**
 * The bodies that the service writes.
 * @see https://api.apiframe.ai/v2/openapi.json
 */

export const TEXTS = {
  keyMissing: 'API key is required',
  keyRefused: 'Invalid API key',
  keyInactive: 'API key is inactive',
  videosDisabled: 'Video generation is disabled for this account',
  teamScope: 'Team scope requires an admin role',
  validation: 'Validation failed',
  badJson: 'Invalid JSON in request body',
  badJobId: 'Invalid job ID',
  jobUnknown: 'Job not found',
  keyReused: 'Idempotency-Key was already used with a different request body',
  notFound: 'Not found',
  noCredits: 'Insufficient credits',
  fileMissing: 'No file provided',
  fileType: 'Unsupported file type',
  storeFailed: 'Failed to upload file to CDN',
} as const;

export const TROUBLE: TroubleTexts = {
  rateLimited: 'Too many requests',
  internal: 'Internal server error',
  unavailable: 'Service temporarily unavailable',
};

export const modelUnserved = (id: string) => `Model ${id} is not available`;
export const fileTooLarge = (maxBytes: number) => `File too large, maximum size is ${maxBytes / 1_048_576} MB`;

/** @see https://apiframe.ai/docs/jobs/get */
export function jobBody(job: ApiframeJob, now: number, faults: ApiframeFaults): object {
  const { model, prompt, lumaParams } = job.body;
  return {
    id: job.id,
    model,
    status: statusWord(job.state, faults),
    progress: faults.progress === 'none' ? null : job.progress,
    result: resultOf(job, faults.resultShape),
    error: job.error,
    creditCost: job.creditCost,
    webhookStatus: job.webhook === 'delivered' ? faults.deliveredWord : job.webhook,
    input: { prompt, ...(lumaParams && { lumaParams }) },
    createdAt: new Date(job.submittedAt).toISOString(),
    completedAt: completedAt(job),
    ...(faults.hidesExpired ? {} : { expired: isExpired(job, now, faults) }),
  };
}

export function statusWord(state: JobState, { statusWord: style }: ApiframeFaults): string {
  if (style === 'lower-case') return state.toLowerCase();
  const running = state === 'QUEUED' || state === 'PROCESSING';
  return style === 'unknown' && running ? 'WARMING_UP' : state;
}

/** ISO 8601 with milliseconds. */
export function completedAt({ finishedAt }: ApiframeJob): string | null {
  return finishedAt === null ? null : new Date(finishedAt).toISOString();
}

/** Null until the job has a file. */
export function resultOf({ outputUrl }: ApiframeJob, shape: ResultShape): unknown {
  if (outputUrl === null) return null;
  switch (shape) {
    case 'object':
      return { videoUrl: outputUrl };
    case 'string':
      return outputUrl;
    case 'videos-strings':
      return { videos: [outputUrl] };
    case 'videos-objects':
      return { videos: [{ url: outputUrl }] };
    case 'missing':
      return null;
    default:
      return { [shape]: outputUrl };
  }
}
