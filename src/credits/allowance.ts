/** How often a member's credits are filled up. Periods are those of UTC; a week starts on Monday (ISO 8601). */
export type AllowancePeriod = 'day' | 'week' | 'month';

export interface Allowance {
  readonly credits: number;
  readonly period: AllowancePeriod;
}

/** One period: `key` names it for ever; `end` is the first moment of the next one (milliseconds since the epoch). */
export interface PeriodBounds {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

const dayMs = 86_400_000;

/** The last answer of each: every command asks, and dates are slow to work out. */
const lastBounds: Partial<Record<AllowancePeriod, PeriodBounds>> = {};

/** The period in which a moment lies. */
export function periodAt(period: AllowancePeriod, now: number): PeriodBounds {
  const last = lastBounds[period];
  const bounds = last && now >= last.start && now < last.end ? last : boundsAt(period, now);
  lastBounds[period] = bounds;
  return bounds;
}

function boundsAt(period: AllowancePeriod, now: number): PeriodBounds {
  const date = new Date(now);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  if (period === 'month') return bounds(period, Date.UTC(year, month), Date.UTC(year, month + 1));
  const sinceMonday = (date.getUTCDay() + 6) % 7;
  const start = Date.UTC(year, month, period === 'week' ? day - sinceMonday : day);
  return bounds(period, start, start + (period === 'week' ? 7 * dayMs : dayMs));
}

function bounds(period: AllowancePeriod, start: number, end: number): PeriodBounds {
  return { key: `${period}:${new Date(start).toISOString().slice(0, 10)}`, start, end };
}

/**
 * What a new period adds: it fills what is available up to the allowance. Credits that are left over count towards it, so
 * they do not pile up; credits above it stay.
 *
 * Held credits are not available: a video that was begun in the old period belongs to it, so they count as spent. If its
 * hold is given back afterwards, the member keeps it on top of the allowance: never more than the price of what was under
 * way at the refill, and the next refill counts it as left over.
 * @param availableCredits - balance less holds
 */
export function refillCredits(allowance: Allowance, availableCredits: number): number {
  return Math.max(0, allowance.credits - Math.max(0, availableCredits));
}
