import { randomUUID } from 'node:crypto';
import { type REST, Routes } from 'discord.js';
import type { Logger } from 'pino';
import { type CatalogueRow, providerTitles } from '../catalogue/models.ts';
import type { Clock } from '../clock.ts';
import type { PolicyOf } from '../credits/account-overview.ts';
import type { Budgets } from '../credits/budgets.ts';
import type { OpenDatabase } from '../database/connection.ts';
import type { ChannelWords } from '../discord/channel-language.ts';
import { BudgetWatch } from '../jobs/budget-watch.ts';
import { failureWindowMs } from '../jobs/failure-rate.ts';
import { FailureWatch } from '../jobs/failure-watch.ts';
import { BudgetNotices } from '../operations/budget-notices.ts';
import { FailureNotices } from '../operations/failure-notices.ts';
import { OperatorNotices } from '../operations/operator-notices.ts';
import { wordsFor } from '../words/words.ts';

type PostingRest = Pick<REST, 'post'>;

/** What the operator is told, in English: in the log, and in `OPERATOR_CHANNEL_ID` where there is one. */
export function createOperatorNotices(
  channelId: string | null,
  rest: PostingRest,
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
): OperatorNotices {
  const words = wordsFor('en-US');
  if (channelId === null) return new OperatorNotices(log, () => clock.now(), null);
  return new OperatorNotices(
    log,
    () => clock.now(),
    async ({ code, provider, ...context }) => {
      const named = provider === undefined ? context : { ...context, provider: titleOf(provider) };
      await postNotice(rest, channelId, words(`notice.${code}`, named));
    },
  );
}

/** As people know it. */
function titleOf(provider: string): string {
  const title = Object.entries(providerTitles).find(([name]) => name === provider)?.[1];
  return title ?? provider;
}

export interface BudgetNoticesParts {
  readonly database: OpenDatabase['database'];
  readonly budgets: Budgets;
  readonly policyOf: PolicyOf;
  readonly rows: readonly CatalogueRow[];
  readonly spendLimitMicroUsdPerDay: number;
  readonly rest: PostingRest;
  readonly channelWords: ChannelWords;
  readonly notices: OperatorNotices;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What admins and the operator are told when a pool, or the day's limit, is nearly or quite used up. */
export function createBudgetNotices({
  rest,
  rows,
  channelWords,
  notices,
  log,
  ...parts
}: BudgetNoticesParts): BudgetNotices {
  const { policyOf } = parts;
  const watch = new BudgetWatch({ ...parts, ...cheapestOf(rows) });
  return new BudgetNotices({
    thresholds: (guildId) => watch.thresholds(guildId),
    channelOf: async (guildId) => {
      const { poolNotices, noticesChannelId } = await policyOf(guildId);
      return poolNotices ? noticesChannelId : null;
    },
    postToChannel: (channelId, { percent, limit }) =>
      postNotice(rest, channelId, channelWords(channelId)('guild-notice.pool', { percent, limit })),
    ...{ notices, log },
  });
}

export type FailureNoticesParts = Omit<BudgetNoticesParts, 'budgets' | 'rows' | 'spendLimitMicroUsdPerDay' | 'notices'>;

/** What admins are told when too many of their guild's videos fail. */
export function createFailureNotices({
  database,
  policyOf,
  rest,
  channelWords,
  clock,
  log,
}: FailureNoticesParts): FailureNotices {
  const watch = new FailureWatch(database, clock);
  return new FailureNotices({
    news: (guildId) => watch.news(guildId),
    channelOf: async (guildId) => {
      const { failureNotices, noticesChannelId } = await policyOf(guildId);
      return failureNotices ? noticesChannelId : null;
    },
    postToChannel: (channelId, { ended, failed, reason: trouble }) => {
      const words = channelWords(channelId);
      const reason = words(`guild-notice.trouble.${trouble}`);
      const minutes = failureWindowMs / 60_000;
      return postNotice(rest, channelId, words('guild-notice.failures', { ended, failed, minutes, reason }));
    },
    log,
  });
}

/** The most characters that a message has: https://docs.discord.com/developers/resources/message#create-message */
const maxCharacters = 2000;

/** Once, also where the library sends anew what had no answer: the nonce tells Discord that it is the same. */
async function postNotice(rest: PostingRest, channelId: string, text: string): Promise<void> {
  const once = { nonce: randomUUID().slice(0, 25), enforce_nonce: true };
  const content = text.slice(0, maxCharacters);
  await rest.post(Routes.channelMessages(channelId), { body: { content, allowed_mentions: { parse: [] }, ...once } });
}

/** What the cheapest video takes, of credits and of the operator's money. */
function cheapestOf(rows: readonly CatalogueRow[]): { leastPriceCredits: number; leastCostMicroUsd: number } {
  const terms = rows.flatMap((row) => Object.values(row.terms));
  return {
    leastPriceCredits: Math.min(...terms.map(({ priceCredits }) => priceCredits)),
    leastCostMicroUsd: Math.min(...terms.map(({ costMicroUsd }) => costMicroUsd)),
  };
}
