import type { CatalogueRow, ProviderName } from '../catalogue/models.ts';
import type { Clock } from '../clock.ts';
import { ProviderError, type ProviderErrorKind } from '../errors/provider-error.ts';
import type { OperatorNotices } from '../operations/operator-notices.ts';
import type { Router } from '../providers/router.ts';
import type { OperationStatus, VideoProvider } from '../providers/video-provider.ts';
import { type DurationLaw, lawOf } from './duration-law.ts';
import { type Failover, hasFailed } from './failover.ts';
import type { Attempt, Job, JobFailure } from './job.ts';
import type { AttemptEnd, JobStore } from './job-store.ts';
import { Making } from './making-progress.ts';
import type { PollSchedule } from './poll-schedule.ts';
import type { ProgressCards } from './progress-cards.ts';

/**
 * How long a provider may say that it does not know an accepted request: its own copies may lag behind a good submit, and
 * it may be in the middle of a change of its own.
 */
const unknownGraceMs = 30_000;
/** How long answers may make no sense before we stop waiting for a video. */
const malformedGraceMs = 10 * 60_000;
/** Looks while the key is refused: it may be put right before the request is forgotten. */
const refusedGapMs = 30_000;
/** Looks at a request of which its provider tells us when it is over, for the case that it does not. */
const safetyNetGapMs = 30_000;
/** After it has told us: its own copies may lag behind. */
const newsLifeMs = 30_000;

/** How long a provider may be out of reach after the time for which it keeps requests: a history may know them longer. */
const forgottenGraceMs = 2 * 60_000;

type Trouble = 'unknown' | 'malformed' | 'no-answer';

/** One look at one job. */
interface Look {
  readonly job: Job;
  readonly attempt: Attempt;
  readonly provider: VideoProvider;
  readonly ageMs: number;
  /** Until the next look, if this one changes nothing. */
  readonly gapMs: number;
}

export interface WatchParts {
  readonly store: JobStore;
  readonly router: Router;
  readonly failover: Failover;
  readonly rows: readonly CatalogueRow[];
  readonly schedule: PollSchedule;
  readonly cards: ProgressCards;
  readonly notices: OperatorNotices;
  readonly clock: Clock;
  /** What a look has come to, for the metrics. */
  readonly onPoll?: (provider: ProviderName, outcome: PollOutcome) => void;
}

/** `lost`: the provider has forgotten an accepted request. */
export type PollOutcome = OperationStatus['state'] | ProviderErrorKind | 'lost';

/** Takes a job from `submitted` to `finished`. An accepted attempt is looked at until it is over or forgotten. */
export class Watch {
  readonly #parts: WatchParts;
  /** Since when each troubled job's provider has said nothing but one thing that makes no sense. */
  readonly #troubleSince = new Map<string, { trouble: Trouble; since: number }>();
  /** Until when news of each job are expected, milliseconds since the epoch. */
  readonly #newsUntil = new Map<string, number>();
  /** What the cards of submitted jobs say, and of which attempt. */
  readonly #making = new Map<string, { readonly n: number; readonly making: Making }>();

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  /**
   * Looks at a job when it is due.
   * @returns milliseconds until the next look
   */
  async look(job: Job, signal: AbortSignal): Promise<number> {
    const attempt = await this.#parts.store.lastAttempt(job.id);
    if (!attempt?.requestId || attempt.submittedAt === null) throw new Error(`Job ${job.id} has no accepted attempt.`);
    const provider = this.#parts.router.get(attempt.provider);
    if (!provider) return this.#lost(job, attempt, `no ${attempt.provider} is configured any more`);

    const law = lawOf(attempt, job.request.durationSeconds, this.#parts.rows);
    // A clock that was set back must not make a job younger than new.
    const ageMs = Math.max(0, this.#parts.clock.now() - attempt.submittedAt);
    const making = await this.#follow(job, attempt, attempt.submittedAt, law);
    const isTold = provider.notifies && !this.#hasNews(job.id);
    const earlyByMs = (isTold ? law.quantileMs(0.95) : this.#firstLookMs(job.id, law)) - ageMs;
    if (earlyByMs > 0) return earlyByMs;
    const gapMs = isTold ? safetyNetGapMs : this.#parts.schedule.nextGapMs(ageMs, law);
    const look = { job, attempt, provider, ageMs, gapMs };
    const { requestId, slug, submittedAt } = attempt;
    try {
      const status = await provider.status({ requestId, slug, submittedAt }, signal);
      this.#parts.onPoll?.(provider.name, status.state);
      if (status.state === 'running' && making.says(status.progress)) this.#parts.cards.refresh(job.id);
      return await this.#act(look, status);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      // Cut off by our own stop: it says nothing about the provider.
      if (signal.aborted) return look.gapMs;
      this.#parts.onPoll?.(provider.name, error.kind);
      return this.#noAnswer(look, error);
    }
  }

  /** The card goes on by itself from now on. */
  async #follow(job: Job, { n }: Attempt, submittedAt: number, law: DurationLaw): Promise<Making> {
    const known = this.#making.get(job.id);
    if (known?.n === n) return known.making;
    const making = new Making(submittedAt, law, n > 1 && hasFailed(await this.#parts.store.attempts(job.id)));
    this.#making.set(job.id, { n, making });
    this.#parts.cards.follow(job, making.outlook);
    return making;
  }

  /** The provider has told us that something happened to a job's request. */
  expectNews(jobId: string): void {
    this.#newsUntil.set(jobId, this.#parts.clock.now() + newsLifeMs);
  }

  #hasNews(jobId: string): boolean {
    const until = this.#newsUntil.get(jobId) ?? Number.NEGATIVE_INFINITY;
    if (this.#parts.clock.now() < until) return true;
    this.#newsUntil.delete(jobId);
    return false;
  }

  #firstLookMs(jobId: string, law: DurationLaw): number {
    return this.#hasNews(jobId) ? 0 : this.#parts.schedule.firstLookMs(law);
  }

  async #act(look: Look, status: OperationStatus): Promise<number> {
    const { job, attempt, provider, gapMs } = look;
    if (status.state !== 'unknown') this.#troubleSince.delete(job.id);
    switch (status.state) {
      case 'running':
        // A request that never ends is left at twice the time for which the provider keeps them.
        return isForgotten(look, 2) ? this.#lost(job, attempt, 'the request never ended') : gapMs;
      case 'finished': {
        const now = this.#parts.clock.now();
        const { videoUrl: url, bill } = status;
        const expiresAt = (attempt.submittedAt ?? now) + provider.fileLifeMs;
        const result = { n: attempt.n, url, expiresAt, bill };
        await this.#parts.store.finished(job.id, result, now);
        this.#parts.router.finished(provider.name);
        this.#forget(job.id);
        return 0;
      }
      case 'failed':
        this.#forget(job.id);
        return this.#parts.failover.failed(job, attempt.n, provider.name, status);
      case 'unknown':
        if (this.#troubledForMs(job.id, 'unknown') >= unknownGraceMs) {
          return this.#lost(job, attempt, 'the provider does not know the request');
        }
        // Its time there may be over: once more is enough, as after a long stop many are looked at together.
        return isForgotten(look) ? unknownGraceMs : gapMs;
    }
  }

  /** The look failed, the request is unharmed. */
  async #noAnswer(look: Look, error: ProviderError): Promise<number> {
    const { job, attempt, gapMs } = look;
    const trouble = error.kind === 'malformed' ? 'malformed' : 'no-answer';
    const troubledMs = this.#troubledForMs(job.id, trouble);
    if (isForgotten(look) && troubledMs >= forgottenGraceMs) {
      return this.#lost(job, attempt, `no answer until it was forgotten: ${error.message}`);
    }
    if (trouble === 'malformed' && troubledMs >= malformedGraceMs) return this.#senseless(job, attempt, error);
    if (error.kind === 'credentials') {
      this.#parts.router.balanceIs(attempt.provider, null);
      this.#parts.notices.tell({ code: 'provider-needs-attention', provider: attempt.provider, detail: error.message });
      return refusedGapMs;
    }
    return Math.max(gapMs, error.details.retryAfterMs ?? 0);
  }

  async #senseless(job: Job, attempt: Attempt, { message: detail }: ProviderError): Promise<number> {
    this.#parts.router.failed(attempt.provider);
    this.#parts.notices.tell({ code: 'provider-malformed', provider: attempt.provider, jobId: job.id, detail });
    return this.#end(job, 'provider-malformed', { n: attempt.n, state: 'failed', detail });
  }

  async #lost(job: Job, attempt: Attempt, detail: string): Promise<number> {
    this.#parts.onPoll?.(attempt.provider, 'lost');
    this.#parts.router.failed(attempt.provider);
    this.#parts.notices.tell({ code: 'provider-lost', provider: attempt.provider, jobId: job.id, detail });
    return this.#end(job, 'provider-lost', { n: attempt.n, state: 'lost', detail });
  }

  async #end(job: Job, failure: JobFailure, attempt: AttemptEnd): Promise<number> {
    this.#forget(job.id);
    await this.#parts.store.end(job.id, 'failed', failure, this.#parts.clock.now(), attempt);
    return 0;
  }

  #forget(jobId: string): void {
    this.#troubleSince.delete(jobId);
    this.#newsUntil.delete(jobId);
    this.#making.delete(jobId);
  }

  /** Milliseconds for which one kind of trouble has lasted without a break. */
  #troubledForMs(jobId: string, trouble: Trouble): number {
    const now = this.#parts.clock.now();
    const known = this.#troubleSince.get(jobId);
    if (known?.trouble === trouble) return now - known.since;
    this.#troubleSince.set(jobId, { trouble, since: now });
    return 0;
  }
}

/** Whether the provider's memory of a request is over by our clock, `times` over. The clock alone ends nothing. */
function isForgotten({ provider, ageMs }: Look, times = 1): boolean {
  return ageMs > provider.retentionMs * times;
}
