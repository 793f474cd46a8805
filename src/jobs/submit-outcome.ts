import type { ProviderName } from '../catalogue/models.ts';
import type { Clock } from '../clock.ts';
import { shortMessage } from '../errors/short-message.ts';
import type { OperatorNotices } from '../operations/operator-notices.ts';
import type { Router } from '../providers/router.ts';
import type { Submitted } from '../providers/video-provider.ts';
import type { Failover } from './failover.ts';
import type { Job } from './job.ts';
import type { JobStore } from './job-store.ts';
import type { VideoFiles } from './video-files.ts';

export interface SubmitOutcomesParts {
  readonly store: JobStore;
  readonly router: Router;
  readonly failover: Failover;
  readonly files: VideoFiles;
  readonly notices: OperatorNotices;
  readonly clock: Clock;
}

/** What a provider said to a submit, until it is written down. */
export interface SubmitOutcome {
  readonly n: number;
  readonly provider: ProviderName;
  /** From when on the request's age counts, milliseconds since the epoch. */
  readonly submittedAt: number;
  readonly submitted: Submitted;
}

/** Writes down what became of a submit. It came with the answer alone, so it is kept in memory until the disk takes it. */
export class SubmitOutcomes {
  readonly #parts: SubmitOutcomesParts;
  /** By job; normally empty: only a disk that takes nothing keeps something here. */
  readonly #unrecorded = new Map<string, SubmitOutcome>();

  constructor(parts: SubmitOutcomesParts) {
    this.#parts = parts;
  }

  /** What is still to be written down for a job. */
  pendingOf(jobId: string): SubmitOutcome | null {
    return this.#unrecorded.get(jobId) ?? null;
  }

  /**
   * @returns milliseconds until the next look at the job
   * @throws {Error} of the disk; to be done again with what `pendingOf` gives
   */
  async record(job: Job, outcome: SubmitOutcome): Promise<number> {
    const { provider, submitted } = outcome;
    const isNews = !this.#unrecorded.has(job.id);
    if (isNews) this.#parts.router.accepted(provider);
    try {
      const waitMs = await this.#write(job, outcome);
      this.#unrecorded.delete(job.id);
      if (submitted.state === 'finished') this.#parts.router.finished(provider);
      return waitMs;
    } catch (error) {
      if (isNews) {
        const request = submitted.requestId === null ? 'a request' : `request ${submitted.requestId}`;
        const detail = `${request} is accepted, but cannot be recorded: ${shortMessage(error)}`;
        this.#parts.notices.tell({ code: 'submit-unrecorded', provider, jobId: job.id, detail });
      }
      this.#unrecorded.set(job.id, outcome);
      throw error;
    }
  }

  async #write(job: Job, { n, provider, submittedAt, submitted }: SubmitOutcome): Promise<number> {
    const { store, router, failover, files, clock } = this.#parts;
    const now = clock.now();
    switch (submitted.state) {
      case 'accepted':
        await store.submitted(job.id, n, submitted.requestId, submittedAt, now);
        return 0;
      case 'finished': {
        const { requestId, video, bill } = submitted;
        const url = 'url' in video ? video.url : null;
        const expiresAt = url === null ? null : submittedAt + (router.get(provider)?.fileLifeMs ?? 0);
        if ('path' in video) await files.adopt(job.id, video.path);
        await store.finished(job.id, { n, url, expiresAt, bill, submitted: { requestId } }, now);
        return 0;
      }
      case 'failed':
        return failover.failed(job, n, provider, submitted, submitted.requestId);
    }
  }
}
