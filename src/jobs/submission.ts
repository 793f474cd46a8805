import type { Logger } from 'pino';
import { type ProviderName, providerTitles } from '../catalogue/models.ts';
import type { Candidate } from '../catalogue/offer.ts';
import type { Clock } from '../clock.ts';
import { StaleJobError } from '../errors/job-error.ts';
import { MediaError } from '../errors/media-error.ts';
import { ProviderError } from '../errors/provider-error.ts';
import { shortMessage } from '../errors/short-message.ts';
import type { OperatorNotices } from '../operations/operator-notices.ts';
import { type HindranceReason, isLasting } from '../providers/provider-health.ts';
import { type Choice, type Router, shortWaitMs } from '../providers/router.ts';
import type { SubmitInput, Submitted, UploadedImages, VideoProvider } from '../providers/video-provider.ts';
import type { Durations } from './durations.ts';
import { hasFailed, jobFailureOf } from './failover.ts';
import type { FairQueue } from './fair-queue.ts';
import type { Attempt, Job, JobFailure } from './job.ts';
import type { JobStore } from './job-store.ts';
import { Making } from './making-progress.ts';
import type { WaitingFor } from './poster.ts';
import { imageFailureOf, type Preparation } from './preparation.ts';
import type { ProgressCards } from './progress-cards.ts';
import type { QueueCards } from './queue-cards.ts';
import type { Routing } from './routing.ts';
import type { SubmitOutcomes } from './submit-outcome.ts';

/** How long a job waits for providers that turn it away without harm; less than the life of an interaction's token. */
const patienceMs = 10 * 60_000;
const shortestRetryMs = 2_000;
const longestRetryMs = 60_000;

export interface SubmissionParts {
  readonly store: JobStore;
  readonly routing: Routing;
  readonly router: Router;
  readonly outcomes: SubmitOutcomes;
  readonly preparation: Preparation;
  readonly queue: Pick<FairQueue, 'enter'>;
  readonly queueCards: Pick<QueueCards, 'expect' | 'forget'>;
  readonly cards: ProgressCards;
  readonly durations: Pick<Durations, 'lawOfCandidate'>;
  readonly notices: OperatorNotices;
  readonly clock: Clock;
  readonly log: Logger;
}

/** When a step ends before its time. */
export interface StopSignals {
  /** No wait for a turn is begun or gone on with; a request on its way is let finish. */
  readonly stopping: AbortSignal;
  /** Requests on their way end too. */
  readonly aborting: AbortSignal;
}

/** A job, its earlier attempts, and the provider that is to be asked now. */
interface Turn {
  readonly job: Job;
  readonly attempts: readonly Attempt[];
  readonly candidate: Candidate;
  readonly provider: VideoProvider;
}

/**
 * Takes a job from `preparing` to `submitted`, and never pays twice: a request that may have reached the provider is
 * not sent again, whatever came back.
 */
export class Submission {
  readonly #parts: SubmissionParts;
  /** Since when each job has had its turn, as far as this process knows: standing in line is no trouble. */
  readonly #turnCame = new Map<string, number>();

  constructor(parts: SubmissionParts) {
    this.#parts = parts;
  }

  /**
   * Submits a job.
   * @returns milliseconds until the next look at the job
   */
  async submit(job: Job, signals: StopSignals): Promise<number> {
    const attempts = await this.#parts.store.attempts(job.id);
    this.#meet(job);
    if (hasPictures(job)) this.#announce(job, attempts);
    try {
      const fetched = await this.#fetchImages(job, attempts, signals.stopping);
      const waitMs = fetched ? await this.#submitPrepared(fetched, attempts, signals) : 0;
      if (waitMs === 0) this.#parts.preparation.forget(job.id);
      return waitMs;
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      return this.#withoutImages(job, error);
    }
  }

  /** One that waited until another process took over has no shorter patience for that. */
  #meet({ id, createdAt }: Job): void {
    const now = this.#parts.clock.now();
    if (!this.#turnCame.has(id)) this.#turnCame.set(id, now - createdAt < patienceMs ? createdAt : now);
  }

  /** A later try leaves the card as it is: it says what the job waits for. */
  #announce(job: Job, attempts: readonly Attempt[]): void {
    if (this.#waitedMs(job, attempts) >= shortestRetryMs) return;
    const last = attempts.at(-1);
    if (!last) this.#parts.cards.show(job, { stage: 'preparing' });
    else if (last.state === 'failed') this.#parts.cards.show(job, { stage: 'trying-elsewhere' });
  }

  /** Null when raybot stops meanwhile, or when a fault of ours has lasted too long. */
  async #fetchImages(job: Job, attempts: readonly Attempt[], signal: AbortSignal): Promise<Job | null> {
    try {
      return await this.#parts.preparation.fetchImages(job, signal);
    } catch (error) {
      if (signal.aborted) return null;
      const isOurs = !(error instanceof MediaError || error instanceof StaleJobError);
      if (!isOurs || this.#waitedMs(job, attempts) < patienceMs) throw error;
      await this.#end(job, 'provider-unavailable');
      return null;
    }
  }

  async #submitPrepared(job: Job, attempts: readonly Attempt[], signals: StopSignals): Promise<number> {
    const choice = this.#parts.routing.choose(job, attempts);
    if (choice.kind !== 'go') return this.#unserved(job, attempts, choice);
    const candidate = await this.#takeTurn(job, attempts, signals.stopping);
    const provider = candidate && this.#parts.router.get(candidate.row.provider);
    // Somebody has turned the job, or nobody can make it any more: the next step finds out.
    if (!candidate || !provider) return 0;
    return this.#send({ job, attempts, candidate, provider }, signals);
  }

  /** Stands in line until there is a place at somebody who can make it. */
  async #takeTurn(job: Job, attempts: readonly Attempt[], signal: AbortSignal): Promise<Candidate | null> {
    const { queue, queueCards, routing, cards, clock } = this.#parts;
    queueCards.expect(job);
    const { candidate, stood } = await queue.enter(job, () => routing.ready(job, attempts), signal);
    queueCards.forget(job.id);
    if (stood) this.#turnCame.set(job.id, clock.now());
    if (stood && candidate) cards.show(job, { stage: attempts.length === 0 ? 'preparing' : 'trying-elsewhere' });
    else if (candidate) this.#announce(job, attempts);
    return candidate;
  }

  async #send(turn: Turn, { stopping, aborting }: StopSignals): Promise<number> {
    const { job, attempts, candidate, provider } = turn;
    const n = (attempts.at(-1)?.n ?? 0) + 1;
    const waiting = following(stopping);
    const signal = AbortSignal.any([waiting.signal, aborting]);
    let startedAt: number | null = null;
    let submitted: Submitted;
    try {
      this.#parts.router.enter(provider.name);
      const images = await this.#parts.preparation.upload(job, provider, signal);
      const input = { ...submitInput(job, candidate, n, images), account: provider.accountMark };
      const aboutToSend = async () => {
        waiting.letGo();
        startedAt = this.#parts.clock.now();
        await this.#parts.store.startAttempt(candidate, input, startedAt).catch((error: unknown) => {
          startedAt = null;
          throw error;
        });
        if (provider.isSynchronous) {
          this.#parts.cards.follow(
            job,
            new Making(startedAt, this.#parts.durations.lawOfCandidate(candidate), hasFailed(attempts)).outlook,
          );
        }
      };
      submitted = await provider.submit(input, aboutToSend, signal);
    } catch (error) {
      if (startedAt !== null) return this.#failedAfterStart(turn, n, error, aborting);
      // Somebody else moved the job: it is theirs, and perhaps paid for.
      if (error instanceof StaleJobError) throw error;
      if (stopping.aborted) return 0;
      if (error instanceof MediaError) throw error;
      if (error instanceof ProviderError) return this.#turnedAway(turn, error, null);
      if (this.#waitedMs(job, attempts) < patienceMs) throw error;
      return this.#end(job, 'provider-unavailable');
    } finally {
      waiting.letGo();
    }
    this.#parts.routing.forget(job.id);
    this.#turnCame.delete(job.id);
    const submittedAt = provider.isSynchronous ? (startedAt ?? this.#parts.clock.now()) : this.#parts.clock.now();
    return this.#parts.outcomes.record(job, { n, provider: provider.name, submittedAt, submitted });
  }

  /** The member's picture cannot be had or used: the requester can mend it, so the end says how. */
  async #withoutImages(job: Job, error: MediaError): Promise<number> {
    const waitedMs = this.#parts.clock.now() - job.createdAt;
    if (error.retryable && waitedMs < patienceMs) return retryGapMs(waitedMs);
    this.#parts.log.info({ jobId: job.id, code: error.code, detail: error.message }, 'a picture cannot be used');
    return this.#end(job, imageFailureOf(error));
  }

  /** Nobody can be asked now. */
  async #unserved(job: Job, attempts: readonly Attempt[], choice: Exclude<Choice, { kind: 'go' }>): Promise<number> {
    const waitedMs = this.#waitedMs(job, attempts);
    if (choice.kind === 'none' || waitedMs >= patienceMs) return this.#end(job, failureOf(choice));
    const { candidate, hindrance } = choice;
    this.#showWaiting(job, candidate.row.provider, hindrance.reason);
    const untilMs = Math.max(0, hindrance.until - this.#parts.clock.now());
    // A provider may be well again earlier, or another one.
    return Math.max(shortestRetryMs, Math.min(untilMs, longestRetryMs, patienceMs - waitedMs));
  }

  /** A request that may have been taken is looked for; one that was not may be sent to somebody else. */
  async #failedAfterStart(turn: Turn, n: number, error: unknown, aborting: AbortSignal): Promise<number> {
    if (error instanceof ProviderError && !error.mayHaveArrived) return this.#turnedAway(turn, error, n);
    // Cut off by our own stop: the next start looks for it.
    if (aborting.aborted) return 0;
    if (error instanceof ProviderError) this.#parts.router.turnedAway(turn.candidate, error);
    this.#parts.routing.forget(turn.job.id);
    this.#turnCame.delete(turn.job.id);
    this.#parts.log.warn(
      { err: error, jobId: turn.job.id, provider: turn.provider.name },
      'a submit without an answer',
    );
    return 0;
  }

  /**
   * Nothing was taken. Somebody else is asked where that may help, else the same again later.
   * @param n - of the attempt, where one was begun
   */
  async #turnedAway(turn: Turn, error: ProviderError, n: number | null): Promise<number> {
    const { job, attempts, candidate, provider } = turn;
    const now = this.#parts.clock.now();
    const end = n === null ? undefined : ({ n, state: 'refused', detail: shortMessage(error) } as const);
    // Where uploads are refused, words alone may still be taken.
    const isUploads = n === null && error.kind === 'credentials';
    if (!isUploads) this.#parts.router.turnedAway(candidate, error);
    if (error.kind === 'validation' || error.kind === 'moderation') {
      return this.#end(job, jobFailureOf(error.kind), end);
    }
    this.#tellOperator(provider.name, job, error);
    const isShort = error.kind === 'rate' && (error.details.retryAfterMs ?? Number.POSITIVE_INFINITY) <= shortWaitMs;
    const isPatient = isShort && this.#parts.routing.isWorthWaiting(job, provider.name);
    const hasAnother = !isPatient && this.#parts.routing.turnedAway(job, attempts, provider.name);
    const choice = hasAnother ? null : this.#parts.routing.choose(job, attempts, isUploads ? [provider.name] : []);
    const waitedMs = this.#waitedMs(job, attempts);
    if (choice?.kind === 'none') return this.#end(job, isUploads ? 'operator-attention' : failureOf(choice), end);
    if (choice && waitedMs >= patienceMs) return this.#end(job, 'provider-unavailable', end);
    if (end) await this.#parts.store.backToPreparing(job.id, end, now);
    if (!choice) return 0;
    const reason = choice.kind === 'wait' ? choice.hindrance.reason : error.kind === 'rate' ? 'busy' : 'out-of-reach';
    this.#showWaiting(job, choice.kind === 'wait' ? choice.candidate.row.provider : provider.name, reason);
    return Math.max(error.details.retryAfterMs ?? 0, retryGapMs(waitedMs));
  }

  #showWaiting(job: Job, provider: ProviderName, reason: HindranceReason): void {
    const why: WaitingFor = isLasting(reason) ? 'out-of-reach' : reason;
    this.#parts.cards.show(job, { stage: 'waiting-for-provider', why, provider: providerTitles[provider] });
  }

  #tellOperator(provider: ProviderName, job: Job, { kind, message }: ProviderError): void {
    const detail = shortMessage(message);
    if (kind === 'credentials' || kind === 'credits') {
      this.#parts.notices.tell({ code: 'provider-needs-attention', provider, jobId: job.id, detail });
    }
    if (kind === 'withdrawn') this.#parts.notices.tell({ code: 'model-withdrawn', provider, jobId: job.id, detail });
  }

  async #end(job: Job, failure: JobFailure, attempt?: Parameters<JobStore['end']>[4]): Promise<number> {
    await this.#parts.store.end(job.id, 'failed', failure, this.#parts.clock.now(), attempt);
    this.#parts.preparation.forget(job.id);
    this.#parts.routing.forget(job.id);
    this.#turnCame.delete(job.id);
    return 0;
  }

  /** Since the job was given, since its turn came where it stood in line, or since a provider has failed it. */
  #waitedMs(job: Job, attempts: readonly Attempt[]): number {
    const failedAt = attempts.findLast(({ state }) => state === 'failed')?.endedAt ?? job.createdAt;
    const turnCame = this.#turnCame.get(job.id) ?? job.createdAt;
    return this.#parts.clock.now() - Math.max(job.createdAt, turnCame, failedAt);
  }
}

function hasPictures({ request }: Job): boolean {
  return request.startImage !== null || request.endImage !== null;
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
  const { model, prompt, durationSeconds, aspectRatio, resolution, loop, concepts } = job.request;
  const { slug } = row;
  const asked = { slug, model, prompt, durationSeconds, aspectRatio, resolution, loop, concepts };
  return { jobId: job.id, attempt, ...asked, images };
}

/** Why nobody could be asked. */
function failureOf({ hindrance }: Exclude<Choice, { kind: 'go' }>): JobFailure {
  switch (hindrance?.reason) {
    case 'withdrawn':
      return 'model-withdrawn';
    case 'out-of-credits':
    case 'key-refused':
      return 'operator-attention';
    default:
      return 'provider-unavailable';
  }
}
