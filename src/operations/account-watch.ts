import type { Logger } from 'pino';
import { type CatalogueRow, type DurationSeconds, durationsSeconds, type ProviderName } from '../catalogue/models.ts';
import type { Clock } from '../clock.ts';
import { ProviderError } from '../errors/provider-error.ts';
import { shortMessage } from '../errors/short-message.ts';
import type { LiveCosts } from '../providers/live-costs.ts';
import type { Router } from '../providers/router.ts';
import type { VideoProvider } from '../providers/video-provider.ts';
import type { OperatorNotices } from './operator-notices.ts';

const roundMs = 60_000;
const usualRounds = 10;
/** Prices change rarely. */
const pricesEveryRounds = 60;
const microUsdPerUsd = 1_000_000;
/** By the rule that one credit of ours is about a cent. */
const microUsdPerCredit = 10_000;

export interface AccountWatchParts {
  readonly providers: ReadonlyMap<ProviderName, VideoProvider>;
  readonly router: Router;
  readonly costs: LiveCosts;
  readonly rows: readonly CatalogueRow[];
  /** The operator is told when a balance falls to one of these: millionths of a US dollar, highest first. */
  readonly lowBalanceMicroUsd: readonly number[];
  readonly notices: OperatorNotices;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Watches the operator's accounts: every ten minutes, and every minute while a provider turns us away for its key or for
 * want of money, so that members are served again soon after the operator has mended it.
 */
export class AccountWatch {
  readonly #parts: AccountWatchParts;
  readonly #stopping = new AbortController();
  readonly #balances = new Map<ProviderName, number>();
  /** The lowest limit under which each balance was last seen. */
  readonly #lastLimit = new Map<ProviderName, number | null>();
  readonly #keyRefused = new Set<ProviderName>();
  readonly #toldPrices = new Set<string>();
  #run: Promise<void> = Promise.resolve();

  constructor(parts: AccountWatchParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#run = this.#watch();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#run;
  }

  /** The balances that were seen last, US dollars. */
  balancesUsd(): Partial<Record<ProviderName, number>> {
    return Object.fromEntries([...this.#balances].map(([name, microUsd]) => [name, microUsd / microUsdPerUsd]));
  }

  async #watch(): Promise<void> {
    const { providers, router, clock } = this.#parts;
    const { signal } = this.#stopping;
    for (let round = 0; !signal.aborted; round += 1) {
      const due = [...providers.values()].filter(({ name }) => round % usualRounds === 0 || router.needsAccount(name));
      await Promise.all(due.map((provider) => this.#lookAt(provider, signal)));
      if (round % pricesEveryRounds === 0) {
        await Promise.all([...providers.values()].map((provider) => this.#readPrices(provider, signal)));
      }
      await clock.sleep(roundMs, signal).catch(() => {});
    }
  }

  async #lookAt(provider: VideoProvider, signal: AbortSignal): Promise<void> {
    const { router, notices } = this.#parts;
    const { name } = provider;
    try {
      const { balanceMicroUsd } = await provider.account(signal);
      this.#keyRefused.delete(name);
      this.#balances.set(name, balanceMicroUsd);
      router.balanceIs(name, balanceMicroUsd);
      this.#tellLimit(name, balanceMicroUsd);
    } catch (error) {
      if (signal.aborted) return;
      this.#logFault(name, 'the balance could not be read', error);
      if (!(error instanceof ProviderError) || error.kind !== 'credentials') return;
      router.balanceIs(name, null);
      if (this.#keyRefused.has(name)) return;
      this.#keyRefused.add(name);
      notices.tell({ code: 'provider-needs-attention', provider: name, detail: shortMessage(error) });
    }
  }

  /** Once for each limit, and anew when the balance was above it meanwhile. */
  #tellLimit(provider: ProviderName, balanceMicroUsd: number): void {
    const limit = this.#parts.lowBalanceMicroUsd.findLast((threshold) => balanceMicroUsd <= threshold) ?? null;
    const last = this.#lastLimit.get(provider) ?? null;
    this.#lastLimit.set(provider, limit);
    if (limit === null || (last !== null && last <= limit)) return;
    const detail = `$${(balanceMicroUsd / microUsdPerUsd).toFixed(2)}`;
    this.#parts.notices.tell({ code: 'provider-balance-low', provider, detail });
  }

  async #readPrices(provider: VideoProvider, signal: AbortSignal): Promise<void> {
    try {
      const prices = await provider.prices(signal);
      this.#parts.costs.set(provider.name, prices);
      for (const row of this.#parts.rows.filter((own) => own.provider === provider.name)) {
        for (const seconds of durationsSeconds) this.#comparePrice(row, seconds, prices.get(row.slug)?.[seconds]);
      }
    } catch (error) {
      if (!signal.aborted) this.#logFault(provider.name, 'the prices could not be read', error);
    }
  }

  /** What members pay is the operator's to set; that it no longer covers the cost is said once for each cost. */
  #comparePrice({ key, provider, terms }: CatalogueRow, seconds: DurationSeconds, costMicroUsd?: number): void {
    const price = terms[seconds]?.priceCredits;
    if (price === undefined || costMicroUsd === undefined || costMicroUsd <= price * microUsdPerCredit) return;
    const detail = `${key}, ${seconds} s: costs $${(costMicroUsd / microUsdPerUsd).toFixed(2)}, sold for ${price} credits`;
    if (this.#toldPrices.has(detail)) return;
    this.#toldPrices.add(detail);
    this.#parts.notices.tell({ code: 'provider-price-high', provider, detail });
  }

  #logFault(provider: ProviderName, what: string, error: unknown): void {
    this.#parts.log.info({ provider, reason: shortMessage(error) }, what);
  }
}
