import type { Clock } from '../clock.ts';
import { PostingError } from '../errors/posting-error.ts';
import type { Job } from './job.ts';
import type { JobStore } from './job-store.ts';
import type { Poster } from './poster.ts';
import type { ProgressCards } from './progress-cards.ts';

const retryMs = 10_000;
/** How long we try to tell a requester; the credits are settled already. */
const patienceMs = 15 * 60_000;

/** After a job's end: the requester learns of it, and the card goes. Done again after a restart where it was cut off. */
export class Settlement {
  readonly #store: JobStore;
  readonly #poster: Poster;
  readonly #cards: ProgressCards;
  readonly #clock: Clock;

  constructor(store: JobStore, poster: Poster, cards: ProgressCards, clock: Clock) {
    this.#store = store;
    this.#poster = poster;
    this.#cards = cards;
    this.#clock = clock;
  }

  /** @returns milliseconds until the next try, or null when all is done */
  async settle(job: Job): Promise<number | null> {
    const now = this.#clock.now();
    await this.#cards.finish(job.id);
    try {
      if (job.state !== 'delivered') await this.#poster.showFailure(job);
      // A video that was put into the response itself has taken the card's place.
      else if (!job.rung?.startsWith('response')) await this.#poster.removeProgress(job);
    } catch (error) {
      const mayPass = error instanceof PostingError && error.problem === 'transient';
      if (mayPass && now - (job.endedAt ?? now) < patienceMs) return retryMs;
    }
    await this.#store.settle(job.id, now);
    return null;
  }
}
