import { beforeEach, describe, expect, it } from 'vitest';
import type { JobState } from '../../src/jobs/job.ts';
import { countOpenJobs, longestWaitingSince } from '../../src/jobs/job-counts.ts';
import { type JobWorld, startJobWorld } from '../builders/job-world.ts';

let world: JobWorld;
let n: number;
beforeEach(async (context) => {
  world = await startJobWorld(context);
  n = 0;
});

async function add(state: JobState): Promise<string> {
  n += 1;
  const origin = { interactionId: `15736419150085488${n + 10}`, memberId: `member-${n}` };
  return (await world.jobIn(state, { origin })).id;
}

describe('the jobs that are open', () => {
  it('are counted by state; what has ended is not, told or not', async () => {
    expect(await countOpenJobs(world.database)).toEqual({});
    for (const state of ['accepted', 'preparing', 'preparing', 'submitted', 'delivering'] as const) await add(state);
    for (const state of ['failed', 'delivered', 'cancelled', 'undelivered'] as const) await add(state);
    await world.store.settle(await add('delivered'), world.clock.now());
    expect(await countOpenJobs(world.database)).toEqual({ accepted: 1, preparing: 2, submitted: 1, delivering: 1 });
  });
});

describe('the job that waits longest for a provider', () => {
  it('is the oldest that is not submitted', async () => {
    expect(await longestWaitingSince(world.database)).toBeNull();
    await add('submitted');
    await world.clock.advance(1_000);
    const since = world.clock.now();
    const oldest = await add('preparing');
    await world.clock.advance(1_000);
    await add('preparing');
    expect(await longestWaitingSince(world.database)).toBe(since);
    await world.store.end(oldest, 'failed', 'provider-unavailable', world.clock.now());
    expect(await longestWaitingSince(world.database)).toBe(since + 1_000);
  });
});
