import pLimit from 'p-limit';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { StaleJobError } from '../errors/job-error.ts';
import { Agenda } from './agenda.ts';
import type { Delivery } from './delivery.ts';
import type { Durations } from './durations.ts';
import type { FairQueue } from './fair-queue.ts';
import type { InputImages } from './input-images.ts';
import { type Attempt, isOpen, type Job, liveToken, tokenLifeMs } from './job.ts';
import type { JobStore } from './job-store.ts';
import type { KeepingBack } from './keeping-back.ts';
import type { Place } from './line.ts';
import type { ProgressCards } from './progress-cards.ts';
import type { QueueCards } from './queue-cards.ts';
import type { Reconciliation } from './reconciliation.ts';
import type { Settlement } from './settlement.ts';
import type { Submission } from './submission.ts';
import type { VideoFiles } from './video-files.ts';
import type { Watch } from './watch.ts';

/** After a fault of our own in one job: the others go on, and this one is tried again. */
const afterFaultMs = 30_000;

/** What is being done for one job. */
interface Step {
  readonly done: Promise<void>;
  /** Ends what only waits for its turn. */
  readonly waiting: AbortController;
}

/** How many videos move at once: each costs memory, and all share one line. */
const maxTransfers = 8;

export interface Stages {
  readonly submission: Submission;
  readonly reconciliation: Reconciliation;
  readonly watch: Watch;
  readonly delivery: Delivery;
  readonly keepingBack: KeepingBack;
  readonly settlement: Settlement;
}

export interface RunnerParts {
  readonly store: JobStore;
  readonly stages: Stages;
  readonly files: VideoFiles;
  readonly images: InputImages;
  readonly queue: Pick<FairQueue, 'load' | 'note'>;
  readonly cards: Pick<ProgressCards, 'refresh' | 'close'>;
  readonly queueCards: Pick<QueueCards, 'close'>;
  readonly durations: Durations;
  /** A job has come to its end. */
  readonly onEnd?: (job: Job) => void;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Leads every job from its acknowledgement to its end, one step at a time. What a step does depends on the state in the
 * database alone, so a restart goes on where the last process stopped, however it stopped.
 */
export class Runner {
  readonly #parts: RunnerParts;
  readonly #agenda: Agenda;
  readonly #steps = new Map<string, Step>();
  /** Jobs that a provider works at, as far as their last step has shown. */
  readonly #submitted = new Set<string>();
  /** Jobs of which news came while a step was under way. */
  readonly #hastened = new Set<string>();
  /** Jobs that somebody has turned or woken while a step was under way. */
  readonly #turned = new Set<string>();
  readonly #transfers = pLimit(maxTransfers);
  /** Ends waiting: no new step begins, and no step waits for its turn. */
  readonly #stopping = new AbortController();
  /** Ends transfers and submits that outlast the drain. */
  readonly #aborting = new AbortController();
  #agendaRun: Promise<void> = Promise.resolve();

  constructor(parts: RunnerParts) {
    this.#parts = parts;
    this.#agenda = new Agenda(parts.clock);
  }

  /**
   * Takes up every job that the last process left. To be done before the first command can come in: a job of this process
   * that waits for its acknowledgement must not be taken for one that was cut off.
   */
  async recover(): Promise<void> {
    await this.#parts.durations.load();
    const jobs = await this.#parts.store.unsettledJobs();
    await this.#parts.store.forgetTokensBefore(this.#parts.clock.now() - tokenLifeMs);
    const openJobIds = jobs.filter(({ state }) => isOpen(state)).map(({ id }) => id);
    await Promise.all([this.#parts.files.sweep(openJobIds), this.#parts.images.sweep(openJobIds)]);
    await this.#takePlaces(jobs);
    if (jobs.length > 0) this.#parts.log.info({ jobs: jobs.length }, 'taking up jobs of the last run');
    for (const job of jobs) {
      // Credits were held, but Discord was not told, or we do not know that it was: the member sees no promise.
      if (job.state === 'accepted') {
        await this.#parts.store.end(job.id, 'cancelled', 'not-acknowledged', this.#parts.clock.now());
      }
      if (job.state === 'submitted') this.#submitted.add(job.id);
      this.wake(job.id);
    }
  }

  /** What is at a service keeps its place there, and who waits keeps the order. */
  async #takePlaces(jobs: readonly Job[]): Promise<void> {
    const { store, queue, durations } = this.#parts;
    const waiting = jobs.filter(({ state }) => state === 'preparing');
    const sent = jobs.filter(({ state }) => state === 'submitting' || state === 'submitted');
    const attempts = new Map((await store.lastAttemptsOfOpenJobs()).map((attempt) => [attempt.jobId, attempt]));
    const [oldest] = waiting;
    queue.load(
      [
        ...waiting.map((job) => ({ job, place: null })),
        ...sent.map((job) => ({ job, place: placeOf(job, attempts.get(job.id), durations) })),
      ],
      oldest ? await store.turnsSince(oldest.createdAt) : [],
    );
  }

  /** Leads jobs from now on, until `stop`. */
  start(): void {
    this.#agendaRun = this.#agenda.run((jobId) => this.#begin(jobId), this.#stopping.signal);
  }

  /** Something may be done for this job now, or once the step under way is over: two at a time would do all of it twice. */
  wake(jobId: string): void {
    if (this.#steps.has(jobId)) {
      this.#turned.add(jobId);
      return;
    }
    const now = this.#parts.clock.now();
    if (!this.#agenda.hasten(jobId, now)) this.#agenda.add(jobId, now);
  }

  /**
   * A provider says that something has happened to a job's request. That is no more than a reason to look: jobs that are
   * not here, not submitted or over are left alone.
   */
  hint(jobId: string): void {
    if (this.#steps.has(jobId)) this.#hastened.add(jobId);
    else if (this.#submitted.has(jobId)) this.#lookNow(jobId);
  }

  /**
   * Somebody has changed what is to become of a job: it is looked at now. A step that only waits for its turn is ended for
   * that; one of which something may have left goes on.
   */
  turn(jobId: string): void {
    this.#parts.cards.refresh(jobId);
    this.wake(jobId);
    this.#steps.get(jobId)?.waiting.abort();
  }

  /**
   * Drains: submits under way are waited for and written down, everything else is left to the next start.
   * @param graceMs - the longest wait, real milliseconds
   */
  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort();
    await this.#agendaRun;
    const timer = setTimeout(() => this.#aborting.abort(), graceMs);
    await Promise.all([...this.#steps.values()].map(({ done }) => done));
    clearTimeout(timer);
    await Promise.all([this.#parts.queueCards.close(), this.#parts.cards.close()]);
  }

  #begin(jobId: string): void {
    const waiting = new AbortController();
    const done = this.#step(jobId, waiting.signal)
      .catch((error: unknown) => {
        // Somebody has turned it meanwhile: what is in the database goes.
        if (error instanceof StaleJobError && this.#turned.has(jobId)) return 0;
        this.#parts.log.error({ err: error, jobId }, 'a step failed');
        return afterFaultMs;
      })
      .then((waitMs) => {
        this.#steps.delete(jobId);
        const isTurned = this.#turned.delete(jobId);
        const dueInMs = isTurned ? 0 : waitMs;
        if (dueInMs !== null) this.#agenda.add(jobId, this.#parts.clock.now() + dueInMs);
        if (this.#hastened.delete(jobId) && this.#submitted.has(jobId)) this.#lookNow(jobId);
      });
    this.#steps.set(jobId, { done, waiting });
  }

  #lookNow(jobId: string): void {
    this.#parts.stages.watch.expectNews(jobId);
    this.#agenda.hasten(jobId, this.#parts.clock.now());
  }

  /** @returns milliseconds until the job's next step, or null when it needs none */
  async #step(jobId: string, waiting: AbortSignal): Promise<number | null> {
    const job = await this.#parts.store.get(jobId);
    await this.#forgetDeadToken(job);
    try {
      return await this.#act(job, AbortSignal.any([this.#stopping.signal, waiting]));
    } finally {
      // Also where it failed: a place that nobody needs is another one's.
      await this.#noteMove(job);
    }
  }

  /** Where the step has led: one line for each state that a job comes to. */
  async #noteMove({ id: jobId, state: from }: Job): Promise<void> {
    const job = await this.#parts.store.get(jobId);
    const { state, failure, rung, guildId } = job;
    this.#parts.queue.note(job);
    if (state === 'submitted') this.#submitted.add(jobId);
    else this.#submitted.delete(jobId);
    if (state === from) return;
    this.#parts.log.info({ jobId, guildId, from, failure, rung }, `job ${state}`);
    if (!isOpen(state)) this.#parts.onEnd?.(job);
  }

  /** Not wanted any more, and nothing is under way: a video that is not begun need not be paid for. */
  async #cancel(job: Job): Promise<number> {
    const failure = job.withdrawnBy === 'moderator' ? 'cancelled-by-moderator' : 'cancelled';
    await this.#parts.store.cancel(job.id, failure, this.#parts.clock.now());
    return 0;
  }

  async #forgetDeadToken(job: Job): Promise<void> {
    const now = this.#parts.clock.now();
    if (job.interactionToken !== null && liveToken(job, now) === null) {
      await this.#parts.store.forgetTokensBefore(now - tokenLifeMs);
    }
  }

  /** What is still in line for a transfer when a stop comes is left to the next start. */
  async #deliver(job: Job): Promise<number> {
    if (this.#stopping.signal.aborted) return 0;
    return this.#parts.stages.delivery.deliver(job, this.#aborting.signal);
  }

  /** @param stopping - no wait for a turn is begun or gone on with */
  async #act(job: Job, stopping: AbortSignal): Promise<number | null> {
    const { submission, reconciliation, watch, keepingBack } = this.#parts.stages;
    switch (job.state) {
      case 'accepted':
        return null;
      case 'preparing':
        if (job.withheldAt !== null) return this.#cancel(job);
        return submission.submit(job, { stopping, aborting: this.#aborting.signal });
      case 'submitting':
        return reconciliation.look(job, this.#stopping.signal);
      case 'submitted':
        return watch.look(job, this.#stopping.signal);
      case 'finished':
        if (job.withheldAt !== null) return keepingBack.keepBack(job, this.#aborting.signal);
        return this.#transfers(() => this.#deliver(job));
      case 'delivering':
        return this.#transfers(() => this.#deliver(job));
      case 'delivered':
      case 'failed':
      case 'cancelled':
      case 'undelivered':
        return job.settledAt === null ? this.#parts.stages.settlement.settle(job) : null;
    }
  }
}

function placeOf({ request }: Job, attempt: Attempt | undefined, durations: Durations): Place | null {
  if (!attempt) return null;
  const { provider, startedAt: since } = attempt;
  return { provider, since, law: durations.lawOf(attempt, request) };
}
