import type { Candidate } from '../catalogue/offer.ts';
import type { ProviderError, ProviderErrorKind } from '../errors/provider-error.ts';
import { Breaker, type BreakerState } from './breaker.ts';
import { steadyTime } from './steady-time.ts';

/** What stands between a request and a provider: lasting ones need the operator, the others pass by themselves. */
export type LastingHindrance = 'not-configured' | 'withdrawn' | 'out-of-credits' | 'key-refused';
export type PassingHindrance = 'busy' | 'out-of-reach' | 'failing';
export type HindranceReason = LastingHindrance | PassingHindrance;

export interface Hindrance {
  readonly reason: HindranceReason;
  /** When another try may help, milliseconds since the epoch. */
  readonly until: number;
}

export function isLasting(reason: HindranceReason): reason is LastingHindrance {
  return (
    reason === 'not-configured' || reason === 'withdrawn' || reason === 'out-of-credits' || reason === 'key-refused'
  );
}

/**
 * What only the operator can change is believed for so long; then a member's request may find out anew, which costs nothing
 * where it is refused. A look at the account says it sooner.
 */
const operatorsTurnMs = 5 * 60_000;
const withdrawnMs = 60 * 60_000;
/** After a 429 that names no time. */
const usualBusyMs = 10_000;

const unreachableRules = { threshold: 3, firstGapMs: 30_000, longestGapMs: 5 * 60_000 };
/** Higher: what a service fails to make may be the fault of one prompt. */
const failingRules = { threshold: 5, firstGapMs: 60_000, longestGapMs: 5 * 60_000 };

/** What is known about one provider since this process began. Nothing of it is stored: a start finds out anew. */
export class ProviderHealth {
  /** Milliseconds since the epoch. */
  readonly #clock: () => number;
  /** Milliseconds that never go back; every moment here is one of these. */
  readonly #now: () => number;
  /** Submits that did not get through. */
  readonly #reach: Breaker;
  /** Requests that were taken and failed without the member's fault. */
  readonly #work: Breaker;
  readonly #withdrawnUntil = new Map<string, number>();
  #keyRefusedUntil = Number.NEGATIVE_INFINITY;
  #outOfCreditsUntil = Number.NEGATIVE_INFINITY;
  /** The cheapest request for which the balance was too low, millionths of a US dollar. */
  #tooDearMicroUsd = Number.POSITIVE_INFINITY;
  #busyUntil = Number.NEGATIVE_INFINITY;

  /** @param now - milliseconds since the epoch */
  constructor(now: () => number) {
    this.#clock = now;
    this.#now = steadyTime(now);
    this.#reach = new Breaker(unreachableRules, this.#now);
    this.#work = new Breaker(failingRules, this.#now);
  }

  get breaker(): BreakerState {
    const states = [this.#reach.state, this.#work.state];
    return (['open', 'half-open'] as const).find((state) => states.includes(state)) ?? 'closed';
  }

  /** Whether a look at the account may end a hindrance. */
  get needsAccount(): boolean {
    return this.#keyRefusedUntil > this.#now() || this.#tooDearMicroUsd < Number.POSITIVE_INFINITY;
  }

  /** What is in the way of a request; null when it may be tried. */
  hindranceOf({ row, terms }: Candidate): Hindrance | null {
    const hindrances: readonly Hindrance[] = [
      { reason: 'withdrawn', until: this.#withdrawnUntil.get(row.key) ?? Number.NEGATIVE_INFINITY },
      { reason: 'key-refused', until: this.#keyRefusedUntil },
      {
        reason: 'out-of-credits',
        until: terms.costMicroUsd >= this.#tooDearMicroUsd ? this.#outOfCreditsUntil : Number.NEGATIVE_INFINITY,
      },
      { reason: 'out-of-reach', until: this.#reach.admitsAt },
      { reason: 'failing', until: this.#work.admitsAt },
      { reason: 'busy', until: this.#busyUntil },
    ];
    const now = this.#now();
    const hindrance = hindrances.find(({ until }) => until > now);
    return hindrance ? { ...hindrance, until: hindrance.until - now + this.#clock() } : null;
  }

  /** A request is about to be sent. */
  enter(): void {
    this.#reach.enter();
    this.#work.enter();
  }

  /** @returns whether a breaker closed */
  accepted(): boolean {
    this.#keyRefusedUntil = Number.NEGATIVE_INFINITY;
    return this.#reach.succeeded();
  }

  /** @returns whether a breaker closed */
  finished(): boolean {
    const closings = [this.#reach.succeeded(), this.#work.succeeded()];
    return closings.includes(true);
  }

  /** It took a request and failed it, through no fault of the request. @returns whether a breaker opened */
  failed(): boolean {
    return this.#work.failed();
  }

  /** It did not take a request, or nobody knows whether it did. @returns whether a breaker opened or closed */
  turnedAway(candidate: Candidate, { kind, details }: ProviderError): boolean {
    if (kind === 'transient' || kind === 'malformed') return this.#reach.failed();
    this.#noteRefusal(candidate, kind, details.retryAfterMs);
    // Whoever refuses has been reached.
    return this.#reach.succeeded();
  }

  #noteRefusal({ row, terms }: Candidate, kind: ProviderErrorKind, retryAfterMs = usualBusyMs): void {
    const now = this.#now();
    if (kind === 'credentials') this.#keyRefusedUntil = now + operatorsTurnMs;
    if (kind === 'withdrawn') this.#withdrawnUntil.set(row.key, now + withdrawnMs);
    if (kind === 'rate') this.#busyUntil = Math.max(this.#busyUntil, now + retryAfterMs);
    if (kind !== 'credits') return;
    this.#outOfCreditsUntil = now + operatorsTurnMs;
    this.#tooDearMicroUsd = Math.min(this.#tooDearMicroUsd, terms.costMicroUsd);
  }

  /** The account was looked at: the key is accepted, and the balance is known. */
  balanceIs(microUsd: number): void {
    this.#keyRefusedUntil = Number.NEGATIVE_INFINITY;
    if (microUsd >= this.#tooDearMicroUsd) this.#tooDearMicroUsd = Number.POSITIVE_INFINITY;
    else if (this.#tooDearMicroUsd < Number.POSITIVE_INFINITY) this.#outOfCreditsUntil = this.#now() + operatorsTurnMs;
  }

  /** The account was looked at: the key is refused. */
  keyIsRefused(): void {
    this.#keyRefusedUntil = this.#now() + operatorsTurnMs;
  }
}
