import type { DurationSeconds, ProviderName } from '../catalogue/models.ts';
import type { Candidate } from '../catalogue/offer.ts';
import type { LivePrices } from './video-provider.ts';

/** What providers charge the operator now, where they say it; else the catalogue's figures. */
export class LiveCosts {
  readonly #prices = new Map<ProviderName, LivePrices>();

  /** What a provider has published last. */
  set(provider: ProviderName, prices: LivePrices): void {
    this.#prices.set(provider, prices);
  }

  /** The candidate with the cost of today. */
  applyTo(candidate: Candidate, durationSeconds: DurationSeconds): Candidate {
    const { row, terms } = candidate;
    const costMicroUsd = this.#prices.get(row.provider)?.get(row.slug)?.[durationSeconds];
    return costMicroUsd === undefined ? candidate : { ...candidate, terms: { ...terms, costMicroUsd } };
  }
}
