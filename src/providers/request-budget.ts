/** Below this share of what is configured a job would not be noticed in time. */
const leastShare = 0.1;
const recoveryShare = 0.1;

/** How many requests a minute are made: as many as are configured, fewer after the peer has said that it is too much. */
export class RequestBudget {
  readonly #configured: number;
  #perMinute: number;

  /** @param configured - requests a minute */
  constructor(configured: number) {
    this.#configured = configured;
    this.#perMinute = configured;
  }

  /** Between two requests. */
  get gapMs(): number {
    return 60_000 / this.#perMinute;
  }

  get isLowered(): boolean {
    return this.#perMinute < this.#configured;
  }

  lower(): void {
    this.#perMinute = Math.max(this.#configured * leastShare, this.#perMinute / 2);
  }

  raise(): void {
    this.#perMinute = Math.min(this.#configured, this.#perMinute + this.#configured * recoveryShare);
  }
}
