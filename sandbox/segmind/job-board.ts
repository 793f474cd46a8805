import type { Clock } from '../../src/clock.ts';
import type { Clip, ClipLibrary } from '../clips/clip-library.ts';
import { fullClipSpec } from '../clips/clip-spec.ts';
import type { Random } from '../seeded-random.ts';
import type { Account } from './account.ts';
import type { SegmindFaults } from './faults.ts';
import { type JobPlan, plannedState, type SegmindJob } from './job.ts';
import { drawLatency, type Latency } from './latency.ts';
import { type SegmindBody, type SegmindModel, validationFailure } from './models.ts';
import { createRequestIds } from './request-ids.ts';

/** All accepted jobs, each as far as the clock has brought it. */
export interface JobBoard {
  /** Takes a job in, reserves its cost and starts rendering; null when the account cannot pay for it. */
  accept(model: SegmindModel, body: SegmindBody): SegmindJob | null;
  /** The job, while its record lives: one hour from the submit, whatever has become of it. */
  find(id: string): SegmindJob | null;
  /** The file of a finished job, while it is kept: seven days. */
  file(id: string): Clip | null;
  /** Every job ever accepted, oldest first. */
  all(): readonly SegmindJob[];
}

export interface JobBoardParts {
  readonly clock: Clock;
  readonly clips: ClipLibrary;
  readonly account: Account;
  readonly faults: SegmindFaults;
  readonly random: Random;
  /** Replaces the drawn times. */
  readonly fixedLatency: Partial<Latency>;
  readonly outputUrl: (id: string) => string;
  readonly onAccept: (job: SegmindJob) => void;
}

/** @see https://docs.segmind.com/docs/serverless-api/async-inference */
const RECORD_LIFE_MS = 3_600_000;
const FILE_LIFE_MS = 7 * 24 * 3_600_000;

/** How soon the model refuses a body; the figure was measured at the real one. */
const VALIDATION_MS = 3;
const MODERATION_MS = 4_000;
const SKIPPED_PROCESSING = 0.3;

const GENERIC_FAILURE = 'The job failed because of an internal error. Please try again later.';
const MODERATION_FAILURE = 'Prompt not allowed because advanced prompt moderation failed';

export function createJobBoard(parts: JobBoardParts): JobBoard {
  const { clock, clips, account, faults, random } = parts;
  const entries = new Map<string, { job: SegmindJob; plan: JobPlan }>();
  const nextId = createRequestIds(random);

  function accept(model: SegmindModel, body: SegmindBody): SegmindJob | null {
    const plan = planFor(model, body);
    if (!account.reserve(plan.costMicroUsd)) return null;
    const job: SegmindJob = {
      id: nextId(),
      slug: model.slug,
      body,
      submittedAt: clock.now(),
      queueMs: plan.latency.queueMs,
      state: 'QUEUED',
      finishedAt: null,
      error: null,
      chargedUsd: 0,
      outputUrl: null,
    };
    entries.set(job.id, { job, plan });
    if (plan.failure === null) render(plan, body);
    parts.onAccept(job);
    return job;
  }

  function planFor(model: SegmindModel, body: SegmindBody): JobPlan {
    const durationSeconds = model.durationOf(body) ?? 5;
    const { failure, failsAfterMs } = fate(model, body);
    const drawn = { ...drawLatency(model.medianLatencyMs(durationSeconds), random), ...parts.fixedLatency };
    const skips = random() < SKIPPED_PROCESSING;
    return {
      model,
      costMicroUsd: model.costMicroUsd(durationSeconds),
      latency: { ...drawn, inferenceMs: Math.min(drawn.inferenceMs, failsAfterMs) },
      failure,
      skipsProcessing: faults.processing === 'never' || (faults.processing === 'sometimes' && skips),
      rendered: null,
      renderError: null,
    };
  }

  function fate(model: SegmindModel, body: SegmindBody): { failure: string | null; failsAfterMs: number } {
    const invalid = validationFailure(model, body);
    if (invalid !== null) return { failure: invalid, failsAfterMs: VALIDATION_MS };
    const prompt = String(body.prompt).toLowerCase();
    if (faults.failJobs === 'moderation' || faults.forbiddenWords.some((word) => prompt.includes(word)))
      return { failure: MODERATION_FAILURE, failsAfterMs: MODERATION_MS };
    return { failure: faults.failJobs === 'generic' ? GENERIC_FAILURE : null, failsAfterMs: Number.POSITIVE_INFINITY };
  }

  /** Starts at once, in real time, however fast the clock runs. */
  function render(plan: JobPlan, body: SegmindBody): void {
    const { model } = plan;
    const spec = fullClipSpec({
      prompt: String(body.prompt),
      model: model.label,
      aspectRatio: String(body.aspect_ratio ?? model.defaultAspectRatio),
      durationSeconds: model.durationOf(body) ?? 5,
      ...(faults.minimumClipBytes === null ? {} : { minimumBytes: faults.minimumClipBytes }),
    });
    clips.clip(spec).then(
      (clip) => {
        plan.rendered = { clip, at: clock.now() };
      },
      (error: unknown) => {
        plan.renderError = `The local renderer failed: ${error}`;
      },
    );
  }

  /** Nothing runs in the background: a job is brought up to date whenever somebody asks. */
  function settle(): void {
    if (faults.holdJobs) return;
    for (const { job, plan } of entries.values()) {
      if (job.finishedAt === null) advance(job, plan);
    }
  }

  function advance(job: SegmindJob, plan: JobPlan): void {
    const { state, finishedAt } = plannedState(job, plan, clock.now());
    job.state = state;
    if (state === 'COMPLETED') {
      account.charge(plan.costMicroUsd);
      job.chargedUsd = plan.costMicroUsd / 1_000_000;
      job.outputUrl = parts.outputUrl(job.id);
      job.finishedAt = finishedAt;
    } else if (state === 'FAILED') {
      account.release(plan.costMicroUsd);
      job.error = plan.failure ?? plan.renderError;
      job.finishedAt = finishedAt;
    }
  }

  function entry(id: string, lifeMs: number) {
    settle();
    const found = entries.get(id);
    return found && clock.now() - found.job.submittedAt < lifeMs ? found : null;
  }

  return {
    accept,
    find: (id) => entry(id, RECORD_LIFE_MS)?.job ?? null,
    file(id) {
      const found = entry(id, FILE_LIFE_MS);
      return found?.job.state === 'COMPLETED' ? (found.plan.rendered?.clip ?? null) : null;
    },
    all() {
      settle();
      return Array.from(entries.values(), ({ job }) => job);
    },
  };
}
