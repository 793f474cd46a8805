import type { Clock } from '../clock.ts';
import { MediaError } from '../errors/media-error.ts';
import { ProviderError } from '../errors/provider-error.ts';
import { shortMessage } from '../errors/short-message.ts';
import type { OperatorNotices } from '../operations/operator-notices.ts';
import type { Job } from './job.ts';
import type { JobStore } from './job-store.ts';
import type { Publication } from './publication.ts';
import type { VideoFiles } from './video-files.ts';

const retryMs = 30_000;
/** How long an address is asked for, where a video came without one. */
const patienceMs = 15 * 60_000;

export interface KeepingBackParts {
  readonly store: JobStore;
  readonly files: VideoFiles;
  readonly publication: Publication;
  readonly notices: OperatorNotices;
  readonly clock: Clock;
}

/**
 * Ends a job whose video is made and not wanted in the channel: it is paid for, and stays where its provider keeps it, to be
 * asked for. One that came without an address is given one first; where there is none to be had, nobody pays.
 */
export class KeepingBack {
  readonly #parts: KeepingBackParts;
  /** Since when an address has been asked for in vain, by job. */
  readonly #troubleSince = new Map<string, number>();

  constructor(parts: KeepingBackParts) {
    this.#parts = parts;
  }

  /** @returns milliseconds until the next look */
  async keepBack(job: Job, signal: AbortSignal): Promise<number> {
    const { store, clock } = this.#parts;
    try {
      if (job.resultUrl === null && !(await this.#publish(job, signal)))
        return await this.#giveUp(job, 'it has no address');
      await store.keptBack(job.id, clock.now());
    } catch (error) {
      if (!(error instanceof ProviderError || error instanceof MediaError)) throw error;
      if (signal.aborted) return retryMs;
      if (error.retryable && this.#troubledForMs(job.id) < patienceMs) return retryMs;
      return this.#giveUp(job, shortMessage(error));
    }
    return this.#forget(job.id);
  }

  async #publish(job: Job, signal: AbortSignal): Promise<boolean> {
    const { path } = await this.#parts.files.fetch(job.id, null, signal);
    return (await this.#parts.publication.publish(job, path, signal)) !== null;
  }

  async #giveUp(job: Job, reason: string): Promise<number> {
    const { store, files, notices, clock } = this.#parts;
    // Aside first: it may be the only copy.
    const place = await files.setAside(job.id);
    await store.end(job.id, 'undelivered', 'delivery-impossible', clock.now());
    const detail = place === null ? reason : `${reason} (${place})`;
    notices.tell({ code: 'delivery-impossible', jobId: job.id, detail });
    return this.#forget(job.id);
  }

  #troubledForMs(jobId: string): number {
    const now = this.#parts.clock.now();
    const since = this.#troubleSince.get(jobId) ?? now;
    this.#troubleSince.set(jobId, since);
    return now - since;
  }

  async #forget(jobId: string): Promise<number> {
    this.#troubleSince.delete(jobId);
    await this.#parts.files.discard(jobId);
    return 0;
  }
}
