import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { PostingError } from '../errors/posting-error.ts';
import type { InputImages } from './input-images.ts';
import type { Job } from './job.ts';
import type { JobStore } from './job-store.ts';
import type { Poster } from './poster.ts';
import type { ProgressCards } from './progress-cards.ts';

const retryMs = 10_000;
/** How long we try to tell a requester; the credits are settled already. */
const patienceMs = 15 * 60_000;

export interface SettlementParts {
  readonly store: JobStore;
  readonly poster: Poster;
  readonly images: InputImages;
  readonly cards: ProgressCards;
  readonly clock: Clock;
  readonly log: Logger;
}

/** After a job's end: the requester learns of it, the card goes, and so do the member's pictures. Done again after a restart where it was cut off. */
export class Settlement {
  readonly #parts: SettlementParts;

  constructor(parts: SettlementParts) {
    this.#parts = parts;
  }

  /** @returns milliseconds until the next try, or null when all is done */
  async settle(job: Job): Promise<number | null> {
    const now = this.#parts.clock.now();
    await this.#parts.cards.finish(job.id);
    await this.#parts.images.discard(job.id);
    try {
      if (job.state !== 'delivered') await this.#parts.poster.showFailure(job);
      // A video that was put into the response itself has taken the card's place; one that was kept back has none.
      else if (!job.rung?.startsWith('response')) await this.#parts.poster.removeProgress(job);
    } catch (error) {
      const mayPass = error instanceof PostingError && error.problem === 'transient';
      if (mayPass && now - (job.endedAt ?? now) < patienceMs) return retryMs;
      this.#parts.log.warn({ err: error, jobId: job.id }, 'the requester could not be told the end');
    }
    await this.#parts.store.settle(job.id, now);
    return null;
  }
}
