import { models, providerNames, providerTitles } from '../../catalogue/models.ts';
import type { ExpectedTime, MoneyStatus, Queue, ServiceStatus } from '../../operations/status-reports.ts';
import type { Words } from '../../words/words.ts';
import { costLines, usdText } from './costs.ts';
import { durationText } from './duration-text.ts';
import { shareText } from './usage.ts';

const microUsdPerUsd = 1_000_000;

/** What `/status` says. @param money - for the operator's eyes alone; null for all others */
export function statusText(service: ServiceStatus, money: MoneyStatus | null, words: Words): string {
  return [
    words('status.title'),
    ...providerLines(service, words),
    '',
    ...queueLines(service.queue, words),
    ...service.expected.map((time) => expectedLine(time, words)),
    ...weekLines(service.lastWeek, words),
    ...(money ? ['', ...moneyLines(service, money, words)] : []),
  ].join('\n');
}

function providerLines({ breakers }: ServiceStatus, words: Words): string[] {
  const lines = providerNames.flatMap((name) => {
    const state = breakers[name];
    return state ? [words(`status.provider.${state}`, { provider: providerTitles[name] })] : [];
  });
  return lines.length > 0 ? lines : [words('status.no-provider')];
}

function queueLines({ waiting, making, delivering, longestWaitingSince }: Queue, words: Words): string[] {
  if (waiting + making + delivering === 0) return [words('status.queue.empty')];
  return [
    words('status.queue', { waiting, making, delivering }),
    ...(longestWaitingSince === null
      ? []
      : [words('status.queue.longest', { at: Math.floor(longestWaitingSince / 1_000) })]),
  ];
}

/** As one says it: to five seconds, and the most to ten. */
const toldTo = { typicalSeconds: 5, mostSeconds: 10 } as const;

function expectedLine({ model, durationSeconds, typicalMs, mostMs }: ExpectedTime, words: Words): string {
  const told = (ms: number, to: number) => durationText(Math.max(to, Math.round(ms / 1000 / to) * to), words);
  return words('status.expected', {
    model: models[model].name,
    seconds: durationSeconds,
    typical: told(typicalMs, toldTo.typicalSeconds),
    most: told(mostMs, toldTo.mostSeconds),
  });
}

function weekLines({ delivered, failureShare, durationSeconds }: ServiceStatus['lastWeek'], words: Words): string[] {
  return [
    durationSeconds ? madeLine(delivered, durationSeconds, words) : words('status.week.none'),
    ...(failureShare ? [words('status.week.failed', { share: shareText(failureShare, words) })] : []),
  ];
}

type Durations = NonNullable<ServiceStatus['lastWeek']['durationSeconds']>;

function madeLine(delivered: number, { median, p95 }: Durations, words: Words): string {
  return words('status.week', {
    delivered,
    median: durationText(median, words),
    p95: durationText(p95, words),
  });
}

/** Balances of the providers that are configured, and what was paid beside what members paid. */
function moneyLines({ breakers }: ServiceStatus, { balancesUsd, costs, creditsSpent }: MoneyStatus, words: Words) {
  const balances = providerNames.flatMap((name) => {
    if (!breakers[name]) return [];
    const [provider, usd] = [providerTitles[name], balancesUsd[name]];
    return usd === undefined
      ? [words('costs.balance.unknown', { provider })]
      : [words('costs.balance', { provider, balance: usdText(usd * microUsdPerUsd, 2) })];
  });
  return [
    words('costs.title'),
    words('status.balances'),
    ...balances,
    words('status.costs'),
    ...costLines(costs, creditsSpent, words),
  ];
}
