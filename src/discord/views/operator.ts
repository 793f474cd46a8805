import { providerNames, providerTitles } from '../../catalogue/models.ts';
import type { BudgetUse } from '../../credits/budgets.ts';
import type { Pool } from '../../credits/pools.ts';
import type { OperatorView } from '../../operations/operator-desk.ts';
import type { Words } from '../../words/words.ts';
import { usdText } from './costs.ts';
import { timestamp } from './figures.ts';

/** What `/operator pool` answers. */
export function poolChangeText(guildId: string, before: Pool | null, after: Pool | null, words: Words): string {
  const was = poolText(before, words);
  if (after === null) return words('operator.pool.removed', { guildId, before: was });
  return words('operator.pool.set', { guildId, before: was, pool: poolText(after, words) });
}

function poolText(pool: Pool | null, words: Words): string {
  if (pool === null) return words('operator.pool.none');
  return words(`operator.pool.${pool.period ?? 'total'}`, { credits: pool.credits });
}

/** What `/operator spend` shows. */
export function spendText(view: OperatorView, words: Words): string {
  const { guildId, isServed, costs, pools, morePools } = view;
  const cost = usdText(
    costs.reduce((sum, { costMicroUsd }) => sum + costMicroUsd, 0),
    2,
  );
  return [
    todayText(view, words),
    guildId === null ? words('operator.spend.month', { cost }) : words('operator.spend.month.guild', { guildId, cost }),
    ...costs.map(({ provider, costMicroUsd }) =>
      words('operator.spend.provider', { provider: titleOf(provider), cost: usdText(costMicroUsd, 2) }),
    ),
    ...(isServed === null ? [] : [words(isServed ? 'operator.served' : 'operator.not-served')]),
    words(pools.length > 0 ? 'operator.spend.pools' : 'operator.spend.pools.none'),
    ...pools.map((use) => useText(use, words)),
    ...(morePools > 0 ? [words('operator.spend.pools.more', { more: morePools })] : []),
  ].join('\n');
}

function todayText({ today, spendLimitMicroUsdPerDay }: OperatorView, words: Words): string {
  const spent = usdText(today.spentMicroUsd, 2);
  if (spendLimitMicroUsdPerDay === 0) return words('operator.spend.today.no-limit', { spent });
  const limit = usdText(spendLimitMicroUsdPerDay, 2);
  return words('operator.spend.today', { spent, limit, resetsAt: timestamp(today.end) });
}

function useText(use: BudgetUse, words: Words): string {
  const { guildId, spentCredits: spent, givenCredits: given, resetsAt } = use;
  const pool = poolText(use.pool, words);
  if (resetsAt === null) return words('operator.spend.pool', { guildId, pool, spent, given });
  return words('operator.spend.pool.resets', { guildId, pool, spent, given, resetsAt: timestamp(resetsAt) });
}

/** One that is not configured any more may still have been paid. */
function titleOf(name: string): string {
  const known = providerNames.find((each) => each === name);
  return known ? providerTitles[known] : name;
}
