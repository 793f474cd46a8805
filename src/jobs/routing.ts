import type { CatalogueRow, ProviderName } from '../catalogue/models.ts';
import { type Candidate, candidatesFor } from '../catalogue/offer.ts';
import { Refusal } from '../errors/refusal.ts';
import type { LiveCosts } from '../providers/live-costs.ts';
import type { Choice, Router } from '../providers/router.ts';
import type { Attempt, Job } from './job.ts';

export interface RoutingParts {
  readonly rows: readonly CatalogueRow[];
  readonly router: Router;
  readonly costs: LiveCosts;
}

/** Who is to make a job, by how its earlier attempts went. */
export class Routing {
  readonly #parts: RoutingParts;
  /** Providers that turned a job away since all of them were last asked, by job. */
  readonly #away = new Map<string, Set<ProviderName>>();

  /** Providers that were waited for, by job. */
  readonly #waitedFor = new Map<string, Set<ProviderName>>();

  constructor(parts: RoutingParts) {
    this.#parts = parts;
  }

  /**
   * The next provider to ask, one that has not failed this job.
   * @param beside - providers of which nothing is to be hoped either
   */
  choose(job: Job, attempts: readonly Attempt[], beside: readonly ProviderName[] = []): Choice {
    const candidates = this.#candidatesOf(job);
    const failed = new Set([...failedProviders(attempts), ...beside]);
    const away = this.#away.get(job.id) ?? [];
    const choice = this.#parts.router.choose(candidates, new Set([...failed, ...away]));
    if (choice.kind === 'go' || !this.#away.delete(job.id)) return choice;
    return this.#parts.router.choose(candidates, failed);
  }

  /** Who could be asked now without a wait, best first. */
  ready(job: Job, attempts: readonly Attempt[]): Candidate[] {
    const except = new Set([...failedProviders(attempts), ...(this.#away.get(job.id) ?? [])]);
    return this.#parts.router.ready(this.#candidatesOf(job), except);
  }

  /**
   * A provider asks for a moment of patience. It is waited for once, rather than passed over; a provider that asks again and
   * again would keep the job from others that have time.
   * @returns whether to wait for it
   */
  isWorthWaiting(job: Job, provider: ProviderName): boolean {
    const waitedFor = this.#waitedFor.get(job.id) ?? new Set();
    this.#waitedFor.set(job.id, waitedFor);
    if (waitedFor.has(provider)) return false;
    waitedFor.add(provider);
    return true;
  }

  /**
   * A provider did not take the job.
   * @returns whether another one may be asked at once; if not, all may be asked again after a while
   */
  turnedAway(job: Job, attempts: readonly Attempt[], provider: ProviderName): boolean {
    const away = (this.#away.get(job.id) ?? new Set()).add(provider);
    this.#away.set(job.id, away);
    const except = new Set([...failedProviders(attempts), ...away]);
    const hasAnother = this.#parts.router.choose(this.#candidatesOf(job), except).kind === 'go';
    if (!hasAnother) this.#away.delete(job.id);
    return hasAnother;
  }

  /** The job was taken, or is over. */
  forget(jobId: string): void {
    this.#away.delete(jobId);
    this.#waitedFor.delete(jobId);
  }

  /** None where the configuration has changed since the job was accepted. */
  #candidatesOf(job: Job): Candidate[] {
    try {
      return candidatesFor(job.request, this.#parts.rows).map((candidate) =>
        this.#parts.costs.applyTo(candidate, job.request.durationSeconds),
      );
    } catch (error) {
      if (error instanceof Refusal) return [];
      throw error;
    }
  }
}

/** Those that took the job and failed it. */
function failedProviders(attempts: readonly Attempt[]): Set<ProviderName> {
  return new Set(attempts.filter(({ state }) => state === 'failed').map(({ provider }) => provider));
}
