import { type Kysely, sql } from 'kysely';
import { prepared } from '../database/prepared.ts';
import type { Database } from '../database/schema.ts';
import { Refusal } from '../errors/refusal.ts';
import type { Write } from './account.ts';
import { type Period, periodAt } from './periods.ts';
import type { GuildPolicy } from './policy.ts';
import { type PoolSpan, spentWithin } from './pool-sums.ts';

/** Credits that a guild's members may spend together in each period. */
export interface Pool {
  readonly credits: number;
  /** Null: for ever, all that was ever spent counts. */
  readonly period: Period | null;
}

/**
 * The span of a pool at a moment.
 * @param timeZone - of the pool's calendar: the guild's for what its admins lay down, UTC for what the operator does, as no
 *   guild may move the bounds of that
 */
export function poolSpan({ period }: Pool, now: number, timeZone = 'UTC'): PoolSpan {
  return period === null ? { key: 'total', start: 0, end: null } : periodAt(period, now, timeZone);
}

/** What a guild's admins have given to members in a span, credits. What they took does not count. */
export async function givenIn(database: Kysely<Database>, guildId: string, span: PoolSpan): Promise<number> {
  const { rows } = await sql<{ credits: number }>`
    select coalesce(sum(amount_credits), 0) as credits from ledger_entry
    where guild_id = ${guildId} and kind in ('grant', 'set', 'reset') and amount_credits > 0
      and created_at >= ${span.start} and created_at < ${span.end ?? Number.MAX_SAFE_INTEGER}`.execute(database);
  return Number(rows[0]?.credits ?? 0);
}

const budgetOf = prepared<[guildId: string], Pool>(
  (guildId) => sql`select credits, period from guild_budget where guild_id = ${guildId}`,
);

/** The operator's pool for a guild; null where there is none. */
export async function operatorPool(database: Kysely<Database>, guildId: string): Promise<Pool | null> {
  const { rows } = await budgetOf(database, guildId);
  return rows[0] ?? null;
}

export interface Spending {
  readonly guildId: string;
  readonly price: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Refuses what the operator's pool or that of the guild cannot pay. To be called in the transaction that makes the hold, which
 * is told to `noteSpent`.
 * @throws {Refusal} `operator-pool-spent`, `operator-pool-used-up` or `guild-pool-spent`
 */
export async function refuseOverPools(trx: Write, spending: Spending, policy: GuildPolicy): Promise<void> {
  const { guildId, price, now } = spending;
  const pool = await operatorPool(trx, guildId);
  if (pool) {
    const span = poolSpan(pool, now);
    const left = pool.credits - (await spentWithin(trx, guildId, span));
    if (left < price && span.end === null) throw new Refusal('operator-pool-used-up', { price, left: atLeast0(left) });
    if (left < price)
      throw new Refusal('operator-pool-spent', { price, left: atLeast0(left), resetsAt: seconds(span) });
  }
  if (!policy.pool) return;
  const span = poolSpan(policy.pool, now, policy.timeZone);
  const left = policy.pool.credits - (await spentWithin(trx, guildId, span));
  if (left < price) throw new Refusal('guild-pool-spent', { price, left: atLeast0(left), resetsAt: seconds(span) });
}

/**
 * Refuses credits that admins may not give any more: all together no more than the operator's pool has for its period.
 * To be called in the transaction that gives them.
 * @throws {Refusal} `grants-over-pool` or `grants-over-total-pool`
 */
export async function refuseGrantOverPool(trx: Write, guildId: string, credits: number, now: number): Promise<void> {
  const pool = await operatorPool(trx, guildId);
  if (!pool) return;
  const span = poolSpan(pool, now);
  const rest = pool.credits - (await givenIn(trx, guildId, span));
  if (credits <= rest) return;
  const left = atLeast0(rest);
  if (span.end === null) throw new Refusal('grants-over-total-pool', { asked: credits, pool: pool.credits, left });
  throw new Refusal('grants-over-pool', { asked: credits, pool: pool.credits, left, resetsAt: seconds(span) });
}

/** A pool may have been made smaller than what was spent of it. */
function atLeast0(credits: number): number {
  return Math.max(0, credits);
}

/** A span's end as Discord's timestamps want it. */
function seconds({ end }: PoolSpan): number {
  return Math.ceil((end ?? 0) / 1000);
}
