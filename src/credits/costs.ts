import type { Kysely } from 'kysely';
import type { Database } from '../database/schema.ts';
import { endedIn, type GuildScope, slicesOf } from './ended-jobs.ts';
import type { Span } from './local-days.ts';

/** What a provider charged the operator. */
export interface ProviderCosts {
  readonly provider: string;
  /** Millionths of a US dollar. */
  readonly costMicroUsd: number;
  /** Attempts that it took, with or without a bill. */
  readonly attempts: number;
  /** Videos that it made without naming a cost: the sum is too low by theirs. */
  readonly videosWithoutCost: number;
}

/**
 * The operator's real costs by provider, the dearest first. Attempts count when their job ends; so costs stand beside the
 * credits of the same jobs.
 * @param guildId - null: of all guilds
 */
export async function costsOf(database: Kysely<Database>, guildId: GuildScope, span: Span): Promise<ProviderCosts[]> {
  const costs = new Map<string, ProviderCosts>();
  for await (const slice of slicesOf(database, guildId, span)) {
    for (const row of await costsIn(database, guildId, slice)) {
      const before = costs.get(row.provider);
      costs.set(row.provider, {
        provider: row.provider,
        costMicroUsd: (before?.costMicroUsd ?? 0) + Number(row.cost ?? 0),
        attempts: (before?.attempts ?? 0) + Number(row.attempts),
        videosWithoutCost: (before?.videosWithoutCost ?? 0) + Number(row.without_cost ?? 0),
      });
    }
  }
  return [...costs.values()].sort((a, b) => b.costMicroUsd - a.costMicroUsd || (a.provider < b.provider ? -1 : 1));
}

function costsIn(database: Kysely<Database>, guildId: GuildScope, slice: Span) {
  return database
    .selectFrom('job')
    .innerJoin('attempt', 'attempt.job_id', 'job.id')
    .where(endedIn(guildId, slice))
    .where('attempt.state', '!=', 'refused')
    .groupBy('attempt.provider')
    .select(({ fn, eb }) => [
      'attempt.provider',
      fn.countAll().as('attempts'),
      fn.sum('attempt.cost_micro_usd').as('cost'),
      fn
        .sum(
          eb
            .case()
            .when(eb.and([eb('attempt.state', '=', 'finished'), eb('attempt.cost_micro_usd', 'is', null)]))
            .then(1)
            .else(0)
            .end(),
        )
        .as('without_cost'),
    ])
    .execute();
}
