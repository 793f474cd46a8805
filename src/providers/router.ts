import { type ProviderName, providerNames } from '../catalogue/models.ts';
import type { Candidate } from '../catalogue/offer.ts';
import type { ProviderError } from '../errors/provider-error.ts';
import type { BreakerState } from './breaker.ts';
import { type Hindrance, isLasting, ProviderHealth } from './provider-health.ts';
import type { VideoProvider } from './video-provider.ts';

/** Who is to make a video, or why nobody can now. */
export type Choice =
  | { readonly kind: 'go'; readonly candidate: Candidate; readonly provider: VideoProvider }
  /** It passes by itself. */
  | { readonly kind: 'wait'; readonly candidate: Candidate; readonly hindrance: Hindrance }
  /** Only the operator can change it. `hindrance`: of the best candidate; null when there is no candidate. */
  | { readonly kind: 'none'; readonly candidate: Candidate | null; readonly hindrance: Hindrance | null };

/** A provider that is busy for so short is waited for, rather than passed over for the next one. */
export const shortWaitMs = 10_000;

const notConfigured: Hindrance = { reason: 'not-configured', until: Number.POSITIVE_INFINITY };

export interface RouterParts {
  readonly providers: ReadonlyMap<ProviderName, VideoProvider>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** One of a provider's circuit breakers has opened, or all are closed again. */
  readonly onBreaker?: (provider: ProviderName, isOpen: boolean) => void;
}

/** Chooses among the providers by what they can do, in the operator's order, and by how they have been lately. */
export class Router {
  readonly #parts: RouterParts;
  readonly #health: ReadonlyMap<ProviderName, ProviderHealth>;
  /** Providers of which an open breaker was told last. */
  readonly #toldOpen = new Set<ProviderName>();

  constructor(parts: RouterParts) {
    this.#parts = parts;
    this.#health = new Map(providerNames.map((name) => [name, new ProviderHealth(parts.now)]));
  }

  get(provider: ProviderName): VideoProvider | null {
    return this.#parts.providers.get(provider) ?? null;
  }

  /**
   * @param candidates - best first
   * @param except - providers that are not to be asked
   */
  choose(candidates: readonly Candidate[], except: ReadonlySet<ProviderName> = new Set()): Choice {
    const ways = this.#waysOf(candidates, except);
    for (const { candidate, hindrance } of ways) {
      const provider = this.get(candidate.row.provider);
      if (!hindrance && provider) return { kind: 'go', candidate, provider };
      if (hindrance && this.#isShort(hindrance)) return { kind: 'wait', candidate, hindrance };
    }
    const [soonest] = ways
      .flatMap(({ candidate, hindrance }) =>
        hindrance && !isLasting(hindrance.reason) ? [{ candidate, hindrance }] : [],
      )
      .toSorted((a, b) => a.hindrance.until - b.hindrance.until);
    if (soonest) return { kind: 'wait', ...soonest };
    const [best] = ways;
    return { kind: 'none', candidate: best?.candidate ?? null, hindrance: best?.hindrance ?? null };
  }

  /**
   * Those who can be asked now, best first; who comes after one that is busy for a moment is not asked.
   * @param except - providers that are not to be asked
   */
  ready(candidates: readonly Candidate[], except: ReadonlySet<ProviderName> = new Set()): Candidate[] {
    const ways = this.#waysOf(candidates, except);
    const busy = ways.findIndex(({ hindrance }) => hindrance !== null && this.#isShort(hindrance));
    return ways
      .slice(0, busy < 0 ? ways.length : busy)
      .flatMap(({ candidate, hindrance }) => (hindrance === null ? [candidate] : []));
  }

  /** A request is about to be sent to this provider. */
  enter(provider: ProviderName): void {
    this.#healthOf(provider).enter();
  }

  /** It took a request. */
  accepted(provider: ProviderName): void {
    if (this.#healthOf(provider).accepted()) this.#tell(provider);
  }

  /** It made a video. */
  finished(provider: ProviderName): void {
    if (this.#healthOf(provider).finished()) this.#tell(provider);
  }

  /** It took a request and failed it, through no fault of the request. */
  failed(provider: ProviderName): void {
    if (this.#healthOf(provider).failed()) this.#tell(provider);
  }

  /** It did not take a request, or nobody knows whether it did. */
  turnedAway(candidate: Candidate, error: ProviderError): void {
    if (this.#healthOf(candidate.row.provider).turnedAway(candidate, error)) this.#tell(candidate.row.provider);
  }

  /** What a look at the operator's account has shown. @param microUsd - null: the key is refused */
  balanceIs(provider: ProviderName, microUsd: number | null): void {
    if (microUsd === null) this.#healthOf(provider).keyIsRefused();
    else this.#healthOf(provider).balanceIs(microUsd);
  }

  /** Whether a look at the operator's account may bring a provider back. */
  needsAccount(provider: ProviderName): boolean {
    return this.#healthOf(provider).needsAccount;
  }

  /** Of every configured provider. */
  breakers(): Partial<Record<ProviderName, BreakerState>> {
    return Object.fromEntries([...this.#parts.providers.keys()].map((name) => [name, this.#healthOf(name).breaker]));
  }

  #waysOf(candidates: readonly Candidate[], except: ReadonlySet<ProviderName>) {
    return candidates
      .filter(({ row }) => !except.has(row.provider))
      .map((candidate) => ({ candidate, hindrance: this.#hindranceOf(candidate) }));
  }

  /** Whether it is waited for, rather than passed over. */
  #isShort({ reason, until }: Hindrance): boolean {
    return reason === 'busy' && until - this.#parts.now() <= shortWaitMs;
  }

  #hindranceOf(candidate: Candidate): Hindrance | null {
    const { provider } = candidate.row;
    return this.#parts.providers.has(provider) ? this.#healthOf(provider).hindranceOf(candidate) : notConfigured;
  }

  #healthOf(provider: ProviderName): ProviderHealth {
    const health = this.#health.get(provider);
    if (!health) throw new Error(`no such provider: ${provider}`);
    return health;
  }

  #tell(provider: ProviderName): void {
    const isOpen = this.#healthOf(provider).breaker !== 'closed';
    if (isOpen === this.#toldOpen.has(provider)) return;
    if (isOpen) this.#toldOpen.add(provider);
    else this.#toldOpen.delete(provider);
    this.#parts.onBreaker?.(provider, isOpen);
  }
}
