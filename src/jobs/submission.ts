import type { CatalogueRow, ProviderName } from '../catalogue/models.ts';
import { type Candidate, candidatesFor } from '../catalogue/offer.ts';
import type { Clock } from '../clock.ts';
import { ProviderError } from '../errors/provider-error.ts';
import { Refusal } from '../errors/refusal.ts';
import type { OperatorNotices } from '../operations/operator-notices.ts';
import type { Operation, SubmitInput, VideoProvider } from '../providers/video-provider.ts';
import type { Job, JobFailure } from './job.ts';
import { type JobStore, StaleJobError } from './job-store.ts';
import type { ProgressCards } from './progress-cards.ts';

/** How long a job waits for a provider that turns it away without harm; less than the life of an interaction's token. */
const patienceMs = 10 * 60_000;
const shortestRetryMs = 2_000;
const longestRetryMs = 60_000;

/**
 * Takes a job from `preparing` to `submitted`, and never pays twice: a request that may have reached the provider is
 * not sent again, whatever came back.
 */
export class Submission {
  readonly #store: JobStore;
  readonly #providers: ReadonlyMap<ProviderName, VideoProvider>;
  readonly #rows: readonly CatalogueRow[];
  readonly #cards: ProgressCards;
  readonly #notices: OperatorNotices;
  readonly #clock: Clock;

  constructor(
    store: JobStore,
    providers: ReadonlyMap<ProviderName, VideoProvider>,
    rows: readonly CatalogueRow[],
    cards: ProgressCards,
    notices: OperatorNotices,
    clock: Clock,
  ) {
    this.#store = store;
    this.#providers = providers;
    this.#rows = rows;
    this.#cards = cards;
    this.#notices = notices;
    this.#clock = clock;
  }

  /**
   * Submits a job.
   * @param signal - ends the wait for the provider's turn; a request on its way is let finish
   * @returns milliseconds until the next look at the job
   */
  async submit(job: Job, signal: AbortSignal): Promise<number> {
    const n = ((await this.#store.lastAttempt(job.id))?.n ?? 0) + 1;
    if (n === 1) this.#cards.show(job, { stage: 'preparing' });
    const choice = this.#choose(job);
    if (!choice) return this.#endUnserved(job);
    const { candidate, provider } = choice;
    const waiting = following(signal);
    let started = false;
    const aboutToSend = async () => {
      waiting.letGo();
      await this.#store.startAttempt(job.id, n, candidate, this.#clock.now());
      started = true;
    };
    let operation: Operation;
    try {
      operation = await provider.submit(submitInput(job, candidate, n), aboutToSend, waiting.signal);
    } catch (error) {
      if (started) return this.#failedAfterStart(job, n, provider.name, error);
      // Somebody else moved the job: it is theirs, and perhaps paid for.
      if (error instanceof StaleJobError) throw error;
      if (signal.aborted) return 0;
      return this.#turnedAway(job, provider.name, error, null);
    } finally {
      waiting.letGo();
    }
    await this.#record(job, n, provider.name, operation);
    return 0;
  }

  /** Who is to make it; null when the configuration has changed since the job was accepted. */
  #choose(job: Job): { candidate: Candidate; provider: VideoProvider } | null {
    try {
      const [candidate] = candidatesFor(job.request, this.#rows);
      const provider = this.#providers.get(candidate.row.provider);
      return provider ? { candidate, provider } : null;
    } catch (error) {
      if (error instanceof Refusal) return null;
      throw error;
    }
  }

  async #endUnserved(job: Job): Promise<number> {
    await this.#store.end(job.id, 'failed', 'provider-unavailable', this.#clock.now());
    return 0;
  }

  async #record(job: Job, n: number, provider: string, { requestId }: Operation): Promise<void> {
    try {
      await this.#store.submitted(job.id, n, requestId, this.#clock.now());
    } catch (error) {
      // The one thing that must not be forgotten cannot be written down (a full disk): at least a person gets to know it.
      const detail = `request ${requestId} was accepted, but could not be recorded: ${shortMessage(error)}`;
      this.#notices.tell({ code: 'submit-uncertain', provider, jobId: job.id, detail });
      throw error;
    }
  }

  /** A job that a crash left while its request may have been on its way. */
  async foundSubmitting(job: Job): Promise<number> {
    const attempt = await this.#store.lastAttempt(job.id);
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
    await this.#store.end(job.id, 'failed', 'submit-uncertain', this.#clock.now(), attempt);
    this.#notices.tell({ code: 'submit-uncertain', provider, jobId: job.id, detail });
    return 0;
  }

  /** Nothing was taken. Later where that may help, else the end. */
  async #turnedAway(job: Job, provider: string, error: unknown, n: number | null): Promise<number> {
    const now = this.#clock.now();
    const detail = shortMessage(error);
    const attempt = n === null ? undefined : ({ n, state: 'refused', detail } as const);
    const waitedMs = now - job.createdAt;
    const retryable = error instanceof ProviderError && error.retryable;
    if (retryable && waitedMs < patienceMs) {
      if (attempt) await this.#store.backToPreparing(job.id, attempt, now);
      this.#cards.show(job, { stage: 'waiting-for-provider' });
      return Math.max(error.details.retryAfterMs ?? 0, retryGapMs(waitedMs));
    }
    const failure = failureOf(error);
    await this.#store.end(job.id, 'failed', failure, now, attempt);
    if (failure === 'operator-attention')
      this.#notices.tell({ code: 'provider-needs-attention', provider, jobId: job.id, detail });
    if (failure === 'model-withdrawn') this.#notices.tell({ code: 'model-withdrawn', provider, jobId: job.id, detail });
    return 0;
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

function submitInput(job: Job, { row }: Candidate, attempt: number): SubmitInput {
  const { model, prompt, durationSeconds, aspectRatio, resolution, loop } = job.request;
  return { jobId: job.id, attempt, slug: row.slug, model, prompt, durationSeconds, aspectRatio, resolution, loop };
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
    case 'lost':
      return 'provider-unavailable';
  }
}

function shortMessage(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 300);
}
