import type { Kysely } from 'kysely';
import type { Clock } from '../clock.ts';
import type { PolicyOf } from '../credits/account-overview.ts';
import type { Budgets } from '../credits/budgets.ts';
import { newlyPassed, type PassedThreshold, type Use } from '../credits/thresholds.ts';
import type { Database } from '../database/schema.ts';
import { spendingOfDay } from './spend-limit.ts';

export interface BudgetWatchParts {
  readonly database: Kysely<Database>;
  readonly budgets: Budgets;
  readonly policyOf: PolicyOf;
  /** Millionths of a US dollar over all guilds in one UTC day; 0 for no limit. */
  readonly spendLimitMicroUsdPerDay: number;
  /** Of the cheapest video that can be made here. */
  readonly leastPriceCredits: number;
  readonly leastCostMicroUsd: number;
  readonly clock: Clock;
}

/** Looks how much of the pools and of the day's limit is used up. */
export class BudgetWatch {
  readonly #parts: BudgetWatchParts;

  constructor(parts: BudgetWatchParts) {
    this.#parts = parts;
  }

  /**
   * What of a guild's pools and of the day's limit was newly passed: 80 %, or 100 %, which is when no video has room any
   * more. Each is told once in its period, also over restarts. To be called after a job of the guild was taken or refused.
   */
  async thresholds(guildId: string): Promise<PassedThreshold[]> {
    const { database, budgets, policyOf, leastPriceCredits, clock } = this.#parts;
    const pools = await budgets.uses(guildId, await policyOf(guildId), leastPriceCredits);
    return newlyPassed(database, [...pools, ...(await this.#spendLimit())], clock.now());
  }

  async #spendLimit(): Promise<Use[]> {
    const { database, spendLimitMicroUsdPerDay: limit, leastCostMicroUsd: step, clock } = this.#parts;
    if (limit === 0) return [];
    const { spentMicroUsd: used, start, end: resetsAt } = await spendingOfDay(database, clock.now());
    const periodKey = `day:${new Date(start).toISOString().slice(0, 10)}`;
    return [{ what: 'spend-limit', guildId: null, periodKey, resetsAt, used, limit, step }];
  }
}
