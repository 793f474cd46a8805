import type { TestContext } from 'vitest';
import { type AccountKey, balanceOf } from '../../src/credits/account.ts';
import { auditOf } from '../../src/credits/audit-trail.ts';
import { Budgets } from '../../src/credits/budgets.ts';
import { entriesOf } from '../../src/credits/entries.ts';
import { defaultPolicy, type GuildPolicy } from '../../src/credits/policy.ts';
import { type QuotaOrder, Quotas } from '../../src/credits/quotas.ts';
import { Wallet } from '../../src/credits/wallet.ts';
import { openDatabase } from '../../src/database/connection.ts';
import type { JobFailure, Origin } from '../../src/jobs/job.ts';
import { JobStore } from '../../src/jobs/job-store.ts';
import { aCandidate, anOrigin, aRequest } from './jobs.ts';
import { ManualClock } from './manual-clock.ts';

/** A Monday, noon in UTC. */
export const noon = Date.UTC(2026, 10, 23, 12);
export const dayMs = 86_400_000;

export const guildId = '222222222222222222';
export const ann: AccountKey = { guildId, memberId: '400000000000000001' };
export const ben: AccountKey = { guildId, memberId: '400000000000000002' };
export const admin = '900000000000000001';

export type CreditWorld = Awaited<ReturnType<typeof startCreditWorld>>;

/** The accounts of a guild on the real store, under a policy that a test may change at any time; videos cost 51 credits. */
export async function startCreditWorld({ onTestFinished }: Pick<TestContext, 'onTestFinished'>) {
  const { database, close } = await openDatabase(':memory:');
  onTestFinished(close);
  const clock = new ManualClock(noon);
  const usual = defaultPolicy({ credits: 300, period: 'week' });
  let policy: GuildPolicy = usual;
  const policyOf = () => policy;
  const store = new JobStore(database);
  let lastId = 1_573_641_915_008_548_864n;
  const nextId = () => {
    lastId += 1n;
    return String(lastId);
  };
  return {
    database,
    clock,
    store,
    policyOf,
    quotas: new Quotas({ database, policyOf, clock }),
    wallet: new Wallet({ database, policyOf, clock }),
    budgets: new Budgets(database, clock),
    nextId,
    /** Lays down some settings; the others are as usual. */
    lay: (changes: Partial<GuildPolicy>) => {
      policy = { ...usual, ...changes };
    },
    /** Takes a job of 51 credits. @returns its id */
    async accept(
      account: AccountKey = ann,
      changes: Partial<Origin> = {},
      spendLimitMicroUsdPerDay = 0,
    ): Promise<string> {
      const origin = anOrigin({ interactionId: nextId(), ...account, ...changes });
      const request = aRequest();
      const rules = { policy, spendLimitMicroUsdPerDay };
      return (await store.accept(origin, request, aCandidate(request), rules, clock.now())).id;
    },
    /** Ends a job without a video. */
    fail: (jobId: string, failure: JobFailure = 'provider-unavailable') =>
      store.end(jobId, 'failed', failure, clock.now()),
    order: (changes: Partial<QuotaOrder> = {}): QuotaOrder => ({
      ...ann,
      ...{ roleIds: [], actorId: admin, interactionId: nextId(), reason: 'a contest' },
      ...changes,
    }),
    /** Balance, held, available. */
    async figures(account: AccountKey = ann): Promise<number[]> {
      const { balanceCredits, heldCredits, availableCredits } = await balanceOf(database, account);
      return [balanceCredits, heldCredits, availableCredits];
    },
    /** Oldest first, in one line each: `grant 20`. */
    async entries(account: AccountKey = ann): Promise<string[]> {
      const entries = await entriesOf(database, account, { limit: 100 });
      return entries.map(({ kind, amount_credits }) => `${kind} ${amount_credits}`).reverse();
    },
    /** Newest first. */
    audit: (guild = guildId) => auditOf(database, guild, { limit: 100 }),
  };
}
