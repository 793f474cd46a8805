import type { Kysely } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/schema.ts';
import { mostCredits } from './amount.ts';
import { writeAudit } from './audit-trail.ts';
import type { GuildPolicy } from './policy.ts';
import { spentIn } from './pool-sums.ts';
import { givenIn, operatorPool, type Pool, poolSpan } from './pools.ts';
import type { Use } from './thresholds.ts';

/** The most that the operator's pool can be set to: a guild of many members needs more than one entry can move. */
export const mostPoolCredits = 1_000 * mostCredits;

/** Who lays something down for a guild, and why. */
export interface OperatorOrder {
  readonly guildId: string;
  readonly actorId: string;
  readonly reason: string | null;
}

/** How a pool stands. */
export interface PoolUse {
  readonly pool: Pool;
  /** Spent or held in this period, credits. */
  readonly spentCredits: number;
  /** When it is counted anew, milliseconds since the epoch; null: never. */
  readonly resetsAt: number | null;
}

/** How the operator's pool stands. */
export interface BudgetUse extends PoolUse {
  readonly guildId: string;
  /** Given to members by the guild's admins in this period, beside their allowances. */
  readonly givenCredits: number;
}

/** What guilds may spend of the operator's money. The pools themselves hold in the transaction of each hold. */
export class Budgets {
  readonly #database: Kysely<Database>;
  readonly #clock: Clock;

  constructor(database: Kysely<Database>, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /**
   * Lays down a guild's pool, or that it has none.
   * @param pool - whole credits from 0 to `mostPoolCredits`; null: no pool
   */
  async setPool({ guildId, actorId, reason }: OperatorOrder, pool: Pool | null): Promise<void> {
    if (pool) checkPool(pool);
    const now = this.#clock.now();
    await this.#database.transaction().execute(async (trx) => {
      const before = await operatorPool(trx, guildId);
      await trx.deleteFrom('guild_budget').where('guild_id', '=', guildId).execute();
      if (pool) {
        const { credits, period } = pool;
        const row = { guild_id: guildId, credits, period, actor_id: actorId, changed_at: now };
        await trx.insertInto('guild_budget').values(row).execute();
      }
      await writeAudit(trx, { guildId, actorId, action: 'operator-pool', before, after: pool, reason }, now);
    });
  }

  /** How a guild's pool stands; null where the operator has laid down none. */
  async useOf(guildId: string): Promise<BudgetUse | null> {
    const pool = await operatorPool(this.#database, guildId);
    if (!pool) return null;
    const span = poolSpan(pool, this.#clock.now());
    const spentCredits = await spentIn(this.#database, guildId, span);
    const givenCredits = await givenIn(this.#database, guildId, span);
    return { guildId, pool, spentCredits, givenCredits, resetsAt: span.end };
  }

  /** How the pool stands that a guild's own admins have laid down; null where there is none. */
  async useOfGuildPool(guildId: string, { pool, timeZone }: GuildPolicy): Promise<PoolUse | null> {
    if (!pool) return null;
    const span = poolSpan(pool, this.#clock.now(), timeZone);
    return { pool, spentCredits: await spentIn(this.#database, guildId, span), resetsAt: span.end };
  }

  /** Guilds that have a pool of the operator's, by id. */
  async guildsWithPool(): Promise<string[]> {
    const rows = await this.#database.selectFrom('guild_budget').select('guild_id').orderBy('guild_id').execute();
    return rows.map(({ guild_id }) => guild_id);
  }

  /**
   * How far both pools of a guild are used up, for the notices about it.
   * @param step - credits of the cheapest video
   */
  async uses(guildId: string, policy: GuildPolicy, step: number): Promise<Use[]> {
    const now = this.#clock.now();
    const operator = await operatorPool(this.#database, guildId);
    const pools = [
      operator && { what: 'operator-pool' as const, pool: operator, timeZone: 'UTC' },
      policy.pool && { what: 'guild-pool' as const, pool: policy.pool, timeZone: policy.timeZone },
    ];
    const uses: Use[] = [];
    for (const each of pools) {
      if (!each) continue;
      const { key: periodKey, start, end: resetsAt } = poolSpan(each.pool, now, each.timeZone);
      const used = await spentIn(this.#database, guildId, { key: periodKey, start, end: resetsAt });
      uses.push({ what: each.what, guildId, periodKey, resetsAt, used, limit: each.pool.credits, step });
    }
    return uses;
  }
}

function checkPool({ credits }: Pool): void {
  if (Number.isInteger(credits) && credits >= 0 && credits <= mostPoolCredits) return;
  throw new RangeError(`${credits} is no number of credits from 0 to ${mostPoolCredits}`);
}
