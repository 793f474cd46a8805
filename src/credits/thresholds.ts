import type { Kysely } from 'kysely';
import type { Database } from '../database/schema.ts';

/** How far a pool or limit is used up. */
export interface Use {
  readonly what: 'operator-pool' | 'guild-pool' | 'spend-limit';
  /** Null for what concerns all guilds together. */
  readonly guildId: string | null;
  /** Names the period. */
  readonly periodKey: string;
  /** When it is counted anew, milliseconds since the epoch; null: never. */
  readonly resetsAt: number | null;
  /** Credits, or millionths of a US dollar of the spend limit. */
  readonly used: number;
  readonly limit: number;
  /** What the cheapest video takes: where there is no room for it, the limit is reached. */
  readonly step: number;
}

/** A share that was passed for the first time in its period. */
export interface PassedThreshold extends Use {
  readonly percent: 80 | 100;
}

/**
 * What is newly passed of some uses, and writes down that it was told: once for each period and limit, also if the use falls
 * and rises again, and after a restart. Who passes 80 and 100 % in one step is told of 100 alone.
 */
export async function newlyPassed(
  database: Kysely<Database>,
  uses: readonly Use[],
  now: number,
): Promise<PassedThreshold[]> {
  const passed: PassedThreshold[] = [];
  for (const use of uses) {
    const percent = percentPassed(use);
    if (percent !== null && (await claim(database, use, percent, now))) passed.push({ ...use, percent });
  }
  return passed;
}

function percentPassed({ used, limit, step }: Use): 80 | 100 | null {
  // Who lays down that nothing may be spent knows it.
  if (limit <= 0) return null;
  if (used + step > limit) return 100;
  return used >= limit * 0.8 ? 80 : null;
}

/** @returns false when it was told before, or 100 % was */
async function claim(database: Kysely<Database>, use: Use, percent: 80 | 100, now: number): Promise<boolean> {
  const { what, guildId, periodKey, limit } = use;
  const percents = percent === 100 ? [100, 80] : [80];
  return database.transaction().execute(async (trx) => {
    let isNew = false;
    for (const each of percents) {
      const row = { guild_id: guildId ?? '', what, period_key: `${periodKey}/${limit}`, percent: each, passed_at: now };
      const { numInsertedOrUpdatedRows } = await trx
        .insertInto('passed_threshold')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirstOrThrow();
      if (each === percent) isNew = numInsertedOrUpdatedRows !== 0n;
    }
    return isNew;
  });
}
