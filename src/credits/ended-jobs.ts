import { setImmediate } from 'node:timers/promises';
import { type ExpressionBuilder, type Kysely, sql } from 'kysely';
import type { Database } from '../database/schema.ts';
import type { Span } from './local-days.ts';

/** Whose jobs: one guild's, or all there are. */
export type GuildScope = string | null;

/**
 * Jobs that are counted in one turn. SQLite answers on the event loop, so a long time is read piece by piece: a hundred
 * thousand jobs in one statement would hold it for a quarter of a second.
 */
const jobsPerSlice = 500;

/** Cuts a span into pieces with few jobs each; between two of them everything else has its turn. */
export async function* slicesOf(database: Kysely<Database>, guildId: GuildScope, span: Span): AsyncGenerator<Span> {
  for (let { from } = span; from < span.until; ) {
    await setImmediate();
    const next = await database
      .selectFrom('job')
      .select('ended_at')
      .where(endedIn(guildId, { from, until: span.until }))
      .orderBy('ended_at')
      .limit(1)
      .offset(jobsPerSlice)
      .executeTakeFirst();
    // Those that ended in one and the same millisecond cannot be parted.
    const until = next ? Math.max(Number(next.ended_at), from + 1) : span.until;
    yield { from, until };
    from = until;
  }
}

/** The condition «ended in this span», in the words of the index that finds such jobs. */
export function endedIn(guildId: GuildScope, { from, until }: Span) {
  return (job: ExpressionBuilder<Database, 'job'>) =>
    job.and([
      ...(guildId === null ? [] : [job('job.guild_id', '=', guildId)]),
      job('job.ended_at', '>=', from),
      job('job.ended_at', '<', until),
    ]);
}

/** Whole seconds from the command to the end. */
export const durationSeconds = sql<number>`(job.ended_at - job.created_at) / 1000`;
