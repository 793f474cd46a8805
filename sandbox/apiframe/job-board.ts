import type { Clip } from '../clips/clip-library.ts';
import {
  beginGeneration,
  type Generation,
  type GenerationParts,
  type GenerationState,
} from '../generation/generation.ts';
import { fateOf, type LateFailure, refusalOf } from '../generation/late-failures.ts';
import { drawLatency, type Latency } from '../generation/latency.ts';
import { createUuids } from '../generation/uuids.ts';
import type { Random } from '../seeded-random.ts';
import type { Account } from './account.ts';
import type { ApiframeFaults } from './faults.ts';
import { type GenerateBody, wishOf } from './generate-body.ts';
import { type ApiframeJob, hasEnded } from './job.ts';
import type { ApiframeModel } from './models.ts';

/** What a submit brings. */
export interface Submit {
  readonly model: ApiframeModel;
  readonly body: GenerateBody;
  readonly idempotencyKey: string | null;
}

/** All accepted jobs, each as far as the clock has brought it. */
export interface JobBoard {
  /** Takes a job in and its cost from the account, and begins with it; null when the account cannot pay for it. */
  accept(submit: Submit): ApiframeJob | null;
  /** The job, whatever has become of it. */
  find(id: string): ApiframeJob | null;
  /** The file of a finished job, while it is kept. */
  file(id: string): Clip | null;
  /** When a job's work begins and ends, and when nothing but time is missing. */
  schedule(id: string): Pick<Generation, 'startsAt' | 'dueAt' | 'carriedOut'> | null;
  /** Every job ever accepted, oldest first. */
  all(): readonly ApiframeJob[];
}

export interface JobBoardParts extends GenerationParts {
  readonly account: Account;
  readonly faults: ApiframeFaults;
  /** Of ids and times. */
  readonly random: Random;
  /** Replaces the drawn times. */
  readonly fixedLatency: Partial<Latency>;
  readonly outputUrl: (id: string) => string;
  readonly onAccept: (job: ApiframeJob) => void;
}

interface Entry {
  readonly job: ApiframeJob;
  readonly generation: Generation;
  /** It is to end as CANCELLED. */
  readonly cancelled: boolean;
}

const CANCELLED: LateFailure = { text: 'cancelled', afterMs: 5_000 };

export function createJobBoard(parts: JobBoardParts): JobBoard {
  const { clock, account, faults, random } = parts;
  const entries = new Map<string, Entry>();
  const nextId = createUuids(random);

  function begin({ model, body }: Submit): Generation {
    const { lumaParams: { duration = 5, aspect_ratio: aspectRatio = '16:9' } = {} } = body;
    const wish = wishOf(body);
    return beginGeneration(
      {
        ...wish,
        label: model.label,
        aspectRatio,
        durationSeconds: duration,
        minimumClipBytes: faults.minimumClipBytes,
        latency: { ...drawLatency(model.medianLatencyMs(duration), random), ...parts.fixedLatency },
        refusal: refusalOf(wish),
        fate: faults.cancelJobs ? CANCELLED : fateOf(wish, faults),
      },
      parts,
    );
  }

  /** Nothing runs in the background: a job is brought up to date whenever somebody asks. */
  function settle(): void {
    if (faults.holdJobs) return;
    for (const entry of entries.values()) {
      if (!hasEnded(entry.job)) advance(entry);
    }
  }

  function advance({ job, generation, cancelled }: Entry): void {
    const now = clock.now();
    const reached = generation.stateAt(now);
    job.images = generation.images;
    job.state = reached.state;
    job.progress = progressOf(reached, generation, now);
    if (reached.state === 'COMPLETED') {
      job.outputUrl = parts.outputUrl(job.id);
      job.finishedAt = reached.at;
    } else if (reached.state === 'FAILED') {
      job.finishedAt = reached.at;
      if (cancelled) job.state = 'CANCELLED';
      else job.error = `Provider returned an error: ${reached.failure.text}`;
      if (cancelled || !faults.failuresBilled) refund(job);
    }
  }

  function refund(job: ApiframeJob): void {
    account.giveBack(job.creditCost);
    job.creditCost = 0;
  }

  function entry(id: string): Entry | null {
    settle();
    return entries.get(id) ?? null;
  }

  return {
    accept(submit) {
      const creditCost = faults.costs[submit.model.id][submit.body.lumaParams?.duration ?? 5];
      if (!account.take(creditCost)) return null;
      const job = newJob(nextId(), submit, creditCost, clock.now());
      entries.set(job.id, { job, generation: begin(submit), cancelled: faults.cancelJobs });
      parts.onAccept(job);
      return job;
    },
    find: (id) => entry(id)?.job ?? null,
    file(id) {
      const found = entry(id);
      if (found?.job.state !== 'COMPLETED' || isExpired(found.job, clock.now(), faults)) return null;
      const reached = found.generation.stateAt(clock.now());
      return reached.state === 'COMPLETED' ? reached.clip : null;
    },
    schedule: (id) => entries.get(id)?.generation ?? null,
    all() {
      settle();
      return Array.from(entries.values(), ({ job }) => job);
    },
  };
}

/** Whether the files of a finished job have been deleted. */
export function isExpired({ finishedAt }: ApiframeJob, now: number, { expiresAfterMs }: ApiframeFaults): boolean {
  return finishedAt !== null && now - finishedAt >= expiresAfterMs;
}

function newJob(id: string, { body, idempotencyKey }: Submit, creditCost: number, now: number): ApiframeJob {
  return {
    id,
    body,
    idempotencyKey,
    submittedAt: now,
    images: [],
    state: 'QUEUED',
    progress: 0,
    finishedAt: null,
    error: null,
    creditCost,
    outputUrl: null,
    webhook: null,
  };
}

/** Never 100 before the end, however long the last bit takes; back at 0 after a failure. */
function progressOf({ state }: GenerationState, { startsAt, dueAt }: Generation, now: number): number {
  if (state === 'COMPLETED') return 100;
  if (state !== 'PROCESSING') return 0;
  const share = (now - startsAt) / Math.max(1, dueAt - startsAt);
  return Math.min(99, Math.max(1, Math.floor(share * 100)));
}
