import type { CatalogueRow, ProviderName } from '../catalogue/models.ts';
import type { Clock } from '../clock.ts';
import { ProviderError } from '../errors/provider-error.ts';
import type { OperatorNotices } from '../operations/operator-notices.ts';
import type { OperationStatus, VideoProvider } from '../providers/video-provider.ts';
import { type DurationLaw, priorLaw } from './duration-law.ts';
import type { Attempt, Job, JobFailure } from './job.ts';
import type { AttemptEnd, JobStore } from './job-store.ts';
import type { PollSchedule } from './poll-schedule.ts';
import type { ProgressCards } from './progress-cards.ts';

/**
 * How long a provider may say that it does not know an accepted request: its own copies may lag behind
 * (Segmind answers 404 for a moment after a good submit).
 */
const unknownGraceMs = 10_000;
/** How long answers may make no sense before we stop waiting for a video. */
const malformedGraceMs = 30_000;
/** Looks while the key is refused: it may be put right before the request is forgotten. */
const refusedGapMs = 30_000;

type Trouble = 'unknown' | 'malformed';

/** Takes a job from `submitted` to `finished`. An accepted attempt is looked at until it is over or forgotten. */
export class Watch {
  readonly #store: JobStore;
  readonly #providers: ReadonlyMap<ProviderName, VideoProvider>;
  readonly #rows: readonly CatalogueRow[];
  readonly #schedule: PollSchedule;
  readonly #cards: ProgressCards;
  readonly #notices: OperatorNotices;
  readonly #clock: Clock;
  /** Since when each troubled job's provider has said nothing useful. */
  readonly #troubleSince = new Map<string, { trouble: Trouble; since: number }>();

  constructor(
    store: JobStore,
    providers: ReadonlyMap<ProviderName, VideoProvider>,
    rows: readonly CatalogueRow[],
    schedule: PollSchedule,
    cards: ProgressCards,
    notices: OperatorNotices,
    clock: Clock,
  ) {
    this.#store = store;
    this.#providers = providers;
    this.#rows = rows;
    this.#schedule = schedule;
    this.#cards = cards;
    this.#notices = notices;
    this.#clock = clock;
  }

  /**
   * Looks at a job when it is due.
   * @returns milliseconds until the next look
   */
  async look(job: Job, signal: AbortSignal): Promise<number> {
    const attempt = await this.#store.lastAttempt(job.id);
    if (!attempt?.requestId || attempt.submittedAt === null) throw new Error(`Job ${job.id} has no accepted attempt.`);
    const provider = this.#providers.get(attempt.provider);
    if (!provider) return this.#lost(job, attempt, `no ${attempt.provider} is configured any more`);

    const law = this.#lawOf(job, attempt);
    const ageMs = this.#clock.now() - attempt.submittedAt;
    this.#showCard(job, attempt.submittedAt, law);
    const earlyByMs = this.#schedule.firstLookMs(law) - ageMs;
    if (earlyByMs > 0) return earlyByMs;
    if (ageMs > provider.retentionMs) return this.#lost(job, attempt, 'the provider keeps requests no longer');
    const gapMs = this.#schedule.nextGapMs(ageMs, law);
    try {
      const status = await provider.status({ requestId: attempt.requestId }, signal);
      return await this.#act(job, attempt, status, provider.fileLifeMs, gapMs);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      return this.#noAnswer(job, attempt, error, gapMs);
    }
  }

  async #act(job: Job, attempt: Attempt, status: OperationStatus, fileLifeMs: number, gapMs: number): Promise<number> {
    if (status.state !== 'unknown') this.#troubleSince.delete(job.id);
    switch (status.state) {
      case 'running':
        return gapMs;
      case 'finished': {
        const now = this.#clock.now();
        const result = { url: status.videoUrl, costMicroUsd: status.costMicroUsd, expiresAt: now + fileLifeMs };
        await this.#store.finished(job.id, attempt.n, result, now);
        return 0;
      }
      case 'failed':
        return this.#end(job, failureOf(status.kind), { n: attempt.n, state: 'failed', detail: status.detail });
      case 'unknown':
        return this.#troubledFor(job.id, 'unknown') < unknownGraceMs
          ? gapMs
          : this.#lost(job, attempt, 'the provider does not know the request');
    }
  }

  /** The look failed, the request is unharmed. */
  async #noAnswer(job: Job, attempt: Attempt, error: ProviderError, gapMs: number): Promise<number> {
    if (error.kind === 'malformed' && this.#troubledFor(job.id, 'malformed') >= malformedGraceMs) {
      this.#notices.tell({
        code: 'provider-malformed',
        provider: attempt.provider,
        jobId: job.id,
        detail: error.message,
      });
      return this.#end(job, 'provider-malformed', { n: attempt.n, state: 'failed', detail: error.message });
    }
    if (error.kind === 'credentials') {
      this.#notices.tell({ code: 'provider-needs-attention', provider: attempt.provider, detail: error.message });
      return refusedGapMs;
    }
    return Math.max(gapMs, error.details.retryAfterMs ?? 0);
  }

  async #lost(job: Job, attempt: Attempt, detail: string): Promise<number> {
    this.#notices.tell({ code: 'provider-lost', provider: attempt.provider, jobId: job.id, detail });
    return this.#end(job, 'provider-lost', { n: attempt.n, state: 'lost', detail });
  }

  async #end(job: Job, failure: JobFailure, attempt: AttemptEnd): Promise<number> {
    this.#troubleSince.delete(job.id);
    await this.#store.end(job.id, 'failed', failure, this.#clock.now(), attempt);
    return 0;
  }

  /** Milliseconds for which one kind of trouble has lasted without a break. */
  #troubledFor(jobId: string, trouble: Trouble): number {
    const now = this.#clock.now();
    const known = this.#troubleSince.get(jobId);
    if (known?.trouble === trouble) return now - known.since;
    this.#troubleSince.set(jobId, { trouble, since: now });
    return 0;
  }

  #showCard(job: Job, submittedAt: number, law: DurationLaw): void {
    const late = this.#clock.now() - submittedAt > law.quantileMs(0.95);
    this.#cards.show(
      job,
      late ? { stage: 'late' } : { stage: 'making', expectedAt: submittedAt + law.quantileMs(0.5) },
    );
  }

  #lawOf(job: Job, attempt: Attempt): DurationLaw {
    const row = this.#rows.find(({ provider, model }) => provider === attempt.provider && model === attempt.model);
    return priorLaw(row?.terms[job.request.durationSeconds]?.latency ?? { medianSeconds: 60, sigma: 0.35 });
  }
}

function failureOf(kind: 'moderation' | 'validation' | 'other'): JobFailure {
  if (kind === 'moderation') return 'moderated';
  return kind === 'validation' ? 'provider-refused' : 'provider-failed';
}
