/**
 * While there are requests to spare: a job of a minute is then noticed within a second and a half, on average, by thirteen
 * looks or so.
 */
export const leastLambdaMs = 110;
/** Beyond it nobody is looked at more often than once a minute anyway. */
const mostLambdaMs = 60_000;
/** λ comes closer to where it should be by a factor of e in such a time. */
const settlingMs = 10_000;
/** After a quiet time the first look that has to wait says little. */
const longestRiseMs = 2_000;
/** A look that waits no longer than this, or than for so many turns, shows that there is slack. */
const comfortable = { ms: 500, turns: 2 } as const;
/**
 * Looks are asked for somewhat before they are worth their turns, so that no turn is lost for want of somebody who waits; who
 * waits has turns by urgency, so nothing is lost by that either.
 */
const shareOfPrice = 0.85;

/** A turn that a look has had. */
export interface LookTurn {
  /** How long it had waited for it, milliseconds. */
  readonly waitedMs: number;
  /** Between two turns of the provider's budget, milliseconds. */
  readonly turnMs: number;
  /** The lag that was expected to have gathered by then, milliseconds: what a turn costs now. */
  readonly lagMs: number;
  /** Any clock, milliseconds. */
  readonly now: number;
}

/**
 * How much lag may gather before a look is worth a request of one provider (λ): the least while its budget has slack, more
 * while looks wait for their turns. So the same rule serves one job and a thousand.
 */
export class Patience {
  #lambdaMs: number = leastLambdaMs;
  #turnAt = Number.NEGATIVE_INFINITY;

  /** Milliseconds. */
  get lambdaMs(): number {
    return this.#lambdaMs;
  }

  had({ waitedMs, turnMs, lagMs, now }: LookTurn): void {
    const since = now - this.#turnAt;
    this.#turnAt = now;
    // Set back, or nothing came before: nothing is known of the time between.
    if (!(since > 0 && Number.isFinite(since)) || !(lagMs >= 0)) return;
    const isStrained = waitedMs > Math.max(comfortable.ms, comfortable.turns * turnMs);
    const aim = bounded(isStrained ? lagMs * shareOfPrice : leastLambdaMs);
    const part = 1 - Math.exp(-Math.min(since, isStrained ? longestRiseMs : since) / settlingMs);
    this.#lambdaMs = bounded(this.#lambdaMs * (aim / this.#lambdaMs) ** part);
  }
}

function bounded(lambdaMs: number): number {
  return Math.min(mostLambdaMs, Math.max(leastLambdaMs, lambdaMs));
}
