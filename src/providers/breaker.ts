export type BreakerState = 'closed' | 'half-open' | 'open';

export interface BreakerRules {
  /** So many failures in a row open it. */
  readonly threshold: number;
  /** From the opening to the first trial, milliseconds; doubled each time a trial fails. */
  readonly firstGapMs: number;
  readonly longestGapMs: number;
}

/**
 * A circuit breaker of which one asks beforehand, and which is told afterwards, perhaps minutes later and by somebody else:
 * a video service takes a request at once and fails it a minute later. (Libraries wrap the one call that fails, on a clock of
 * their own.) Open, it lets one trial through each gap; a trial whose end is never told blocks nothing for longer than that.
 * @see https://martinfowler.com/bliki/CircuitBreaker.html
 */
export class Breaker {
  readonly #rules: BreakerRules;
  /** Milliseconds that never go back. */
  readonly #now: () => number;
  #failures = 0;
  #gapMs: number;
  /** When the next trial may begin; null while closed. */
  #nextTrialAt: number | null = null;
  #isTrying = false;

  /** @param now - milliseconds that never go back */
  constructor(rules: BreakerRules, now: () => number) {
    this.#rules = rules;
    this.#now = now;
    this.#gapMs = rules.firstGapMs;
  }

  get state(): BreakerState {
    if (this.#nextTrialAt === null) return 'closed';
    return this.#isTrying ? 'half-open' : 'open';
  }

  /** When somebody may go through, milliseconds of the same time; now or earlier: at once. */
  get admitsAt(): number {
    return this.#nextTrialAt ?? Number.NEGATIVE_INFINITY;
  }

  /** Somebody goes through. */
  enter(): void {
    if (this.#nextTrialAt === null || this.#now() < this.#nextTrialAt) return;
    this.#isTrying = true;
    this.#nextTrialAt = this.#now() + this.#gapMs;
  }

  /** @returns whether this closed it */
  succeeded(): boolean {
    const wasOpen = this.#nextTrialAt !== null;
    this.#failures = 0;
    this.#gapMs = this.#rules.firstGapMs;
    this.#nextTrialAt = null;
    this.#isTrying = false;
    return wasOpen;
  }

  /** @returns whether this opened it */
  failed(): boolean {
    if (this.#nextTrialAt !== null) {
      // What was begun before it opened says nothing new.
      if (this.#isTrying) this.#open(Math.min(this.#rules.longestGapMs, this.#gapMs * 2));
      return false;
    }
    this.#failures += 1;
    if (this.#failures < this.#rules.threshold) return false;
    this.#open(this.#rules.firstGapMs);
    return true;
  }

  #open(gapMs: number): void {
    this.#gapMs = gapMs;
    this.#isTrying = false;
    this.#nextTrialAt = this.#now() + gapMs;
  }
}
