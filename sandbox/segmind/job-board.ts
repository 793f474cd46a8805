import type { Clip } from '../clips/clip-library.ts';
import { beginGeneration, type Generation, type GenerationParts } from '../generation/generation.ts';
import type { Account } from './account.ts';
import type { JobRoad, SegmindJob } from './job.ts';
import { type JobPlan, type PlanParts, planJob } from './job-plan.ts';
import type { SegmindBody, SegmindModel } from './models.ts';
import { createRequestIds } from './request-ids.ts';

/** All accepted jobs, each as far as the clock has brought it. */
export interface JobBoard {
  /**
   * Takes a job in, reserves its cost and begins with it; null when the account cannot pay for it.
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
  readonly generation: Generation;
  /** The file, once the job is COMPLETED. */
  clip: Clip | null;
}

export interface JobBoardParts extends PlanParts, GenerationParts {
  readonly account: Account;
  readonly outputUrl: (id: string) => string;
  readonly onAccept: (job: SegmindJob) => void;
}

/** @see https://docs.segmind.com/docs/serverless-api/async-inference */
const RECORD_LIFE_MS = 3_600_000;
const FILE_LIFE_MS = 7 * 24 * 3_600_000;

export function createJobBoard(parts: JobBoardParts): JobBoard {
  const { clock, account, faults } = parts;
  const entries = new Map<string, Entry>();
  const unended = new Set<Entry>();
  const nextId = createRequestIds(parts.random);

  function accept(model: SegmindModel, body: SegmindBody, road: JobRoad): SegmindJob | null {
    // What has failed by now is free to be spent again.
    settle();
    const plan = planJob(model, body, parts);
    if (!account.reserve(plan.costMicroUsd)) return null;
    const now = clock.now();
    const generation = beginGeneration(plan.order, parts);
    const job = newJob({ id: nextId(), slug: model.slug, road, body, submittedAt: now }, plan, generation);
    const entry = { job, plan, generation, clip: null };
    entries.set(job.id, entry);
    unended.add(entry);
    parts.onAccept(job);
    return job;
  }

  /** Nothing runs in the background: a job is brought up to date whenever somebody asks. */
  function settle(): void {
    if (faults.holdJobs) return;
    for (const entry of unended) {
      advance(entry);
      if (entry.job.finishedAt !== null) unended.delete(entry);
    }
  }

  function advance(entry: Entry): void {
    const { job, plan, generation } = entry;
    const reached = generation.stateAt(clock.now());
    if (reached.state === 'COMPLETED') {
      charge(job, plan);
      entry.clip = reached.clip;
      job.outputUrl = parts.outputUrl(job.id);
      job.finishedAt = reached.at;
    } else if (reached.state === 'FAILED') {
      if (plan.billsFailure) charge(job, plan);
      else account.release(plan.costMicroUsd);
      job.error = reached.failure.text;
      job.finishedAt = reached.at;
    }
    job.state = reached.state === 'PROCESSING' && plan.skipsProcessing ? 'QUEUED' : reached.state;
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
    file: (id) => entryOf(id, FILE_LIFE_MS)?.clip ?? null,
    all() {
      settle();
      return Array.from(entries.values(), ({ job }) => job);
    },
  };
}

type Submit = Pick<SegmindJob, 'id' | 'slug' | 'road' | 'body' | 'submittedAt'>;

function newJob(submit: Submit, { order }: JobPlan, generation: Generation): SegmindJob {
  return {
    ...submit,
    queueMs: order.latency.queueMs,
    usesSamplePicture: order.frames.some(({ url }) => url === null),
    get images() {
      return generation.images;
    },
    state: 'QUEUED',
    finishedAt: null,
    error: null,
    chargedUsd: 0,
    outputUrl: null,
  };
}
