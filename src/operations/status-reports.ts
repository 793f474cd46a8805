import type { DurationSeconds, ModelId, ProviderName } from '../catalogue/models.ts';
import type { Clock } from '../clock.ts';
import type { ProviderCosts } from '../credits/costs.ts';
import type { ServiceFigures } from '../credits/service-figures.ts';
import type { UsageReports } from '../credits/usage-reports.ts';
import type { BreakerState } from '../providers/breaker.ts';

/** How the service is, as every admin may know it. */
export interface ServiceStatus {
  readonly breakers: Partial<Record<ProviderName, BreakerState>>;
  readonly queue: Queue;
  readonly expected: readonly ExpectedTime[];
  /** Of the last seven days; without the credits, which are the operator's figure. */
  readonly lastWeek: Pick<ServiceFigures, 'failureShare' | 'durationSeconds'> & { readonly delivered: number };
}

/** How long a service takes for such videos, from its acceptance on, by all that was learned. */
export interface ExpectedTime {
  readonly model: ModelId;
  readonly durationSeconds: DurationSeconds;
  /** Of half of them. */
  readonly typicalMs: number;
  /** Of 19 of 20. */
  readonly mostMs: number;
}

/** Jobs of all guilds that have not ended. */
export interface Queue {
  readonly waiting: number;
  readonly making: number;
  readonly delivering: number;
  /** Since when the one waits that waits longest, milliseconds since the epoch; null where none does. */
  readonly longestWaitingSince: number | null;
}

/** What the operator has, pays and gets: for the operator's eyes alone. */
export interface MoneyStatus {
  /** US dollars, as they were seen last; one that was never seen is missing. */
  readonly balancesUsd: Partial<Record<ProviderName, number>>;
  /** Of the last seven days, by provider. */
  readonly costs: readonly ProviderCosts[];
  /** What members of all guilds spent in the same time. */
  readonly creditsSpent: number;
}

export interface StatusParts {
  readonly breakers: () => Partial<Record<ProviderName, BreakerState>>;
  /** How many jobs stand in each open state. */
  readonly openJobs: () => Promise<Readonly<Record<string, number>>>;
  readonly longestWaitingSince: () => Promise<number | null>;
  readonly expected: () => readonly ExpectedTime[];
  readonly balancesUsd: () => Partial<Record<ProviderName, number>>;
  readonly usage: Pick<UsageReports, 'lastWeek' | 'costsOfLastWeek'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** For so long the figures of the week serve everybody who asks: a busy week takes a second to read. */
const figuresServeMs = 60_000;

/** How raybot is. What concerns money has a way of its own, so that nobody is shown it by mistake. */
export class StatusReports {
  readonly #parts: StatusParts;
  #week: { readonly readAt: number; readonly figures: Promise<ServiceFigures> } | null = null;

  constructor(parts: StatusParts) {
    this.#parts = parts;
  }

  async service(): Promise<ServiceStatus> {
    const { breakers, openJobs, longestWaitingSince, expected } = this.#parts;
    const [jobs, since, week] = [await openJobs(), await longestWaitingSince(), await this.#lastWeek()];
    const sum = (...states: readonly string[]) => states.reduce((total, state) => total + (jobs[state] ?? 0), 0);
    return {
      breakers: breakers(),
      expected: expected(),
      queue: {
        waiting: sum('accepted', 'preparing'),
        making: sum('submitting', 'submitted'),
        delivering: sum('finished', 'delivering'),
        longestWaitingSince: since,
      },
      lastWeek: {
        delivered: week.total.delivered,
        failureShare: week.failureShare,
        durationSeconds: week.durationSeconds,
      },
    };
  }

  async money(): Promise<MoneyStatus> {
    const { balancesUsd, usage } = this.#parts;
    const { total } = await this.#lastWeek();
    return { balancesUsd: balancesUsd(), costs: await usage.costsOfLastWeek(), creditsSpent: total.creditsSpent };
  }

  /** Read once for all who ask at the same time; a fault is not kept. */
  #lastWeek(): Promise<ServiceFigures> {
    const now = this.#parts.clock.now();
    const known = this.#week;
    if (known && now >= known.readAt && now - known.readAt < figuresServeMs) return known.figures;
    const figures = this.#parts.usage.lastWeek();
    const week = { readAt: now, figures };
    this.#week = week;
    figures.catch(() => {
      if (this.#week === week) this.#week = null;
    });
    return figures;
  }
}
