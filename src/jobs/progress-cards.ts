import type { Clock } from '../clock.ts';
import type { Job } from './job.ts';
import type { Poster, Progress } from './poster.ts';

/** Discord takes few edits of one message; a person needs no more than this. */
const shortestGapMs = 5_000;

interface Card {
  wanted: Progress;
  shown: string;
  shownAt: number;
  /** Draws until the card says what is wanted; never rejects. */
  drawing: Promise<void> | null;
  readonly closed: AbortController;
}

/**
 * The cards of the jobs under way: redrawn when they would say something new, at most every five seconds, the newest
 * state wins, one edit of a card at a time, and none any more once the end is being posted.
 */
export class ProgressCards {
  readonly #poster: Pick<Poster, 'showProgress'>;
  readonly #clock: Clock;
  readonly #cards = new Map<string, Card>();

  constructor(poster: Pick<Poster, 'showProgress'>, clock: Clock) {
    this.#poster = poster;
    this.#clock = clock;
  }

  /** Asks for a redraw and returns at once. */
  show(job: Job, progress: Progress): void {
    const card = this.#cards.get(job.id) ?? newCard(progress);
    this.#cards.set(job.id, card);
    card.wanted = progress;
    card.drawing ??= this.#draw(job, card).finally(() => {
      card.drawing = null;
    });
  }

  /** Waits for the edit on its way, so that it cannot land on top of what follows, and forgets the card. */
  async finish(jobId: string): Promise<void> {
    const card = this.#cards.get(jobId);
    this.#cards.delete(jobId);
    card?.closed.abort();
    await card?.drawing;
  }

  async #draw(job: Job, card: Card): Promise<void> {
    const { signal } = card.closed;
    while (!signal.aborted && JSON.stringify(card.wanted) !== card.shown) {
      const wait = card.shownAt + shortestGapMs - this.#clock.now();
      if (wait > 0) await this.#clock.sleep(wait, signal).catch(() => {});
      if (signal.aborted) return;
      card.shown = JSON.stringify(card.wanted);
      card.shownAt = this.#clock.now();
      await this.#poster.showProgress(job, card.wanted).catch(() => {});
    }
  }
}

function newCard(wanted: Progress): Card {
  return { wanted, shown: '', shownAt: Number.NEGATIVE_INFINITY, drawing: null, closed: new AbortController() };
}
