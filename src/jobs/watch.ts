import type { ProviderName } from '../catalogue/models.ts';
import type { Clock } from '../clock.ts';
import { ProviderError, type ProviderErrorKind } from '../errors/provider-error.ts';
import type { OperatorNotices } from '../operations/operator-notices.ts';
import type { DurationTable } from '../polling/duration-table.ts';
import { Patience } from '../polling/patience.ts';
import { nextGapMs } from '../polling/poll-gap.ts';
import { urgencyOf } from '../polling/urgency.ts';
import type { WaitingLook } from '../providers/peer.ts';
import type { Router } from '../providers/router.ts';
import type { OperationStatus, VideoProvider } from '../providers/video-provider.ts';
import { type DurationLaw, learnedLaw } from './duration-law.ts';
import type { Durations } from './durations.ts';
import { type Failover, hasFailed } from './failover.ts';
import type { Attempt, Job, JobFailure } from './job.ts';
import type { AttemptEnd } from './job-changes.ts';
import type { JobStore } from './job-store.ts';
import { Making } from './making-progress.ts';
import type { ProgressCards } from './progress-cards.ts';
import { Sight } from './sight.ts';

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
/** After a look that says nothing about how far the request is, or less than its provider has told us. */
const againMs = 2_000;
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
  /** Since the submit. */
  readonly ageMs: number;
  readonly sight: Sight;
  /** Until the next look, if this one changes nothing. */
  readonly gapMs: () => number;
}

/** What decides when a job is looked at for the first time. */
interface FirstLook {
  readonly jobId: string;
  readonly isTold: boolean;
  readonly sight: Sight;
  readonly table: DurationTable;
  readonly provider: VideoProvider;
}

export interface WatchParts {
  readonly store: JobStore;
  readonly router: Router;
  readonly failover: Failover;
  readonly durations: Durations;
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
  /** What looks have shown of each job's attempt. */
  readonly #sights = new Map<string, { readonly n: number; readonly sight: Sight }>();
  /** What a look is worth at each provider. */
  readonly #patience = new Map<ProviderName, Patience>();
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

    const table = this.#parts.durations.tableOf(attempt, job.request);
    const law = learnedLaw(table);
    const { submittedAt, requestId, slug } = attempt;
    const sight = this.#sightOf(job, attempt, submittedAt);
    sight.followClock(this.#now());
    const making = await this.#follow(job, attempt, submittedAt, law);
    const isTold = provider.notifies && !this.#hasNews(job.id);
    const earlyByMs = this.#firstLookMs({ jobId: job.id, isTold, sight, table, provider }) - sight.ageMs(this.#now());
    if (earlyByMs > 0) return earlyByMs;
    // A clock that was set back must not make a job younger than new.
    const ageMs = Math.max(0, this.#now() - submittedAt);
    const gapMs = () => {
      if (isTold) return safetyNetGapMs;
      const usualMs = sight.gapMs(table, this.#patienceOf(provider.name).lambdaMs, this.#now());
      return this.#hasNews(job.id) ? Math.min(againMs, usualMs) : usualMs;
    };
    const look = { job, attempt, provider, ageMs, sight, gapMs };
    const waiting = this.#waiting(provider.name, sight, table);
    try {
      const status = await provider.status({ requestId, slug, submittedAt, waiting }, signal);
      this.#parts.onPoll?.(provider.name, status.state);
      if (status.state === 'running') {
        sight.saw({ progress: status.progress, isQueued: status.isQueued === true }, this.#now());
        const isNews = [making.countsFrom(sight.since), making.says(status.progress)].includes(true);
        if (isNews) this.#parts.cards.refresh(job.id);
      }
      return await this.#act(look, status);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      // Cut off by our own stop: it says nothing about the provider.
      if (signal.aborted) return againMs;
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

  /** When it did so last; null where it has not, lately. */
  #toldAt(jobId: string): number | null {
    const until = this.#newsUntil.get(jobId);
    return until === undefined ? null : until - newsLifeMs;
  }

  #hasNews(jobId: string): boolean {
    const until = this.#newsUntil.get(jobId) ?? Number.NEGATIVE_INFINITY;
    if (this.#parts.clock.now() < until) return true;
    this.#newsUntil.delete(jobId);
    return false;
  }

  /** The age of the first look; 0 where one may be made at any age. */
  #firstLookMs({ jobId, isTold, sight, table, provider }: FirstLook): number {
    if (isTold) return learnedLaw(table).quantileMs(0.95);
    if (sight.hasLooked || this.#hasNews(jobId)) return 0;
    return nextGapMs(table, { ageMs: 0, lambdaMs: this.#patienceOf(provider.name).lambdaMs });
  }

  #sightOf({ id: jobId, request }: Job, attempt: Attempt, submittedAt: number): Sight {
    const { n } = attempt;
    const known = this.#sights.get(jobId);
    if (known?.n === n) return known.sight;
    const sight = new Sight(submittedAt, this.#now());
    this.#sights.set(jobId, { n, sight });
    this.#parts.durations.begun(jobId, attempt, request, submittedAt);
    return sight;
  }

  #patienceOf(provider: ProviderName): Patience {
    const known = this.#patience.get(provider) ?? new Patience();
    this.#patience.set(provider, known);
    return known;
  }

  /** How a look waits for its turn: overdue ones, as many as there are after a restart, go out by their urgency. */
  #waiting(provider: ProviderName, sight: Sight, table: DurationTable): WaitingLook {
    const dueAt = this.#now();
    return {
      urgency: () => urgencyOf(table, sight.waiting(dueAt, this.#now())),
      hadTurn: (turnMs) => {
        const now = this.#now();
        const { lookedAtMs, ageMs, waitedMs } = sight.waiting(dueAt, now);
        this.#patienceOf(provider).had({ waitedMs, turnMs, lagMs: table.lagMs(lookedAtMs, ageMs), now });
      },
    };
  }

  #now(): number {
    return this.#parts.clock.now();
  }

  async #act(look: Look, status: OperationStatus): Promise<number> {
    const { job, attempt, provider, sight, gapMs } = look;
    if (status.state !== 'unknown') this.#troubleSince.delete(job.id);
    switch (status.state) {
      case 'running':
        // A request that never ends is left at twice the time for which the provider keeps them.
        return isForgotten(look, 2) ? this.#lost(job, attempt, 'the request never ended') : gapMs();
      case 'finished': {
        const now = this.#parts.clock.now();
        const { videoUrl: url, bill } = status;
        const expiresAt = (attempt.submittedAt ?? now) + provider.fileLifeMs;
        const span = sight.span(now, this.#toldAt(job.id));
        const seen = this.#parts.durations.seen(attempt, job.request, span);
        const result = { n: attempt.n, url, expiresAt, bill, ...(seen && { seen }) };
        await this.#parts.store.finished(job.id, result, now);
        if (seen) await this.#parts.durations.learn(job.id, seen, now);
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
        return isForgotten(look) ? unknownGraceMs : againMs;
    }
  }

  /** The look failed, the request is unharmed. */
  async #noAnswer(look: Look, error: ProviderError): Promise<number> {
    const { job, attempt } = look;
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
    return Math.max(againMs, error.details.retryAfterMs ?? 0);
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
    this.#sights.delete(jobId);
    this.#parts.durations.over(jobId);
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
