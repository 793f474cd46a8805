import type { Budgets, BudgetUse, OperatorOrder } from '../credits/budgets.ts';
import type { ProviderCosts } from '../credits/costs.ts';
import type { GuildAccess } from '../credits/guild-access.ts';
import type { Pool } from '../credits/pools.ts';
import type { DaySpending } from '../jobs/spend-limit.ts';

export interface OperatorDeskParts {
  readonly budgets: Pick<Budgets, 'setPool' | 'useOf' | 'guildsWithPool'>;
  readonly access: Pick<GuildAccess, 'allow' | 'deny' | 'isServed'>;
  readonly today: () => Promise<DaySpending>;
  /** What was charged in the last thirty days, for one guild or all. */
  readonly costs: (guildId: string | null) => Promise<readonly ProviderCosts[]>;
  /** Millionths of a US dollar a day; 0 for no limit. */
  readonly spendLimitMicroUsdPerDay: number;
}

/** What an operator sees of the money. */
export interface OperatorView {
  /** Null: of all guilds. */
  readonly guildId: string | null;
  /** Null where it is about all guilds. */
  readonly isServed: boolean | null;
  readonly today: DaySpending;
  readonly spendLimitMicroUsdPerDay: number;
  readonly costs: readonly ProviderCosts[];
  /** The guild's own, or those of the first guilds that have one. */
  readonly pools: readonly BudgetUse[];
  /** How many guilds with a pool are not shown. */
  readonly morePools: number;
}

const shownPools = 10;

/** What the operator does and sees: which guilds are served, and what they may spend. For the operator alone. */
export class OperatorDesk {
  readonly #parts: OperatorDeskParts;

  constructor(parts: OperatorDeskParts) {
    this.#parts = parts;
  }

  /** @returns the pool that the guild had before, null for none */
  async setPool(order: OperatorOrder, pool: Pool | null): Promise<Pool | null> {
    const before = await this.#parts.budgets.useOf(order.guildId);
    await this.#parts.budgets.setPool(order, pool);
    return before?.pool ?? null;
  }

  allow(order: OperatorOrder): Promise<void> {
    return this.#parts.access.allow(order);
  }

  deny(order: OperatorOrder): Promise<void> {
    return this.#parts.access.deny(order);
  }

  async view(guildId: string | null): Promise<OperatorView> {
    const { access, budgets, today, costs, spendLimitMicroUsdPerDay } = this.#parts;
    const guildIds = guildId === null ? await budgets.guildsWithPool() : [guildId];
    const shown = guildIds.slice(0, shownPools);
    const pools: BudgetUse[] = [];
    for (const each of shown) {
      const use = await budgets.useOf(each);
      if (use) pools.push(use);
    }
    return {
      guildId,
      isServed: guildId === null ? null : access.isServed(guildId),
      today: await today(),
      spendLimitMicroUsdPerDay,
      costs: await costs(guildId),
      pools,
      morePools: guildIds.length - shown.length,
    };
  }
}
