import { beforeEach, describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../src/credits/policy.ts';
import { aFailure, FakeProvider, finishedStatus, runningStatus } from '../builders/fake-provider.ts';
import { type JobWorld, startJobWorld } from '../builders/job-world.ts';
import { anOrigin } from '../builders/jobs.ts';
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
