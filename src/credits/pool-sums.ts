import { type Kysely, sql } from 'kysely';
import { prepared } from '../database/prepared.ts';
import type { Database } from '../database/schema.ts';
import type { Write } from './account.ts';
import type { PeriodBounds } from './periods.ts';

/** The time that a pool counts. */
export type PoolSpan = Omit<PeriodBounds, 'end'> & {
  /** Null: without an end. */
  readonly end: number | null;
};

// The state is written as the index has it: only so SQLite sees that it can be used.
const sumOfHolds = prepared<[guildId: string, start: number, end: number], { credits: number }>(
  (guildId, start, end) => sql`
    select coalesce(sum(amount_credits), 0) as credits from hold
    where guild_id = ${guildId} and state != 'voided' and created_at >= ${start} and created_at < ${end}`,
);

/** What a guild's members have spent or hold of a span, credits. What was given back does not count. */
export async function spentIn(database: Kysely<Database>, guildId: string, span: PoolSpan): Promise<number> {
  const { rows } = await sumOfHolds(database, guildId, span.start, span.end ?? Number.MAX_SAFE_INTEGER);
  return Number(rows[0]?.credits ?? 0);
}

interface KnownSum {
  readonly guildId: string;
  readonly span: PoolSpan;
  spentCredits: number;
}

/**
 * Sums of the transaction under way. A hundred commands in the same instant share one, and adding up thousands of holds
 * for each of them would stop everything else for a while. Such a sum is never too low: holds are added to it, and what is
 * given back in the same transaction counts from the next one on, as if it had come a moment later.
 */
const knownSums = new WeakMap<Write, KnownSum[]>();

/** The same within a transaction whose holds are all told to `noteSpent`. */
export async function spentWithin(trx: Write, guildId: string, span: PoolSpan): Promise<number> {
  const sums = knownSums.get(trx) ?? [];
  knownSums.set(trx, sums);
  const known = sums.find((sum) => sum.guildId === guildId && sum.span.key === span.key);
  if (known) return known.spentCredits;
  const spentCredits = await spentIn(trx, guildId, span);
  sums.push({ guildId, span, spentCredits });
  return spentCredits;
}

/** A hold was made. */
export function noteSpent(trx: Write, guildId: string, credits: number, now: number): void {
  for (const sum of knownSums.get(trx) ?? []) {
    const { start, end } = sum.span;
    if (sum.guildId === guildId && now >= start && now < (end ?? Number.POSITIVE_INFINITY)) sum.spentCredits += credits;
  }
}
