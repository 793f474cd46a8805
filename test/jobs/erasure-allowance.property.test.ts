import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, it, type TestContext } from 'vitest';
import { auditLedger } from '../../src/credits/ledger-audit.ts';
import { defaultPolicy, type GuildPolicy } from '../../src/credits/policy.ts';
import { Quotas } from '../../src/credits/quotas.ts';
import { openDatabase } from '../../src/database/connection.ts';
import { Refusal } from '../../src/errors/refusal.ts';
import { JobStore } from '../../src/jobs/job-store.ts';
import { MemberErasure } from '../../src/jobs/member-erasure.ts';
import { Retention } from '../../src/jobs/retention.ts';
import { CutOffError, stopAfter } from '../builders/erasure-world.ts';
import { aCandidate, anOrigin, aRequest } from '../builders/jobs.ts';
import { ManualClock } from '../builders/manual-clock.ts';

/**
 * Two members do the same, each in a guild of their own, but that one of them has her data erased now and then. By that she
 * must not get an allowance twice, and must not lose one to come.
 */

const [erased, other] = [
  { memberId: '444444444444444444', guildId: '222222222222222222' },
  { memberId: '444444444444444445', guildId: '222222222222222223' },
] as const;
const both = [erased, other] as const;
type Member = (typeof both)[number];

type Event =
  | { readonly do: 'look' | 'take' | 'deliver' | 'fail' | 'grant' | 'set' | 'reset' | 'erase' | 'retention' }
  | { readonly do: 'cut off'; readonly steps: number }
  | { readonly do: 'pass'; readonly hours: number }
  | { readonly do: 'policy'; readonly policy: Partial<GuildPolicy> };

const deeds = ['look', 'take', 'take', 'deliver', 'deliver', 'fail', 'grant', 'set', 'reset', 'retention'] as const;
const period = fc.constantFrom('day' as const, 'week' as const, 'month' as const);
const timeZone = fc.constantFrom('UTC', 'Pacific/Kiritimati', 'America/Los_Angeles', 'Europe/Berlin');

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom(...deeds).map((deed) => ({ do: deed })) },
  { weight: 4, arbitrary: fc.constant({ do: 'erase' as const }) },
  { weight: 2, arbitrary: fc.nat(9).map((steps) => ({ do: 'cut off' as const, steps })) },
  { weight: 6, arbitrary: fc.integer({ min: -96, max: 400 }).map((hours) => ({ do: 'pass' as const, hours })) },
  {
    weight: 1,
    arbitrary: fc
      .record({ allowance: fc.record({ credits: fc.constantFrom(0, 51, 160), period }), timeZone })
      .map((policy) => ({ do: 'policy' as const, policy })),
  },
);

/** As far as the clock may go back: what is over for so long that no clock comes back to it is forgotten. */
const furthestBackMs = 8 * 86_400_000;

async function openTwins({ onTestFinished }: Pick<TestContext, 'onTestFinished'>) {
  const { database, close } = await openDatabase(':memory:');
  onTestFinished(close);
  const clock = new ManualClock();
  const store = new JobStore(database);
  let policy: GuildPolicy = { ...defaultPolicy({ credits: 160, period: 'week' }), rolloverCredits: 60 };
  const quotas = new Quotas({ database, policyOf: () => policy, clock });
  const erasure = new MemberErasure(database, clock);
  const retention = new Retention({ database, retentionDays: 180, videoDirectory: '/nowhere' });
  const openJobs = new Map<string, string[]>(both.map(({ memberId }) => [memberId, []]));
  const jobsOf = ({ memberId }: Member) => openJobs.get(memberId) ?? [];
  let ids = 1_573_641_915_008_548_864n;
  let latest = clock.now();
  const nextId = () => {
    ids += 1n;
    return String(ids);
  };

  async function end(member: Member, isDelivered: boolean): Promise<void> {
    const jobId = jobsOf(member).shift();
    if (jobId === undefined) return;
    const now = clock.now();
    // The stages between have no say over credits.
    await sql`update job set state = 'delivering' where id = ${jobId}`.execute(database);
    if (isDelivered) await store.delivered(jobId, { messageId: '1', channelId: '3' }, 'channel:file', now);
    else await store.end(jobId, 'failed', 'provider-unavailable', now);
    await store.settle(jobId, now);
  }

  async function act(member: Member, deed: Event['do']): Promise<unknown> {
    const order = { ...member, roleIds: [], actorId: '9', interactionId: nextId(), reason: null };
    switch (deed) {
      case 'take': {
        const origin = anOrigin({ ...member, interactionId: order.interactionId });
        const rules = { policy, spendLimitMicroUsdPerDay: 0 };
        await store.accept(origin, aRequest(), aCandidate(), rules, clock.now());
        return jobsOf(member).push(order.interactionId);
      }
      case 'deliver':
      case 'fail':
        return end(member, deed === 'deliver');
      case 'grant':
        return quotas.grant(order, 40);
      case 'set':
        return quotas.set(order, 100);
      case 'reset':
        return quotas.reset(order);
      default:
        return undefined;
    }
  }

  return {
    database,
    async live(event: Event): Promise<void> {
      clock.set(clock.now() + 1);
      if (event.do === 'pass') clock.set(Math.max(clock.now() + event.hours * 3_600_000, latest - furthestBackMs));
      latest = Math.max(latest, clock.now());
      if (event.do === 'policy') policy = { ...policy, ...event.policy };
      if (event.do === 'retention') await retention.finishErasures().then(() => retention.run(clock.now()));
      // Who looks gets what is due: what is refused afterwards takes it back from nobody.
      for (const { guildId, memberId } of both) await quotas.show({ guildId, memberId, roleIds: [] });
      for (const member of both) await act(member, event.do).catch(ignoreRefusal);
      if (event.do === 'erase') await erasure.erase(erased.memberId).catch(ignoreRefusal);
      if (event.do === 'cut off') await erasure.erase(erased.memberId, stopAfter(event.steps)).catch(ignoreRefusal);
    },
    /** Which periods' allowances a guild's one member ever got, and how much. */
    async allowances({ guildId }: Member): Promise<Map<string, number>> {
      const { rows } = await sql<{ period: string; credits: number; times: number }>`
        select reason as period, sum(amount_credits) as credits, sum(amount_credits != 0) as times from ledger_entry
        where guild_id = ${guildId} and kind = 'allowance' group by reason order by reason`.execute(database);
      for (const { period: name, times } of rows) expect(times, `${name} of ${guildId}`).toBeLessThanOrEqual(1);
      return new Map(rows.map(({ period: name, credits }) => [name, credits]));
    },
  };
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof Refusal || error instanceof CutOffError)) throw error;
}

const runs = 60;

it('whoever erases gets the same allowances as who does not: none twice, none less often', async () => {
  const history = fc.array(event, { minLength: 40, maxLength: 40, size: 'max' });
  await fc.assert(
    fc.asyncProperty(history, async (events) => {
      const endings: (() => unknown)[] = [];
      try {
        const world = await openTwins({ onTestFinished: (end) => void endings.push(end as () => unknown) });
        // What reminds of an old one goes after a while.
        const ever = new Set<string>();
        for (const each of events) {
          await world.live(each);
          const own = await world.allowances(erased);
          for (const [name, credits] of own) {
            ever.add(name);
            expect(credits).toBeLessThanOrEqual(160);
          }
          expect([...ever].toSorted()).toEqual([...(await world.allowances(other)).keys()]);
        }
        expect((await auditLedger(world.database)).findings).toEqual([]);
      } finally {
        for (const end of endings) await end();
      }
    }),
    { numRuns: runs },
  );
}, 120_000);
