import type { Clip } from '../clips/clip-library.ts';
import type { Latency } from './latency.ts';
import type { SegmindBody, SegmindModel } from './models.ts';

export type JobState = 'QUEUED' | 'PROCESSING' | 'COMPLETED' | 'FAILED';

/** One accepted submit, as the provider knows it. Times are milliseconds of the clock. */
export interface SegmindJob {
  readonly id: string;
  readonly slug: string;
  readonly body: SegmindBody;
  readonly submittedAt: number;
  readonly queueMs: number;
  state: JobState;
  finishedAt: number | null;
  /** The provider's words for why it failed. */
  error: string | null;
  /** US dollars taken for it; 0 unless it is COMPLETED. */
  chargedUsd: number;
  /** Where the file is served; null until it is COMPLETED. */
  outputUrl: string | null;
}

/** What stands fixed at the submit about how a job will go, and what its rendering has brought so far. */
export interface JobPlan {
  readonly model: SegmindModel;
  readonly costMicroUsd: number;
  readonly latency: Latency;
  /** Why it will fail; null for one that will succeed. */
  readonly failure: string | null;
  readonly skipsProcessing: boolean;
  /** The finished file, and when it was there. */
  rendered: { readonly clip: Clip; readonly at: number } | null;
  renderError: string | null;
}

/** The state that `job` has at `now` by its plan; it ends only when both its time and its file have come. */
export function plannedState(job: SegmindJob, plan: JobPlan, now: number): { state: JobState; finishedAt: number } {
  const startsAt = job.submittedAt + plan.latency.queueMs;
  const dueAt = startsAt + plan.latency.inferenceMs;
  const running = now < startsAt || plan.skipsProcessing ? 'QUEUED' : 'PROCESSING';
  if (now < dueAt) return { state: running, finishedAt: dueAt };
  if (plan.failure !== null || plan.renderError !== null) return { state: 'FAILED', finishedAt: dueAt };
  if (plan.rendered === null) return { state: running, finishedAt: dueAt };
  return { state: 'COMPLETED', finishedAt: Math.max(dueAt, plan.rendered.at) };
}
