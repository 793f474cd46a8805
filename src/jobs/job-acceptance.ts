import type { Transaction } from 'kysely';
import { balanceOf, type GuildMember, LedgerConflictError } from '../credits/account.ts';
import { refuseAnotherJob } from '../credits/jobs-under-way.ts';
import { hold } from '../credits/ledger.ts';
import { isExempt } from '../credits/member-allowance.ts';
import type { GuildPolicy } from '../credits/policy.ts';
import { noteSpent } from '../credits/pool-sums.ts';
import { refuseOverPools } from '../credits/pools.ts';
import { refill } from '../credits/refill.ts';
import { isDuplicateKey } from '../database/dialect.ts';
import { insertRow } from '../database/insert-row.ts';
import type { Database, JobRow } from '../database/schema.ts';
import { DuplicateJobError } from '../errors/job-error.ts';
import { Refusal } from '../errors/refusal.ts';
import { noteWaiting, type QueueLimit, refuseFullQueue } from './queue-limit.ts';
import { noteCost, refuseOverSpendLimit } from './spend-limit.ts';

/** What a new job must keep to. */
export interface AcceptRules {
  /** Of the job's guild. */
  readonly policy: GuildPolicy;
  /** Millionths of a US dollar over all guilds in one UTC day; 0 for no limit. */
  readonly spendLimitMicroUsdPerDay: number;
  /** Absent where no queue is to be limited. */
  readonly queue?: QueueLimit;
}

/**
 * Inserts a job and holds its price, in the transaction of both. That the interaction is new is found out first: who is answered already must not be refused. Then what no member can
 * change, what only the member's own patience can, and the credits.
 * @throws {Refusal} of what stands against it; the transaction is to be rolled back
 * @throws {DuplicateJobError} when this interaction was taken before
 * @throws {LedgerConflictError} when it was taken before of another member, or at another price
 */
export async function insertAndHold(
  trx: Transaction<Database>,
  row: JobRow,
  { guildId, memberId, roleIds }: GuildMember,
  { policy, spendLimitMicroUsdPerDay, queue }: AcceptRules,
  now: number,
): Promise<void> {
  const { id: jobId, price_credits: price, expected_cost_micro_usd: costMicroUsd } = row;
  const member = { guildId, memberId, roleIds };
  await insertJob(trx, row);
  await refuseOverSpendLimit(trx, spendLimitMicroUsdPerDay, { costMicroUsd, now });
  await refuseOverPools(trx, { guildId, price, now }, policy);
  await refuseAnotherJob(trx, member, policy, now);
  if (queue) await refuseFullQueue(trx, queue);
  await refill(trx, member, policy, now);
  const neverRunsOut = isExempt(policy, member);
  if (await hold(trx, { jobId, guildId, memberId, amountCredits: price, neverRunsOut }, now)) {
    noteSpent(trx, guildId, price, now);
    noteCost(trx, { costMicroUsd, now });
    noteWaiting(trx);
    return;
  }
  const { availableCredits: available } = await balanceOf(trx, member);
  throw new Refusal('too-few-credits', { price, available });
}

async function insertJob(trx: Transaction<Database>, row: JobRow): Promise<void> {
  try {
    await insertRow(trx, 'job', row);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const stored = await trx.selectFrom('job').selectAll().where('id', '=', row.id).executeTakeFirstOrThrow();
    const names = ['guild_id', 'member_id', 'price_credits'] as const;
    const differing = names.filter((name) => stored[name] !== row[name]);
    if (differing.length === 0) throw new DuplicateJobError(row.id);
    throw new LedgerConflictError(row.id, `it was taken before, with another ${differing.join(' and ')}`);
  }
}
