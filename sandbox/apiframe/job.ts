import type { FrameImage } from '../generation/frames.ts';
import type { GenerateBody } from './generate-body.ts';

export const JOB_STATES = ['QUEUED', 'PROCESSING', 'COMPLETED', 'FAILED', 'CANCELLED'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** One accepted submit, as the provider knows it. Times are milliseconds of the clock. */
export interface ApiframeJob {
  readonly id: string;
  readonly body: GenerateBody;
  /** As it came with the submit; null when there was none. */
  readonly idempotencyKey: string | null;
  readonly submittedAt: number;
  /** Its pictures, once they have been fetched; always before it ends, unless Luma does not begin with it. */
  images: readonly FrameImage[];
  state: JobState;
  /** 0 to 100, as the provider thinks of it. */
  progress: number;
  finishedAt: number | null;
  /** The provider's words for why it failed. */
  error: string | null;
  /** Credits taken for it; 0 once they have been returned. */
  creditCost: number;
  /** Where the file is served; null until it is COMPLETED. */
  outputUrl: string | null;
  /** Of the word that the answer has for it, see `deliveredWord`; null when no webhook was asked for. */
  webhook: 'pending' | 'delivered' | 'failed' | null;
}

export function hasEnded({ finishedAt }: ApiframeJob): boolean {
  return finishedAt !== null;
}
