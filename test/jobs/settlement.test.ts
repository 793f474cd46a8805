import { beforeEach, describe, expect, it } from 'vitest';
import { PostingError, type PostingProblem } from '../../src/errors/posting-error.ts';
import type { Job, JobState } from '../../src/jobs/job.ts';
import type { Rung } from '../../src/jobs/poster.ts';
import { type JobWorld, startJobWorld } from '../builders/job-world.ts';

let world: JobWorld;
beforeEach(async (context) => {
  world = await startJobWorld(context);
});

const failing = (problem: PostingProblem) => () => {
  throw new PostingError(problem, 'x');
};

async function endedBy(rung: Rung): Promise<Job> {
  const { id, channelId } = await world.jobIn('delivering');
  await world.store.delivered(id, { messageId: '6', channelId }, rung, world.clock.now());
  return world.store.get(id);
}

describe('after a delivery', () => {
  it.for(['channel:file', 'channel:link', 'channel:found', 'dm:file'] as const)('by %s the card goes', async (rung) => {
    const job = await endedBy(rung);
    expect(await world.settlement.settle(job)).toBeNull();
    expect(world.poster.removed).toEqual([job.id]);
    expect(await world.store.get(job.id)).toMatchObject({ settledAt: world.clock.now(), interactionToken: null });
  });

  it.for(['response:file', 'response:link', 'response:found'] as const)('by %s nothing goes', async (rung) => {
    expect(await world.settlement.settle(await endedBy(rung))).toBeNull();
    expect(world.poster.removed).toEqual([]);
  });
});

it.for(['failed', 'cancelled', 'undelivered'] satisfies JobState[])('a job that ended %s is told', async (state) => {
  const job = await world.jobIn(state);
  expect(await world.settlement.settle(job)).toBeNull();
  expect(world.poster.failures.map(({ id }) => id)).toEqual([job.id]);
  expect((await world.store.get(job.id)).settledAt).not.toBeNull();
});

describe('where the requester cannot be told', () => {
  it('now, it is tried again for a quarter of an hour', async () => {
    const job = await world.jobIn('failed');
    world.poster.onFailure = failing('transient');
    let tries = 0;
    for (let wait = await world.settlement.settle(job); wait !== null; wait = await world.settlement.settle(job)) {
      expect((await world.store.get(job.id)).settledAt).toBeNull();
      await world.clock.advance(wait);
      tries += 1;
    }
    expect(tries).toBe(90);
    expect((await world.store.get(job.id)).settledAt).not.toBeNull();
  });

  it.for(['gone', 'no-access', 'content-refused'] as const)('at all (%s), it is left', async (problem) => {
    const failed = await world.jobIn('failed');
    world.poster.onFailure = failing(problem);
    expect(await world.settlement.settle(failed)).toBeNull();
    expect((await world.store.get(failed.id)).settledAt).not.toBeNull();
  });

  it('and a card cannot be removed now, it is tried again', async () => {
    const job = await endedBy('channel:file');
    world.poster.onRemove = failing('transient');
    expect(await world.settlement.settle(job)).toBe(10_000);
    world.poster.onRemove = () => {};
    expect(await world.settlement.settle(job)).toBeNull();
    expect(world.poster.removed).toEqual([job.id]);
  });
});
