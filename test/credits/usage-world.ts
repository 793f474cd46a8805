import type { Kysely } from 'kysely';
import type { TestContext } from 'vitest';
import { openDatabase } from '../../src/database/connection.ts';
import type { AttemptRow, Database } from '../../src/database/schema.ts';
import { newJobRow } from '../../src/jobs/job-rows.ts';
import { aCandidate, anOrigin, aRequest } from '../builders/jobs.ts';

/** How a job ended, as far as a usage tells of it. */
export interface EndedJob {
  readonly endedAt: number;
  readonly guildId?: string;
  readonly memberId?: string;
  readonly state?: 'delivered' | 'failed' | 'undelivered' | 'cancelled';
  readonly failure?: string;
  /** Spent: 0 for a hold that was voided. */
  readonly credits?: number;
  readonly seconds?: number;
  readonly attempts?: readonly Partial<Pick<AttemptRow, 'model' | 'provider' | 'state' | 'cost_micro_usd'>>[];
}

export async function openUsage({ onTestFinished }: Pick<TestContext, 'onTestFinished'>) {
  const { database, close } = await openDatabase(':memory:');
  onTestFinished(close);
  return { database, add: (...jobs: readonly EndedJob[]) => addJobs(database, jobs) };
}

let lastId = 1_573_641_915_008_548_864n;

async function addJobs(database: Kysely<Database>, jobs: readonly EndedJob[]): Promise<void> {
  await database.transaction().execute(async (trx) => {
    for (const job of jobs) {
      const { endedAt, guildId = 'guild', memberId = 'ann', state = 'delivered', credits = 51, seconds = 60 } = job;
      lastId += 1n;
      const id = String(lastId);
      const account = { guild_id: guildId, member_id: memberId };
      const created_at = endedAt - seconds * 1_000;
      await trx
        .insertInto('account')
        .values({ ...account, balance_credits: 0, held_credits: 0 })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      const row = newJobRow(anOrigin({ interactionId: id, guildId, memberId }), aRequest(), aCandidate(), created_at);
      await trx
        .insertInto('job')
        .values({ ...row, state, failure: job.failure ?? null, ended_at: endedAt, settled_at: endedAt })
        .execute();
      const isSpent = credits > 0 && state === 'delivered';
      await trx
        .insertInto('hold')
        .values({
          ...account,
          job_id: id,
          amount_credits: credits || 51,
          state: isSpent ? 'posted' : 'voided',
          reason: null,
          created_at,
          resolved_at: endedAt,
        })
        .execute();
      for (const [index, attempt] of (job.attempts ?? [{}]).entries()) {
        await trx
          .insertInto('attempt')
          .values({
            job_id: id,
            n: index + 1,
            provider: 'segmind',
            model: 'ray-flash-2',
            slug: 'slug',
            state: 'finished',
            request_id: null,
            input: null,
            started_at: created_at,
            submitted_at: created_at,
            ended_at: endedAt,
            cost_micro_usd: null,
            metrics: null,
            detail: null,
            ...attempt,
          })
          .execute();
      }
    }
  });
}
