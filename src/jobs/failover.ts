import type { ProviderName } from '../catalogue/models.ts';
import type { Clock } from '../clock.ts';
import type { OperatorNotices } from '../operations/operator-notices.ts';
import type { Router } from '../providers/router.ts';
import type { Failure } from '../providers/video-provider.ts';
import type { Attempt, Job, JobFailure } from './job.ts';
import type { JobStore } from './job-store.ts';
import type { Routing } from './routing.ts';

export interface FailoverParts {
  readonly store: JobStore;
  readonly routing: Routing;
  readonly router: Router;
  readonly notices: OperatorNotices;
  readonly clock: Clock;
}

/**
 * What follows when a provider took a request and failed it. Another one may try under the same hold, once, and only where
 * nothing is billed and the request is not to blame: two bills for one job must not be possible.
 */
export class Failover {
  readonly #parts: FailoverParts;

  constructor(parts: FailoverParts) {
    this.#parts = parts;
  }

  /**
   * @param requestId - the provider's, where the submit itself has brought the failure: what is known as this attempt's must
   *   not be taken for another's
   * @returns milliseconds until the next look at the job
   */
  async failed(
    job: Job,
    n: number,
    provider: ProviderName,
    failure: Failure,
    requestId: string | null = null,
  ): Promise<number> {
    const { store, router, notices, clock } = this.#parts;
    const { kind, detail, billed, bill } = failure;
    const end = { n, state: 'failed', detail, bill, requestId } as const;
    const mayGoOn = kind === 'other' && !billed && (await this.#hasAnother(job, n));
    if (mayGoOn) await store.backToPreparing(job.id, end, clock.now());
    else await store.end(job.id, 'failed', jobFailureOf(kind), clock.now(), end);
    // Once it is written down, as a disk that takes nothing brings us here again.
    if (kind === 'other') router.failed(provider);
    if (billed) notices.tell({ code: 'failure-billed', provider, jobId: job.id, detail: detail || 'no reason given' });
    return 0;
  }

  /** Whether no other attempt has failed before, and somebody else can make it, now or in a while. */
  async #hasAnother(job: Job, n: number): Promise<boolean> {
    const attempts = await this.#parts.store.attempts(job.id);
    if (hasFailed(attempts)) return false;
    const withThis = attempts.map((attempt) => (attempt.n === n ? { ...attempt, state: 'failed' as const } : attempt));
    return this.#parts.routing.choose(job, withThis).kind !== 'none';
  }
}

/** Whether a provider took a job and failed it. */
export function hasFailed(attempts: readonly Attempt[]): boolean {
  return attempts.some(({ state }) => state === 'failed');
}

export function jobFailureOf(kind: Failure['kind']): JobFailure {
  switch (kind) {
    case 'moderation':
      return 'moderated';
    case 'validation':
      return 'provider-refused';
    case 'other':
      return 'provider-failed';
  }
}
