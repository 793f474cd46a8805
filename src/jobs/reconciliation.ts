import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { ProviderError } from '../errors/provider-error.ts';
import { shortMessage } from '../errors/short-message.ts';
import type { OperatorNotices } from '../operations/operator-notices.ts';
import type { Router } from '../providers/router.ts';
import type { VideoProvider } from '../providers/video-provider.ts';
import { jobFailureOf } from './failover.ts';
import type { Attempt, Job } from './job.ts';
import type { JobStore } from './job-store.ts';
import type { ProgressCards } from './progress-cards.ts';
import type { SubmitOutcomes } from './submit-outcome.ts';
import type { VideoFiles } from './video-files.ts';

/** How long a request is looked for: a provider's history may show it only once it is done. */
const patienceMs = 10 * 60_000;
/** Requests with the same words that began so near to each other cannot be told apart. */
const twinSpanMs = 5 * 60_000;
const shortestGapMs = 2_000;
const longestGapMs = 60_000;

export interface ReconciliationParts {
  readonly store: JobStore;
  readonly router: Router;
  readonly outcomes: SubmitOutcomes;
  readonly files: VideoFiles;
  readonly cards: ProgressCards;
  readonly notices: OperatorNotices;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Finds out what became of a submit without an answer: the connection broke, or raybot did. It is never sent as a new
 * request; what cannot be found is given up, with the member's credits back and the operator told.
 */
export class Reconciliation {
  readonly #parts: ReconciliationParts;
  /** When each job was first looked for by this process: the time for which we were off does not count. */
  readonly #since = new Map<string, number>();

  constructor(parts: ReconciliationParts) {
    this.#parts = parts;
  }

  /** @returns milliseconds until the next look at the job */
  async look(job: Job, signal: AbortSignal): Promise<number> {
    const { store, outcomes, router, cards } = this.#parts;
    const known = outcomes.pendingOf(job.id);
    if (known) return outcomes.record(job, known);
    const attempt = await store.lastAttempt(job.id);
    const provider = attempt && router.get(attempt.provider);
    if (attempt && (await this.#parts.files.has(job.id))) return this.#adopt(job, attempt);
    if (!attempt?.input || !provider) return this.#giveUp(job, attempt, 'there is no way to look for it');
    cards.show(job, { stage: 'checking' });
    try {
      const waitMs = await this.#find(job, attempt, provider, signal);
      if (waitMs !== null) return waitMs;
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      if (signal.aborted) return 0;
      this.#parts.log.info({ jobId: job.id, detail: shortMessage(error) }, 'a lost submit cannot be looked for now');
      if (this.#soughtMs(job) >= patienceMs) return this.#giveUp(job, attempt, shortMessage(error));
      return Math.max(this.#gapMs(job), error.details.retryAfterMs ?? 0);
    }
    if (this.#soughtMs(job) >= patienceMs) return this.#giveUp(job, attempt, 'the submit had no answer');
    return this.#gapMs(job);
  }

  /** @returns null when nothing was found */
  async #find(job: Job, attempt: Attempt, provider: VideoProvider, signal: AbortSignal): Promise<number | null> {
    const { store, outcomes, clock } = this.#parts;
    const { n, startedAt, input } = attempt;
    if (!input) return null;
    const isOurs = (requestId: string) => store.knowsRequest(provider.name, requestId);
    const hasTwin = async () => {
      const others = await store.unnamedInputs(provider.name, startedAt, twinSpanMs);
      return others.some(
        ({ jobId, slug, prompt }) => jobId !== job.id && slug === input.slug && prompt === input.prompt,
      );
    };
    const found = await provider.recover({ input, startedAt, isOurs, hasTwin }, signal);
    if (!found) return null;
    this.#since.delete(job.id);
    if (found.state !== 'not-taken') {
      this.#parts.log.info({ jobId: job.id, provider: provider.name }, 'a lost submit was found');
      return outcomes.record(job, { n, provider: provider.name, submittedAt: startedAt, submitted: found });
    }
    const end = { n, state: 'refused', detail: found.detail } as const;
    await store.end(job.id, 'failed', jobFailureOf(found.kind), clock.now(), end);
    return 0;
  }

  /** The answer itself was the video, and raybot ended before that was written down. */
  async #adopt(job: Job, { n }: Attempt): Promise<number> {
    const bill = { costMicroUsd: null, metrics: {} };
    const finished = { n, url: null, expiresAt: null, bill, submitted: { requestId: null } };
    await this.#parts.store.finished(job.id, finished, this.#parts.clock.now());
    return 0;
  }

  async #giveUp(job: Job, attempt: Attempt | null, detail: string): Promise<number> {
    this.#since.delete(job.id);
    const end = { n: attempt?.n ?? 1, state: 'uncertain', detail } as const;
    await this.#parts.store.end(job.id, 'failed', 'submit-uncertain', this.#parts.clock.now(), end);
    const provider = attempt?.provider ?? 'unknown';
    this.#parts.notices.tell({ code: 'submit-uncertain', provider, jobId: job.id, detail });
    return 0;
  }

  #soughtMs({ id }: Job): number {
    const now = this.#parts.clock.now();
    const since = this.#since.get(id) ?? now;
    this.#since.set(id, since);
    return Math.max(0, now - since);
  }

  #gapMs(job: Job): number {
    return Math.min(longestGapMs, Math.max(shortestGapMs, this.#soughtMs(job) / 4));
  }
}
