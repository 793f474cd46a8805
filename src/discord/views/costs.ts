import { type ProviderName, providerNames, providerTitles } from '../../catalogue/models.ts';
import type { ProviderCosts } from '../../credits/costs.ts';
import type { Words } from '../../words/words.ts';

/** Real costs beside credits. For the operator's eyes alone: whoever shows them checks for whom. */
export function costLines(costs: readonly ProviderCosts[], creditsSpent: number, words: Words): string[] {
  if (costs.length === 0) return [words('costs.none')];
  const paidMicroUsd = costs.reduce((sum, { costMicroUsd }) => sum + costMicroUsd, 0);
  const cost = usdText(paidMicroUsd, 2);
  return [
    creditsSpent > 0
      ? words('costs.total.each', { credits: creditsSpent, cost, each: usdText(paidMicroUsd / creditsSpent, 4) })
      : words('costs.total', { credits: creditsSpent, cost }),
    ...costs.map((each) => providerLine(each, words)),
  ];
}

function providerLine(
  { provider, costMicroUsd, attempts, videosWithoutCost: videos }: ProviderCosts,
  words: Words,
): string {
  const cost = usdText(costMicroUsd, 2);
  const title = providerTitle(provider);
  return videos > 0
    ? words('costs.provider.incomplete', { provider: title, cost, attempts, videos })
    : words('costs.provider', { provider: title, cost, attempts });
}

/** As it stands on a bill: `$1,234.50`. */
export function usdText(microUsd: number, digits: number): string {
  const format = new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `$${format.format(microUsd / 1_000_000)}`;
}

/** One that is not configured any more may still have made videos; a name that nobody knows stays as it is. */
function providerTitle(name: string): string {
  return isProvider(name) ? providerTitles[name] : name;
}

function isProvider(name: string): name is ProviderName {
  return providerNames.some((known) => known === name);
}
