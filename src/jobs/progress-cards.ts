import type { Clock } from '../clock.ts';
import { PostingError } from '../errors/posting-error.ts';
import { isOpen, type Job } from './job.ts';
import type { Poster, Progress } from './poster.ts';

/** Discord takes few edits of one message; a person needs no more than this. */
const shortestGapMs = 5_000;
/** After edits that Discord did not take, each time twice as long, so often: it may be out of reach for hours. */
const mostDoublings = 4;

/** What a card says at a moment, and for how long. */
export interface Outlook {
  readonly progress: Progress;
  /** Milliseconds until it may say something else; infinite when it never will by itself. */
  readonly changesInMs: number;
}

/** What a card says from now on, asked when it is drawn. @param now - milliseconds since the epoch */
export type Course = (now: number) => Outlook;

interface Card {
  course: Course;
  job: Job;
  /** What was drawn last, and is not drawn again. */
  shown: string;
  shownAt: number;
  /** How many edits in a row Discord has not taken. */
  missed: number;
  /** The moment that the loop sleeps to, unless it is woken. */
  wake: AbortController;
  /** Draws whenever the card has something new to say; never rejects. */
  drawing: Promise<void> | null;
  readonly closed: AbortController;
}

export interface ProgressCardsParts {
  readonly poster: Pick<Poster, 'showProgress'>;
  /** A job as it is now: what members have done with it since stands on its card too. */
  readonly readJob: (jobId: string) => Promise<Job | null>;
  readonly clock: Clock;
}

/**
 * The cards of the jobs under way: redrawn when they would say something new, at most every five seconds, the newest
 * state wins, one edit of a card at a time, and none any more once the end is being posted.
 */
export class ProgressCards {
  readonly #parts: ProgressCardsParts;
  readonly #cards = new Map<string, Card>();
  #isClosed = false;

  constructor(parts: ProgressCardsParts) {
    this.#parts = parts;
  }

  /** Says something until something else is to be said. Returns at once. */
  show(job: Job, progress: Progress): void {
    const outlook = { progress, changesInMs: Number.POSITIVE_INFINITY };
    this.follow(job, () => outlook);
  }

  /** Says what changes with time. Returns at once. */
  follow(job: Job, course: Course): void {
    if (this.#isClosed) return;
    const card = this.#cards.get(job.id) ?? newCard(job, course);
    this.#cards.set(job.id, card);
    card.job = job;
    card.course = course;
    this.#wake(card);
  }

  /** The course of a card, or its job, has changed. */
  refresh(jobId: string): void {
    const card = this.#cards.get(jobId);
    if (card) this.#wake(card);
  }

  /** What a card says now; null where none is drawn. */
  current(jobId: string): Progress | null {
    return this.#cards.get(jobId)?.course(this.#parts.clock.now()).progress ?? null;
  }

  /** Waits for the edit on its way, so that it cannot land on top of what follows, and forgets the card. */
  async finish(jobId: string): Promise<void> {
    const card = this.#cards.get(jobId);
    this.#cards.delete(jobId);
    if (!card) return;
    card.closed.abort();
    await card.drawing;
  }

  /** No card is drawn any more, and nothing waits. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const cards = [...this.#cards.values()];
    this.#cards.clear();
    for (const { closed } of cards) closed.abort();
    await Promise.all(cards.map(({ drawing }) => drawing));
  }

  #wake(card: Card): void {
    card.wake.abort();
    card.drawing ??= this.#draw(card);
  }

  async #draw(card: Card): Promise<void> {
    const { signal } = card.closed;
    while (!signal.aborted) {
      card.wake = new AbortController();
      const now = this.#parts.clock.now();
      // A clock that was set back must not hold it up for as long.
      card.shownAt = Math.min(card.shownAt, now);
      const gapMs = card.shownAt + shortestGapMs - now;
      if (gapMs > 0) {
        await this.#nap(card, gapMs);
        continue;
      }
      const changesInMs = await this.#drawNow(card);
      if (signal.aborted || card.wake.signal.aborted) continue;
      if (changesInMs === Number.POSITIVE_INFINITY) break;
      await this.#nap(card, changesInMs);
    }
    // In one breath with the last look, so that nobody who has something to say finds a loop that is over.
    card.drawing = null;
  }

  /** @returns milliseconds until it may say something else */
  async #drawNow(card: Card): Promise<number> {
    const { readJob, poster, clock } = this.#parts;
    const job = (await readJob(card.job.id).catch(() => null)) ?? card.job;
    // The end is told by whoever ends it.
    if (card.closed.signal.aborted || !isOpen(job.state)) return Number.POSITIVE_INFINITY;
    const now = clock.now();
    const { progress, changesInMs } = card.course(now);
    const text = JSON.stringify([progress, job.withheldAt !== null, job.withdrawnBy]);
    if (text === card.shown) return changesInMs;
    card.shown = text;
    card.shownAt = now;
    try {
      await poster.showProgress(job, progress);
      card.missed = 0;
      return changesInMs;
    } catch (error) {
      if (isForGood(error)) return changesInMs;
      // Else what stood there before would stand for as long as there is nothing new to say.
      card.shown = '';
      const againInMs = shortestGapMs * 2 ** Math.min(card.missed, mostDoublings);
      card.missed += 1;
      return Math.min(changesInMs, againInMs);
    }
  }

  /** Sleeps, unless the card has something new to say or is closed. */
  async #nap({ wake, closed }: Card, ms: number): Promise<void> {
    await this.#parts.clock.sleep(ms, AbortSignal.any([wake.signal, closed.signal])).catch(() => {});
  }
}

/** Whether the same edit would fail again: the card is gone, or may not be written. */
function isForGood(error: unknown): boolean {
  return !(error instanceof PostingError) || error.problem !== 'transient';
}

function newCard(job: Job, course: Course): Card {
  const wake = new AbortController();
  return {
    ...{ job, course, shown: '', shownAt: Number.NEGATIVE_INFINITY, missed: 0 },
    ...{ wake, drawing: null, closed: new AbortController() },
  };
}
