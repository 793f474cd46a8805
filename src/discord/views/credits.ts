import { models } from '../../catalogue/models.ts';
import type { ModelOffer } from '../../catalogue/offer.ts';
import type { AccountOverview } from '../../credits/account-overview.ts';
import type { HistoryEntry, MessagePlace } from '../../credits/credit-records.ts';
import type { Page } from '../../credits/pages.ts';
import { escapeText } from '../../words/plain-text.ts';
import type { Words } from '../../words/words.ts';
import { priceRangeText, signedCredits, timestamp } from './figures.ts';

/** Texts of `/credits`. */

/** What the member has, gets, and can buy with it. */
export function creditsText(
  overview: AccountOverview,
  lastEntries: readonly HistoryEntry[],
  { offers, guildId }: { readonly offers: readonly ModelOffer[]; readonly guildId: string },
  words: Words,
): string {
  return [
    words('credits.title'),
    words('credits.available', { credits: overview.availableCredits }),
    ...(overview.heldCredits > 0 ? [words('credits.held', { credits: overview.heldCredits })] : []),
    ...(overview.isExempt ? [words('credits.exempt')] : []),
    ...allowanceLines(overview, words),
    ...priceLines(offers, words),
    '',
    words(lastEntries.length > 0 ? 'credits.entries' : 'credits.entries.none'),
    ...lastEntries.map((entry) => entryLine(entry, guildId, words)),
  ].join('\n');
}

/** What the member is given regularly, when it comes next, and why so much. */
export function allowanceLines(
  { allowance, why, rolloverCredits, nextRefillAt }: AccountOverview,
  words: Words,
): string[] {
  if (allowance.credits === 0) return [words('credits.refill.none')];
  const { credits, period } = allowance;
  return [
    words(`credits.refill.${period}`, { credits, at: timestamp(nextRefillAt) }),
    ...(why.why === 'tier' ? [words('credits.why.tier', { roleId: why.roleId })] : []),
    ...(why.why === 'override' ? [words('credits.why.override')] : []),
    ...(rolloverCredits > 0 ? [words('credits.rollover', { credits: rolloverCredits })] : []),
  ];
}

function priceLines(offers: readonly ModelOffer[], words: Words): string[] {
  if (offers.length === 0) return [];
  return ['', words('credits.prices'), ...offers.map((offer) => priceLine(offer, words))];
}

function priceLine({ model, durationsSeconds, priceCredits }: ModelOffer, words: Words): string {
  const prices = durationsSeconds.map((seconds) => {
    const price = priceRangeText(priceCredits(seconds), words);
    return words('credits.price.length', { price, seconds });
  });
  const { command, name } = models[model];
  return words('credits.price', { command, model: name, prices: prices.join(', ') });
}

/** A page of what became of the member's credits. */
export function historyText({ rows }: Page<HistoryEntry>, guildId: string, words: Words): string {
  const lines = rows.map((entry) => entryLine(entry, guildId, words));
  return [words('credits.history'), ...(lines.length > 0 ? lines : [words('credits.history.none')])].join('\n');
}

/** Of an admin's reason, characters. */
const reasonMaxLength = 80;

function entryLine({ kind, amountCredits, createdAt, reason, video }: HistoryEntry, guildId: string, words: Words) {
  const amount = signedCredits(amountCredits, words).padStart(6);
  const what = words(`credits.entry.${kind}`);
  const at = timestamp(createdAt);
  if (video) return words('credits.entry.linked', { amount, what, at, url: jumpLink(video, guildId) });
  if (!reason) return words('credits.entry', { amount, what, at });
  return words('credits.entry.why', { amount, what, at, reason: escapeText(reason, reasonMaxLength) });
}

/** Leads to a message, for whoever may see it. */
function jumpLink({ isDirect, channelId, messageId }: MessagePlace, guildId: string): string {
  return `https://discord.com/channels/${isDirect ? '@me' : guildId}/${channelId}/${messageId}`;
}
