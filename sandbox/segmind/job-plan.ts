import type { GenerationOrder } from '../generation/generation.ts';
import { fateOf } from '../generation/late-failures.ts';
import { drawLatency, type Latency } from '../generation/latency.ts';
import type { Random } from '../seeded-random.ts';
import type { SegmindFaults } from './faults.ts';
import { refusalOf } from './job-failures.ts';
import { type SegmindBody, type SegmindModel, wishOf } from './models.ts';

/** What stands fixed at the submit about how a job will go. */
export interface JobPlan {
  readonly costMicroUsd: number;
  /** Whether it is charged even if it fails. */
  readonly billsFailure: boolean;
  readonly skipsProcessing: boolean;
  readonly order: GenerationOrder;
}

export interface PlanParts {
  readonly faults: SegmindFaults;
  readonly random: Random;
  /** Replaces the drawn times. */
  readonly fixedLatency: Partial<Latency>;
}

const SKIPPED_PROCESSING = 0.3;

/** Decides about a job as far as that is possible when it comes. */
export function planJob(model: SegmindModel, body: SegmindBody, { faults, random, fixedLatency }: PlanParts): JobPlan {
  const durationSeconds = model.durationOf(body) ?? 5;
  const wish = wishOf(model, body);
  const latency = { ...drawLatency(model.medianLatencyMs(durationSeconds), random), ...fixedLatency };
  const skips = random() < SKIPPED_PROCESSING;
  return {
    costMicroUsd: model.costMicroUsd(durationSeconds),
    billsFailure: faults.billsFailures,
    skipsProcessing: faults.processing === 'never' || (faults.processing === 'sometimes' && skips),
    order: {
      ...wish,
      label: model.label,
      aspectRatio: String(body.aspect_ratio ?? model.defaultAspectRatio),
      durationSeconds,
      minimumClipBytes: faults.minimumClipBytes,
      latency,
      refusal: refusalOf(model, body),
      fate: fateOf(wish, faults),
    },
  };
}
