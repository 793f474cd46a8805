import type { KyselyPlugin } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { defaultPolicy, type GuildPolicy } from '../../src/credits/policy.ts';
import type { AcceptRules } from '../../src/jobs/job-acceptance.ts';
import { JobStore } from '../../src/jobs/job-store.ts';
import { aFailure, FakeProvider, finishedStatus, runningStatus } from '../builders/fake-provider.ts';
import { type JobWorld, startJobWorld } from '../builders/job-world.ts';
import { aCandidate, anInput, anOrigin, aRequest } from '../builders/jobs.ts';
import { until } from '../builders/manual-clock.ts';

const segmindCost = 375_000;
const apiframeCost = 510_000;
const bill = (costMicroUsd: number | null) => ({ costMicroUsd, metrics: {} });

let world: JobWorld;
let segmind: FakeProvider;
let apiframe: FakeProvider;

beforeEach(async (context) => {
  segmind = new FakeProvider('segmind');
  apiframe = new FakeProvider('apiframe');
  world = await startJobWorld(context, [segmind, apiframe]);
});

const id = anOrigin().interactionId;
const counted = async () => {
  const row = await world.database
    .selectFrom('job')
    .select('expected_cost_micro_usd as cost')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return row.cost;
};

/** Whether one more video, of which the dearest costs $0.51, is still within a limit. */
async function hasRoom(limitMicroUsd: number): Promise<boolean> {
  const policy = defaultPolicy({ credits: 10_000, period: 'week' });
  const rules = { policy, spendLimitMicroUsdPerDay: limitMicroUsd };
  const { generations } = world.newProcess([segmind, apiframe], rules);
  const origin = anOrigin({ interactionId: '1573641915008548999', memberId: '777777777777777777' });
  const { request } = await world.store.get(id);
  return generations.rehearse(origin, request).then(
    () => true,
    () => false,
  );
}

describe('towards the limit of a day a video counts', () => {
  it('with its dearest provider for as long as that one may still make it: a change cannot break the limit', async () => {
    segmind.onStatus = () => runningStatus;
    await world.jobIn('preparing');
    await world.startRunner(world.runner);
    await until(async () => (await world.store.get(id)).state === 'submitted');
    expect(await counted()).toBe(apiframeCost);
    expect(await hasRoom(2 * apiframeCost - 1)).toBe(false);
    expect(await hasRoom(2 * apiframeCost)).toBe(true);
  });

  it('with what its provider asks today, where that is more', async () => {
    segmind.onStatus = () => runningStatus;
    await world.jobIn('preparing');
    world.costs.set('segmind', new Map([['ray-flash-2-720p', { 5: 900_000 }]]));
    await world.startRunner(world.runner);
    await until(async () => (await world.store.get(id)).state === 'submitted');
    expect(await counted()).toBe(900_000);
  });

  it.for([
    ['with its bill', segmindCost, segmindCost],
    ['with a bill that is higher than was thought', 600_000, 600_000],
    ['as before, where there is no bill', null, apiframeCost],
    ['as before, where the bill is of nothing', 0, apiframeCost],
  ] as const)('once it is made, %s', async ([, billed, cost]) => {
    segmind.onStatus = () => ({ ...finishedStatus, bill: bill(billed) });
    await world.jobIn('preparing');
    await world.leadToEnd(id);
    expect(await counted()).toBe(cost);
  });

  it.for([
    [true, 51_000, true],
    [false, 0, false],
    [false, null, false],
  ] as const)('when it has failed (billed: %s, cost: %s): %s', async ([billed, cost, counts]) => {
    segmind.onStatus = () => aFailure({ kind: 'moderation', billed, bill: bill(cost) });
    await world.jobIn('preparing');
    await world.leadToEnd(id);
    expect((await world.store.get(id)).state).toBe('failed');
    expect(await hasRoom(apiframeCost)).toBe(!counts);
  });
});

it('a clock that was a year ahead takes nothing from the days until then', async () => {
  const year = 365 * 86_400_000;
  const now = world.clock.now();
  const rules = { policy: defaultPolicy({ credits: 10_000, period: 'week' }), spendLimitMicroUsdPerDay: segmindCost };
  const accept = (interactionId: string, when: number) =>
    world.store.accept(anOrigin({ interactionId }), aRequest(), aCandidate(), rules, when);
  await accept('3001', now + year);
  await accept('3002', now);
  await expect(accept('3003', now)).rejects.toMatchObject({ code: 'spend-limit-reached' });
  await expect(accept('3004', now + year)).rejects.toMatchObject({ code: 'spend-limit-reached' });
});

describe('of a hundred in the same instant', () => {
  const rules = (spendLimitMicroUsdPerDay: number, changes: Partial<GuildPolicy> = {}) => ({
    policy: { ...defaultPolicy({ credits: 10_000, period: 'week' }), ...changes },
    spendLimitMicroUsdPerDay,
  });

  /** A hundred of ten members, each of whom a video of $0.375. @returns how many are taken */
  async function acceptHundred(store: JobStore, acceptRules: AcceptRules): Promise<number> {
    const taken = await Promise.allSettled(
      Array.from({ length: 100 }, (_, n) => {
        const origin = anOrigin({ interactionId: `${2_000 + n}`, memberId: `${n % 10}` });
        return store.accept(origin, aRequest(), aCandidate(), acceptRules, world.clock.now());
      }),
    );
    return taken.filter(({ status }) => status === 'fulfilled').length;
  }

  it('no more are taken than the limit pays for', async () => {
    expect(await acceptHundred(world.store, rules(7 * segmindCost + 1))).toBe(7);
    expect(await world.database.selectFrom('job').selectAll().execute()).toHaveLength(7);
  });

  it('those that are refused for something else spend nothing of it', async () => {
    expect(await acceptHundred(world.store, rules(10 * segmindCost, { maxJobsPerMember: 1 }))).toBe(10);
  });

  it('the jobs of the day are added up once, not a hundred times', async () => {
    let sums = 0;
    const counting: KyselyPlugin = {
      transformQuery({ node }) {
        if (node.kind === 'SelectQueryNode' && JSON.stringify(node).includes('expected_cost_micro_usd')) sums += 1;
        return node;
      },
      transformResult: async ({ result }) => result,
    };
    expect(await acceptHundred(new JobStore(world.database.withPlugin(counting)), rules(1_000_000_000))).toBe(100);
    expect(sums).toBe(1);
  });

  it('another day has its own sum', async () => {
    const { store } = world;
    const midnight = Date.UTC(2026, 10, 24);
    const accept = (interactionId: string, now: number) =>
      store.accept(anOrigin({ interactionId }), aRequest(), aCandidate(), rules(segmindCost), now);
    const taken = await Promise.allSettled([
      accept('3001', midnight - 1),
      accept('3002', midnight),
      accept('3003', midnight - 1),
      accept('3004', midnight),
    ]);
    expect(taken.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
  });

  it('what a provider asks more for in that instant counts at once', async () => {
    const { store, clock } = world;
    await world.jobIn('preparing');
    const job = await store.get(id);
    const accept = (interactionId: string) =>
      store.accept(
        anOrigin({ interactionId }),
        aRequest(),
        aCandidate(),
        rules(apiframeCost + 3 * segmindCost),
        clock.now(),
      );
    const dearer = { ...aCandidate(), terms: { ...aCandidate().terms, costMicroUsd: 2 * apiframeCost } };
    const taken = await Promise.allSettled([
      accept('3001'),
      store.startAttempt(dearer, anInput(job), clock.now()),
      accept('3002'),
      accept('3003'),
    ]);
    expect(taken.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
  });
});
