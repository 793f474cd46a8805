import type { Clock } from '../../src/clock.ts';
import type { Clip } from '../clips/clip-library.ts';
import { drawLatency, type Latency } from '../generation/latency.ts';
import type { Random } from '../seeded-random.ts';
import type { SegmindFaults } from './faults.ts';
import type { JobState, SegmindJob } from './job.ts';
import { fateOf, type JobFailure, refusalOf } from './job-failures.ts';
import { framesOf, type SegmindBody, type SegmindModel } from './models.ts';

/** What stands fixed at the submit about how a job will go, and what carrying it out has brought so far. */
export interface JobPlan {
  readonly model: SegmindModel;
  readonly costMicroUsd: number;
  readonly latency: Latency;
  /** Whether it is charged even if it fails. */
  readonly billsFailure: boolean;
  /** Asked for when it was submitted. */
  readonly minimumClipBytes: number | null;
  readonly skipsProcessing: boolean;
  /** When its pictures had been fetched; null until then. A job without any has them from the start. */
  framesReadAt: number | null;
  /** Why it will fail, and since when that stands fixed (milliseconds of the clock); null as long as all goes well. */
  failure: (JobFailure & { readonly knownAt: number }) | null;
  /** The finished file, and when it was there. */
  rendered: { readonly clip: Clip; readonly at: number } | null;
}

export interface PlanParts {
  readonly clock: Clock;
  readonly faults: SegmindFaults;
  readonly random: Random;
  /** Replaces the drawn times. */
  readonly fixedLatency: Partial<Latency>;
}

const SKIPPED_PROCESSING = 0.3;

/** Decides about a job as far as that is possible when it comes; a refused one is not even begun. */
export function planJob(
  model: SegmindModel,
  body: SegmindBody,
  { clock, faults, random, fixedLatency }: PlanParts,
): { readonly plan: JobPlan; readonly refused: boolean } {
  const durationSeconds = model.durationOf(body) ?? 5;
  const refusal = refusalOf(model, body);
  const failure = refusal ?? fateOf(model, body, faults);
  const hasFrames = refusal === null && framesOf(model, body).length > 0;
  const latency = { ...drawLatency(model.medianLatencyMs(durationSeconds), random), ...fixedLatency };
  const skips = random() < SKIPPED_PROCESSING;
  const plan: JobPlan = {
    model,
    costMicroUsd: model.costMicroUsd(durationSeconds),
    latency,
    billsFailure: faults.billsFailures,
    minimumClipBytes: faults.minimumClipBytes,
    skipsProcessing: faults.processing === 'never' || (faults.processing === 'sometimes' && skips),
    framesReadAt: hasFrames ? null : clock.now(),
    failure: failure && { ...failure, knownAt: clock.now() },
    rendered: null,
  };
  return { plan, refused: refusal !== null };
}

/** The state that `job` has at `now` by its plan; it ends only when its time, its pictures and its file have come. */
export function plannedState(job: SegmindJob, plan: JobPlan, now: number): { state: JobState; finishedAt: number } {
  const { failure, framesReadAt, rendered, latency } = plan;
  const startsAt = job.submittedAt + latency.queueMs;
  const running = now < startsAt || plan.skipsProcessing ? 'QUEUED' : 'PROCESSING';
  const dueAt = startsAt + Math.min(latency.inferenceMs, failure?.afterMs ?? latency.inferenceMs);
  if (now < dueAt || framesReadAt === null) return { state: running, finishedAt: dueAt };
  if (failure !== null) return { state: 'FAILED', finishedAt: Math.max(dueAt, failure.knownAt, framesReadAt) };
  if (rendered === null) return { state: running, finishedAt: dueAt };
  return { state: 'COMPLETED', finishedAt: Math.max(dueAt, rendered.at) };
}
