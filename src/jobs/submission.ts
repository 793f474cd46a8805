import type { Logger } from 'pino';
import type { CatalogueRow, ProviderName } from '../catalogue/models.ts';
import { type Candidate, candidatesFor } from '../catalogue/offer.ts';
import type { Clock } from '../clock.ts';
import { StaleJobError } from '../errors/job-error.ts';
import { MediaError } from '../errors/media-error.ts';
import { ProviderError } from '../errors/provider-error.ts';
import { Refusal } from '../errors/refusal.ts';
import type { OperatorNotices } from '../operations/operator-notices.ts';
import type { Operation, SubmitInput, UploadedImages, VideoProvider } from '../providers/video-provider.ts';
import type { Job, JobFailure } from './job.ts';
import type { JobStore } from './job-store.ts';
import { imageFailureOf, type Preparation } from './preparation.ts';
import type { ProgressCards } from './progress-cards.ts';

/** How long a job waits for a provider that turns it away without harm; less than the life of an interaction's token. */
const patienceMs = 10 * 60_000;
const shortestRetryMs = 2_000;
const longestRetryMs = 60_000;

export interface SubmissionParts {
  readonly store: JobStore;
  readonly providers: ReadonlyMap<ProviderName, VideoProvider>;
  readonly rows: readonly CatalogueRow[];
  readonly preparation: Preparation;
  readonly cards: ProgressCards;
  readonly notices: OperatorNotices;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What a provider took, until it is written down. */
interface Accepted {
  readonly n: number;
  readonly provider: ProviderName;
  readonly operation: Operation;
}

/**
 * Takes a job from `preparing` to `submitted`, and never pays twice: a request that may have reached the provider is
 * not sent again, whatever came back.
 */
export class Submission {
  readonly #parts: SubmissionParts;
  /** By job; normally empty: only a disk that takes nothing keeps something here. */
  readonly #unrecorded = new Map<string, Accepted>();

  constructor(parts: SubmissionParts) {
    this.#parts = parts;
  }

  /**
   * Submits a job.
   * @param signal - ends the wait for the provider's turn; a request on its way is let finish
   * @returns milliseconds until the next look at the job
   */
  async submit(job: Job, signal: AbortSignal): Promise<number> {
    const n = ((await this.#parts.store.lastAttempt(job.id))?.n ?? 0) + 1;
    // A later try leaves the card as it is: it says what the job waits for.
    if (n === 1 && this.#waitedMs(job) < shortestRetryMs) this.#parts.cards.show(job, { stage: 'preparing' });
    try {
      const fetched = await this.#fetchImages(job, signal);
      const waitMs = fetched ? await this.#submitPrepared(fetched, n, signal) : 0;
      if (waitMs === 0) this.#parts.preparation.forget(job.id);
      return waitMs;
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      return this.#withoutImages(job, error);
    }
  }

  /** Null when raybot stops meanwhile, or when a fault of ours has lasted too long. */
  async #fetchImages(job: Job, signal: AbortSignal): Promise<Job | null> {
    try {
      return await this.#parts.preparation.fetchImages(job, signal);
    } catch (error) {
      if (signal.aborted) return null;
      const isOurs = !(error instanceof MediaError || error instanceof StaleJobError);
      if (!isOurs || this.#waitedMs(job) < patienceMs) throw error;
      await this.#endUnserved(job);
      return null;
    }
  }

  async #submitPrepared(job: Job, n: number, signal: AbortSignal): Promise<number> {
    const choice = this.#choose(job);
    if (!choice) return this.#endUnserved(job);
    const { candidate, provider } = choice;
    const waiting = following(signal);
    let started = false;
    const aboutToSend = async () => {
      waiting.letGo();
      await this.#parts.store.startAttempt(job.id, n, candidate, this.#parts.clock.now());
      started = true;
    };
    let operation: Operation;
    try {
      const images = await this.#parts.preparation.upload(job, provider, waiting.signal);
      operation = await provider.submit(submitInput(job, candidate, n, images), aboutToSend, waiting.signal);
    } catch (error) {
      if (started) return this.#failedAfterStart(job, n, provider.name, error);
      // Somebody else moved the job: it is theirs, and perhaps paid for.
      if (error instanceof StaleJobError) throw error;
      if (signal.aborted) return 0;
      if (error instanceof MediaError) throw error;
      if (!(error instanceof ProviderError) && this.#waitedMs(job) < patienceMs) throw error;
      return this.#turnedAway(job, provider.name, error, null);
    } finally {
      waiting.letGo();
    }
    return this.#record(job, { n, provider: provider.name, operation });
  }

  /** Who is to make it; null when the configuration has changed since the job was accepted. */
  #choose(job: Job): { candidate: Candidate; provider: VideoProvider } | null {
    try {
      const [candidate] = candidatesFor(job.request, this.#parts.rows);
      const provider = this.#parts.providers.get(candidate.row.provider);
      return provider ? { candidate, provider } : null;
    } catch (error) {
      if (error instanceof Refusal) return null;
      throw error;
    }
  }

  /** The member's picture cannot be had or used: the requester can mend it, so the end says how. */
  async #withoutImages(job: Job, error: MediaError): Promise<number> {
    const waitedMs = this.#waitedMs(job);
    if (error.retryable && waitedMs < patienceMs) return retryGapMs(waitedMs);
    this.#parts.log.info({ jobId: job.id, code: error.code, detail: error.message }, 'a picture cannot be used');
    await this.#parts.store.end(job.id, 'failed', imageFailureOf(error), this.#parts.clock.now());
    this.#parts.preparation.forget(job.id);
    return 0;
  }

  async #endUnserved(job: Job): Promise<number> {
    await this.#parts.store.end(job.id, 'failed', 'provider-unavailable', this.#parts.clock.now());
    return 0;
  }

  /** Writes the request's id down; what cannot be written is kept in memory, and the runner's next step tries again. */
  async #record(job: Job, accepted: Accepted): Promise<number> {
    const { n, provider, operation } = accepted;
    try {
      await this.#parts.store.submitted(job.id, n, operation.requestId, this.#parts.clock.now());
      this.#unrecorded.delete(job.id);
      this.#parts.preparation.forget(job.id);
      return 0;
    } catch (error) {
      if (!this.#unrecorded.has(job.id)) {
        const detail = `request ${operation.requestId} is accepted, but cannot be recorded: ${shortMessage(error)}`;
        this.#parts.notices.tell({ code: 'submit-unrecorded', provider, jobId: job.id, detail });
      }
      this.#unrecorded.set(job.id, accepted);
      throw error;
    }
  }

  /** A job whose request may have been on its way when a crash came, or whose id could not be written down yet. */
  async foundSubmitting(job: Job): Promise<number> {
    const accepted = this.#unrecorded.get(job.id);
    if (accepted) return this.#record(job, accepted);
    const attempt = await this.#parts.store.lastAttempt(job.id);
    return this.#uncertain(job, attempt?.n ?? 1, attempt?.provider ?? 'unknown', 'raybot stopped during the submit');
  }

  async #failedAfterStart(job: Job, n: number, provider: string, error: unknown): Promise<number> {
    const certainlyNot = error instanceof ProviderError && !error.mayHaveArrived;
    return certainlyNot
      ? this.#turnedAway(job, provider, error, n)
      : this.#uncertain(job, n, provider, shortMessage(error));
  }

  /** The provider may have taken the request without our knowing its id: nothing can be fetched, nothing is repeated. */
  async #uncertain(job: Job, n: number, provider: string, detail: string): Promise<number> {
    const attempt = { n, state: 'uncertain', detail } as const;
    await this.#parts.store.end(job.id, 'failed', 'submit-uncertain', this.#parts.clock.now(), attempt);
    this.#parts.notices.tell({ code: 'submit-uncertain', provider, jobId: job.id, detail });
    return 0;
  }

  /** Nothing was taken. Later where that may help, else the end. */
  async #turnedAway(job: Job, provider: string, error: unknown, n: number | null): Promise<number> {
    const now = this.#parts.clock.now();
    const detail = shortMessage(error);
    const attempt = n === null ? undefined : ({ n, state: 'refused', detail } as const);
    const waitedMs = this.#waitedMs(job);
    const retryable = error instanceof ProviderError && error.retryable;
    if (retryable && waitedMs < patienceMs) {
      if (attempt) await this.#parts.store.backToPreparing(job.id, attempt, now);
      this.#parts.cards.show(job, { stage: 'waiting-for-provider' });
      return Math.max(error.details.retryAfterMs ?? 0, retryGapMs(waitedMs));
    }
    const failure = failureOf(error);
    await this.#parts.store.end(job.id, 'failed', failure, now, attempt);
    if (failure === 'operator-attention')
      this.#parts.notices.tell({ code: 'provider-needs-attention', provider, jobId: job.id, detail });
    if (failure === 'model-withdrawn')
      this.#parts.notices.tell({ code: 'model-withdrawn', provider, jobId: job.id, detail });
    return 0;
  }

  #waitedMs(job: Job): number {
    return this.#parts.clock.now() - job.createdAt;
  }
}

/** A signal that aborts with another one until it is let go: a stop must not cut off a request that is on its way. */
function following(signal: AbortSignal): { readonly signal: AbortSignal; letGo(): void } {
  const follower = new AbortController();
  const abort = () => follower.abort(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  return { signal: follower.signal, letGo: () => signal.removeEventListener('abort', abort) };
}

/** The longer a job has waited, the longer until its next try; with no memory, so that a restart changes nothing. */
function retryGapMs(waitedMs: number): number {
  return Math.min(longestRetryMs, Math.max(shortestRetryMs, waitedMs / 4));
}

function submitInput(job: Job, { row }: Candidate, attempt: number, images: UploadedImages): SubmitInput {
  const { model, prompt, durationSeconds, aspectRatio, resolution, loop } = job.request;
  const { slug } = row;
  return { jobId: job.id, attempt, slug, model, prompt, durationSeconds, aspectRatio, resolution, loop, images };
}

function failureOf(error: unknown): JobFailure {
  if (!(error instanceof ProviderError)) return 'provider-unavailable';
  switch (error.kind) {
    case 'credentials':
    case 'credits':
      return 'operator-attention';
    case 'withdrawn':
      return 'model-withdrawn';
    case 'moderation':
      return 'moderated';
    case 'validation':
      return 'provider-refused';
    case 'rate':
    case 'transient':
    case 'malformed':
      return 'provider-unavailable';
  }
}

function shortMessage(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 300);
}
