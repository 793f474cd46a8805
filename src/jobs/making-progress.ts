import type { DurationLaw } from './duration-law.ts';
import type { Progress } from './poster.ts';
import type { Outlook } from './progress-cards.ts';

/** A moment nearer than this is not promised: it would be over before a card could say something else. */
export const leastPromiseMs = 10_000;

/** The bar moves in steps of so many percent. */
const stepPercent = 10;
/** How far it goes before the end. */
const lastPercent = 90;
const shortestWaitMs = 1_000;

type MakingProgress = Extract<Progress, { stage: 'making' }>;

/**
 * What the card says of a video that is being made, from its submit on: by how long such videos take, or by its provider's
 * percentage where that moves. The bar never goes back, and what is promised lies ahead.
 */
export class Making {
  #submittedAt: number;
  readonly #law: DurationLaw;
  readonly #isElsewhere: boolean;
  /** The provider's last word, percent. */
  #said: number | null = null;
  /** What stands until something else has to be said. */
  #shown: MakingProgress;

  /**
   * @param submittedAt - milliseconds since the epoch
   * @param isElsewhere - another provider could not make it
   */
  constructor(submittedAt: number, law: DurationLaw, isElsewhere = false) {
    this.#submittedAt = submittedAt;
    this.#law = law;
    this.#isElsewhere = isElsewhere;
    this.#shown = this.#progress(0, submittedAt + law.expectedMs(0));
  }

  /**
   * @param percent - of the provider; 0 where it has not begun or never moves
   * @returns whether that is news
   */
  says(percent: number | null): boolean {
    if (percent === null || percent <= 0 || percent >= 100 || percent === this.#said) return false;
    this.#said = percent;
    return true;
  }

  /**
   * The provider has only begun: what is expected counts from then.
   * @returns whether that is news
   */
  countsFrom(begunAt: number): boolean {
    if (begunAt === this.#submittedAt) return false;
    this.#submittedAt = begunAt;
    // A promise that is over: the next look makes another one.
    this.#shown = this.#progress(this.#shown.percent, begunAt);
    return true;
  }

  /** The course of a card. */
  readonly outlook = (now: number): Outlook => {
    // A clock that was set back must not make a job younger than new.
    const ageMs = Math.max(0, now - this.#submittedAt);
    if (ageMs > this.#law.quantileMs(0.95)) {
      return { progress: { stage: 'late' }, changesInMs: Number.POSITIVE_INFINITY };
    }
    const expectedMs = this.#law.expectedMs(ageMs);
    const percent = Math.max(this.#shown.percent, steps(this.#said ?? (100 * ageMs) / expectedMs));
    this.#say(now, percent, expectedMs - ageMs);
    return { progress: this.#shown, changesInMs: this.#untilChangeMs(now, ageMs, expectedMs) };
  };

  /** A promise stands as long as it can: a new one with each look would be a new text each time. */
  #say(now: number, percent: number, leftMs: number): void {
    const { percent: before, expectedAt: promised } = this.#shown;
    if (percent === before && (promised === null || promised > now)) return;
    this.#shown = this.#progress(percent, leftMs < leastPromiseMs ? null : now + leftMs);
  }

  #progress(percent: number, expectedAt: number | null): MakingProgress {
    const latestAt = this.#submittedAt + this.#law.quantileMs(0.95);
    // Of a job that is late already half may well take longer: two moments that contradict each other say nothing.
    const isApart = expectedAt !== null && latestAt - expectedAt >= leastPromiseMs;
    return {
      ...{ stage: 'making', percent, expectedAt },
      ...(isApart && { latestAt }),
      ...(this.#isElsewhere && { elsewhere: true as const }),
    };
  }

  #untilChangeMs(now: number, ageMs: number, expectedMs: number): number {
    const { percent, expectedAt } = this.#shown;
    const next = percent + stepPercent;
    // What is expected moves away as the job grows older: at the earliest then.
    const stepMs =
      this.#said === null && next <= lastPercent ? (next / 100) * expectedMs - ageMs : Number.POSITIVE_INFINITY;
    const promiseMs = (expectedAt ?? Number.POSITIVE_INFINITY) - now;
    const lateMs = this.#law.quantileMs(0.95) + 1 - ageMs;
    return Math.max(shortestWaitMs, Math.min(stepMs, promiseMs, lateMs));
  }
}

function steps(percent: number): number {
  return Math.min(lastPercent, Math.floor(percent / stepPercent) * stepPercent);
}
