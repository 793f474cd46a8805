import type { FrameImage } from '../generation/frames.ts';
import type { SegmindBody } from './models.ts';

/** How it was submitted: `sync` holds the connection until the end (v1), `async` is asked after (v2). */
export type JobRoad = 'sync' | 'async';

export type JobState = 'QUEUED' | 'PROCESSING' | 'COMPLETED' | 'FAILED';

/** One accepted submit, as the provider knows it. Times are milliseconds of the clock. */
export interface SegmindJob {
  readonly id: string;
  readonly slug: string;
  readonly road: JobRoad;
  readonly body: SegmindBody;
  readonly submittedAt: number;
  readonly queueMs: number;
  /** It gave no picture where the model needs one, and so animates a stranger's. */
  readonly usesSamplePicture: boolean;
  /** Its pictures, once they have been fetched; always before it ends, unless its body is refused unread. */
  readonly images: readonly FrameImage[];
  state: JobState;
  finishedAt: number | null;
  /** The provider's words for why it failed. */
  error: string | null;
  /** US dollars taken for it; 0 before it ends, and when it fails, unless failures are billed. */
  chargedUsd: number;
  /** Where the file is served; null until it is COMPLETED. */
  outputUrl: string | null;
}
