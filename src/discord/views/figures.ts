import type { PriceRange } from '../../catalogue/offer.ts';
import type { Period } from '../../credits/periods.ts';
import type { Words } from '../../words/words.ts';

/** Numbers and times that several texts share. */

/** A moment as Discord's timestamps want it: seconds. */
export function timestamp(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}

/** `+1,200` or `−51`. */
export function signedCredits(amountCredits: number, words: Words): string {
  const credits = Math.abs(amountCredits);
  return amountCredits < 0 ? words('amount.minus', { credits }) : words('amount.plus', { credits });
}

/** `300 a week`; `no limit` where there is none. */
export function perPeriod(amount: { readonly credits: number; readonly period: Period } | null, words: Words): string {
  if (!amount) return words('quota.per.none');
  return words(`quota.per.${amount.period}`, { credits: amount.credits });
}

/** `51`, or `51 to 60` where services differ. */
export function priceRangeText({ min, max }: PriceRange, words: Words): string {
  return min === max ? words('price.same', { min }) : words('price.range', { min, max });
}
