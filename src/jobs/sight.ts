import type { DurationTable } from '../polling/duration-table.ts';
import { nextGapMs } from '../polling/poll-gap.ts';
import { gapByProgress, type ProgressSeen } from '../polling/progress-gap.ts';
import { longestSpanMs, type SeenSpan } from '../polling/seen-span.ts';
import type { WaitingLook } from '../polling/urgency.ts';

/** A job that is first seen so soon after its submit cannot have been finished before. */
const freshMs = 5_000;
/** A provider's word that a job is over comes about so soon after its end. */
const newsDelayMs = 2_000;

/** One look that found a request under way. */
export interface RunningSight {
  /** 0 to 100; null where the provider does not say. */
  readonly progress: number | null;
  /** It stands in line there. */
  readonly isQueued: boolean;
}

/**
 * What looks have shown of one attempt, in this process. Its age counts from the submit; where it has stood in line, from the
 * last look that found it there. Moments: milliseconds since the epoch.
 */
export class Sight {
  #since: number;
  /** Null: it may have been finished before anybody looked, in the time of another process. */
  #lookedAt: number | null;
  #queuedAt: number | null = null;
  #progress: { readonly before: ProgressSeen | null; readonly now: ProgressSeen } | null = null;
  #hasLooked = false;
  /** The last moment that is known of. */
  #lastNow: number;
  /** A clock was set, or raybot slept: its age may not be true. */
  #isMisdated = false;

  constructor(submittedAt: number, firstSeenAt: number) {
    this.#since = submittedAt;
    this.#lastNow = Math.max(submittedAt, firstSeenAt);
    this.#lookedAt = firstSeenAt - submittedAt <= freshMs ? submittedAt : null;
  }

  /** From when its age counts. */
  get since(): number {
    return this.#since;
  }

  /** Whether it was looked at and found under way. */
  get hasLooked(): boolean {
    return this.#hasLooked;
  }

  /** Milliseconds. A clock that was set back must not make a job younger than new. */
  ageMs(now: number): number {
    return Math.max(0, now - this.#since);
  }

  /**
   * Moves every moment along when the clock was set back: the age goes on from where it was. Else a job would be new at each
   * look, and never due, for as long as the clock was set back.
   */
  followClock(now: number): void {
    const back = this.#lastNow - now;
    this.#lastNow = now;
    if (back > 0 || back < -longestSpanMs) this.#isMisdated = true;
    if (back <= 0) return;
    this.#since -= back;
    if (this.#lookedAt !== null) this.#lookedAt -= back;
    if (this.#queuedAt !== null) this.#queuedAt -= back;
  }

  saw({ progress, isQueued }: RunningSight, now: number): void {
    this.followClock(now);
    if (!isQueued && this.#queuedAt !== null) this.#restart(this.#queuedAt);
    this.#queuedAt = isQueued ? now : null;
    this.#lookedAt = now;
    this.#hasLooked = true;
    const before = this.#progress?.now ?? null;
    this.#progress = progress === null ? null : { before, now: { percent: progress, atMs: this.ageMs(now) } };
  }

  /** It has left the line there since. */
  #restart(at: number): void {
    this.#since = at;
    this.#progress = null;
  }

  /** Milliseconds until the next look; in line, also not longer than a job that begins now would be left alone. */
  gapMs(table: DurationTable, lambdaMs: number, now: number): number {
    const gapMs = nextGapMs(table, { ageMs: this.ageMs(now), lambdaMs });
    if (this.#queuedAt !== null) return Math.min(gapMs, nextGapMs(table, { ageMs: 0, lambdaMs }));
    return this.#progress ? gapByProgress(this.#progress.before, this.#progress.now, gapMs) : gapMs;
  }

  /** As one who waits for a turn. @param dueAt - since when */
  waiting(dueAt: number, now: number): WaitingLook {
    const lookedAtMs = Math.max(0, (this.#lookedAt ?? this.#since) - this.#since);
    return { lookedAtMs, ageMs: this.ageMs(now), waitedMs: Math.max(0, now - dueAt) };
  }

  /**
   * How long it took, by a look that found it finished; null where that is not known.
   * @param toldAt - when the provider said that something had happened; null where it did not
   */
  span(now: number, toldAt: number | null): SeenSpan | null {
    if (this.#isMisdated || now < this.#lastNow) return null;
    const after = toldAt === null ? this.#lookedAt : Math.max(this.#lookedAt ?? this.#since, toldAt - newsDelayMs);
    return after === null ? null : { afterMs: after - this.#since, byMs: now - this.#since };
  }
}
