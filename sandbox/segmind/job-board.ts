import type { Clip, ClipLibrary } from '../clips/clip-library.ts';
import { type ClipSpec, fullClipSpec } from '../clips/clip-spec.ts';
import { PictureError } from '../clips/picture-error.ts';
import type { Account } from './account.ts';
import type { FrameReader, ReadFrames } from './frame-reader.ts';
import type { JobRoad, SegmindJob } from './job.ts';
import { failureOf, type JobFailure } from './job-failures.ts';
import { type JobPlan, type PlanParts, planJob, plannedState } from './job-plan.ts';
import { framesOf, type SegmindBody, type SegmindModel } from './models.ts';
import { createRequestIds } from './request-ids.ts';

/** All accepted jobs, each as far as the clock has brought it. */
export interface JobBoard {
  /**
   * Takes a job in, reserves its cost, fetches its pictures and starts rendering; null when the account cannot pay for
   * it.
   */
  accept(model: SegmindModel, body: SegmindBody, road: JobRoad): SegmindJob | null;
  /** Brings all jobs up to date; whoever holds one sees it change. */
  settle(): void;
  /** The job, while its record lives: one hour from the submit, whatever has become of it. */
  find(id: string): SegmindJob | null;
  /** The file of a finished job, while it is kept: seven days. */
  file(id: string): Clip | null;
  /** Every job ever accepted, oldest first. */
  all(): readonly SegmindJob[];
}

interface Entry {
  readonly job: SegmindJob;
  readonly plan: JobPlan;
}

export interface JobBoardParts extends PlanParts {
  readonly clips: ClipLibrary;
  readonly frames: FrameReader;
  readonly account: Account;
  readonly outputUrl: (id: string) => string;
  readonly onAccept: (job: SegmindJob) => void;
}

/** @see https://docs.segmind.com/docs/serverless-api/async-inference */
const RECORD_LIFE_MS = 3_600_000;
const FILE_LIFE_MS = 7 * 24 * 3_600_000;

export function createJobBoard(parts: JobBoardParts): JobBoard {
  const { clock, clips, frames, account, faults } = parts;
  const entries = new Map<string, Entry>();
  const unended = new Set<Entry>();
  const nextId = createRequestIds(parts.random);

  function accept(model: SegmindModel, body: SegmindBody, road: JobRoad): SegmindJob | null {
    // What has failed by now is free to be spent again.
    settle();
    const { plan, refused } = planJob(model, body, parts);
    if (!account.reserve(plan.costMicroUsd)) return null;
    const job = newJob(nextId(), road, body, plan, clock.now());
    const entry = { job, plan };
    entries.set(job.id, entry);
    unended.add(entry);
    if (!refused) {
      carryOut(job, plan).catch((error: unknown) => {
        plan.framesReadAt ??= clock.now();
        fail(plan, { text: `The local renderer failed: ${error}`, afterMs: Number.POSITIVE_INFINITY });
      });
    }
    parts.onAccept(job);
    return job;
  }

  /** Starts at once, in real time, however fast the clock runs. A job that is to fail still fetches its pictures. */
  async function carryOut(job: SegmindJob, plan: JobPlan): Promise<void> {
    const read = await frames.read(plan.model, job.body);
    job.images = read.images;
    plan.framesReadAt ??= clock.now();
    if (plan.failure !== null) return;
    if (read.problem !== null) return fail(plan, failureOf(read.problem));
    try {
      plan.rendered = { clip: await clips.clip(clipFor(job, plan, read)), at: clock.now() };
    } catch (error) {
      if (!(error instanceof PictureError)) throw error;
      fail(plan, failureOf(error.reason === 'unreadable' ? 'frames-unreadable' : 'frame-moderation'));
    }
  }

  function fail(plan: JobPlan, failure: JobFailure): void {
    plan.failure = { ...failure, knownAt: clock.now() };
  }

  /** Nothing runs in the background: a job is brought up to date whenever somebody asks. */
  function settle(): void {
    if (faults.holdJobs) return;
    for (const entry of unended) {
      advance(entry.job, entry.plan);
      if (entry.job.finishedAt !== null) unended.delete(entry);
    }
  }

  function advance(job: SegmindJob, plan: JobPlan): void {
    const { state, finishedAt } = plannedState(job, plan, clock.now());
    job.state = state;
    if (state === 'COMPLETED') {
      charge(job, plan);
      job.outputUrl = parts.outputUrl(job.id);
      job.finishedAt = finishedAt;
    } else if (state === 'FAILED') {
      if (plan.billsFailure) charge(job, plan);
      else account.release(plan.costMicroUsd);
      job.error = plan.failure?.text ?? null;
      job.finishedAt = finishedAt;
    }
  }

  function charge(job: SegmindJob, { costMicroUsd }: JobPlan): void {
    account.charge(costMicroUsd);
    job.chargedUsd = costMicroUsd / 1_000_000;
  }

  function entryOf(id: string, lifeMs: number): Entry | null {
    settle();
    const found = entries.get(id);
    return found && clock.now() - found.job.submittedAt < lifeMs ? found : null;
  }

  return {
    accept,
    settle,
    find: (id) => entryOf(id, RECORD_LIFE_MS)?.job ?? null,
    file(id) {
      const found = entryOf(id, FILE_LIFE_MS);
      return found?.job.state === 'COMPLETED' ? (found.plan.rendered?.clip ?? null) : null;
    },
    all() {
      settle();
      return Array.from(entries.values(), ({ job }) => job);
    },
  };
}

function newJob(id: string, road: JobRoad, body: SegmindBody, plan: JobPlan, now: number): SegmindJob {
  const { model } = plan;
  return {
    id,
    slug: model.slug,
    road,
    body,
    submittedAt: now,
    queueMs: plan.latency.queueMs,
    usesSamplePicture: framesOf(model, body).some(({ url }) => url === null),
    images: [],
    state: 'QUEUED',
    finishedAt: null,
    error: null,
    chargedUsd: 0,
    outputUrl: null,
  };
}

function clipFor({ body }: SegmindJob, { model, minimumClipBytes }: JobPlan, read: ReadFrames): ClipSpec {
  const { startImage, endImage } = read;
  return fullClipSpec({
    prompt: String(body.prompt),
    model: model.label,
    aspectRatio: String(body.aspect_ratio ?? model.defaultAspectRatio),
    durationSeconds: model.durationOf(body) ?? 5,
    ...(startImage && { startImage }),
    ...(endImage && { endImage }),
    // A title card looks the same either way, and need not be rendered twice.
    ...(startImage && body.loop === true && { loop: true }),
    ...(minimumClipBytes !== null && { minimumBytes: minimumClipBytes }),
  });
}
