import type { Clock } from '../clock.ts';
import type { Router } from '../providers/router.ts';
import type { Job } from './job.ts';
import type { JobStore } from './job-store.ts';

export interface PublicationParts {
  readonly store: JobStore;
  readonly router: Router;
  readonly clock: Clock;
}

/** Gives a video an address that came without one, so that a file which no place takes can be linked. */
export class Publication {
  readonly #parts: PublicationParts;

  constructor(parts: PublicationParts) {
    this.#parts = parts;
  }

  /**
   * @param path - the video on our disk
   * @returns the job with the address; null where it has one already, or where its provider has no place for it
   * @throws {ProviderError}
   */
  async publish(job: Job, path: string, signal: AbortSignal): Promise<Job | null> {
    const { store, router, clock } = this.#parts;
    if (job.resultUrl !== null) return null;
    const attempt = await store.lastAttempt(job.id);
    const provider = attempt && router.get(attempt.provider);
    const resultUrl = await provider?.publish?.(path, signal);
    if (!provider || resultUrl === undefined) return null;
    const resultExpiresAt = clock.now() + provider.fileLifeMs;
    await store.published(job.id, { url: resultUrl, expiresAt: resultExpiresAt }, clock.now());
    return { ...job, resultUrl, resultExpiresAt };
  }
}
