import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../database/schema.ts';
import { rememberedJobs } from '../polling/duration-history.ts';
import type { DurationKey } from '../polling/learned-durations.ts';
import type { SeenSpan } from '../polling/seen-span.ts';

/** How long a job of a kind took, as far as looks have shown. */
export interface SeenDuration {
  readonly key: DurationKey;
  readonly span: SeenSpan;
}

/** All that is remembered, oldest first. */
export async function readSeenDurations(database: Kysely<Database>): Promise<SeenDuration[]> {
  const rows = await database.selectFrom('seen_duration').selectAll().orderBy('id').execute();
  return rows.map(({ provider, model, duration_seconds, resolution, after_ms, by_ms }) => ({
    key: { provider, model, durationSeconds: duration_seconds, resolution },
    span: { afterMs: after_ms, byMs: by_ms },
  }));
}

/** To be called in the transaction that finishes the job. */
export async function writeSeenDuration(trx: Transaction<Database>, { key, span }: SeenDuration): Promise<void> {
  await trx
    .insertInto('seen_duration')
    .values({ ...columnsOf(key), after_ms: Math.round(span.afterMs), by_ms: Math.round(span.byMs) })
    .execute();
  await keepNewest(trx, key, rememberedJobs);
}

/** Forgets all of a kind but the newest so many. */
export async function keepNewest(database: Kysely<Database>, key: DurationKey, count: number): Promise<void> {
  const kind = columnsOf(key);
  const newestForgotten = await database
    .selectFrom('seen_duration')
    .select('id')
    .where((row) => row.and(kind))
    .orderBy('id', 'desc')
    .limit(1)
    .offset(count)
    .executeTakeFirst();
  if (!newestForgotten) return;
  await database
    .deleteFrom('seen_duration')
    .where((row) => row.and(kind))
    .where('id', '<=', newestForgotten.id)
    .execute();
}

function columnsOf({ provider, model, durationSeconds, resolution }: DurationKey) {
  return { provider, model, duration_seconds: durationSeconds, resolution };
}
