/** A job that began before others keeps them from being learned from for no longer than this: it may never end. */
const longestHoldMs = 10 * 60_000;

/** A job under way. Moments: milliseconds since the epoch. */
export interface Begun {
  readonly kind: string;
  readonly since: number;
}

/** A finished job, and what it has shown. */
export interface Ended<Shown> extends Begun {
  readonly jobId: string;
  readonly shown: Shown;
  readonly now: number;
}

/**
 * In which order finished jobs are learned from: as they began. Of many that began together the first to end are the quickest;
 * who learned from them at once would expect the others too soon.
 */
export class LearningOrder<Shown> {
  readonly #open = new Map<string, Begun>();
  /** By kind, oldest first. */
  readonly #held = new Map<string, Ended<Shown>[]>();

  begun(jobId: string, job: Begun): void {
    this.#open.set(jobId, job);
  }

  /** Nothing is to be learned from it. */
  over(jobId: string): void {
    this.#open.delete(jobId);
  }

  /** @returns what may be learned now of its kind: whatever began before all that are still under way */
  ended(given: Ended<Shown>): Ended<Shown>[] {
    const { kind, now } = given;
    const job = { ...given, since: this.#open.get(given.jobId)?.since ?? given.since };
    this.#open.delete(job.jobId);
    const line = [...(this.#held.get(kind) ?? []), job].toSorted((a, b) => a.since - b.since);
    const oldest = this.#oldestOpen(kind, now);
    const kept = line.filter(({ since }) => since >= oldest);
    if (kept.length > 0) this.#held.set(kind, kept);
    else this.#held.delete(kind);
    return line.slice(0, line.length - kept.length);
  }

  /** How many of a kind are still to be learned from. */
  heldOf(kind: string): number {
    return this.#held.get(kind)?.length ?? 0;
  }

  #oldestOpen(kind: string, now: number): number {
    let oldest = Number.POSITIVE_INFINITY;
    for (const job of this.#open.values()) {
      if (job.kind === kind && Math.abs(now - job.since) < longestHoldMs) oldest = Math.min(oldest, job.since);
    }
    return oldest;
  }
}
