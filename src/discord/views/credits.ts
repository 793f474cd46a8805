import type { WalletOverview } from '../../credits/wallet.ts';
import type { LedgerEntryRow } from '../../database/schema.ts';
import type { Words } from '../../words/words.ts';

/** What `/credits` says. */
export function creditsText(overview: WalletOverview, words: Words): string {
  const { allowance, entries } = overview;
  const refill = allowance.credits > 0 ? (`credits.refill.${allowance.period}` as const) : 'credits.refill.none';
  return [
    words('credits.title'),
    words('credits.available', { credits: overview.availableCredits }),
    ...(overview.heldCredits > 0 ? [words('credits.held', { credits: overview.heldCredits })] : []),
    words(refill, { credits: allowance.credits, at: Math.round(overview.nextRefillAt / 1000) }),
    '',
    words(entries.length > 0 ? 'credits.entries' : 'credits.entries.none'),
    ...entries.map((entry) => entryLine(entry, words)),
  ].join('\n');
}

function entryLine(entry: LedgerEntryRow, words: Words): string {
  const amount = `${entry.amount_credits > 0 ? '+' : '−'}${Math.abs(entry.amount_credits)}`;
  const at = Math.round(entry.created_at / 1000);
  return words('credits.entry', { amount: amount.padStart(5), what: words(`credits.entry.${entry.kind}`), at });
}
