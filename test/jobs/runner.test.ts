import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { ProviderError } from '../../src/errors/provider-error.ts';
import type { JobState } from '../../src/jobs/job.ts';
import { aFailure } from '../builders/fake-provider.ts';
import { type JobWorld, startJobWorld } from '../builders/job-world.ts';
import { anOrigin, aRequest } from '../builders/jobs.ts';
import { settled, until } from '../builders/manual-clock.ts';

let world: JobWorld;
beforeEach(async (context) => {
  world = await startJobWorld(context);
  context.onTestFinished(() => world.runner.stop(1_000));
});

const id = anOrigin().interactionId;
const minuteMs = 60_000;

async function start(): Promise<void> {
  await world.runner.recover();
  world.runner.start();
}

/** Lets time pass until a job is settled; in steps, as files take real time too. */
async function settledJob(jobId = id): Promise<void> {
  await until(async () => {
    await world.clock.advance(1_000);
    return (await world.store.get(jobId)).settledAt !== null;
  });
}

describe('a job', () => {
  it('is led from its acknowledgement to its end', async () => {
    await start();
    const { id: jobId } = await world.generations.accept(anOrigin(), aRequest());
    await world.clock.advance(minuteMs);
    expect(world.provider.submits).toEqual([]);
    await world.generations.acknowledged(jobId, '555');
    await settledJob();
    expect(await world.summary(id)).toBe('delivered channel:file, hold posted, 249 left');
    expect([world.provider.submits.length, world.poster.stored.length, world.poster.removed]).toEqual([1, 1, [id]]);
  });

  it('whose step fails by a fault of ours is tried again, and the others go on', async () => {
    const other = await world.jobIn('preparing', { origin: { interactionId: '2' } });
    await world.jobIn('submitted');
    let faults = 0;
    const { onStatus } = world.provider;
    world.provider.onStatus = (operation, signal) => {
      if (operation.requestId.startsWith(`request-${id}`) && ++faults < 3) throw new TypeError('a fault');
      return onStatus(operation, signal);
    };
    await start();
    await settledJob(other.id);
    await settledJob();
    expect(faults).toBe(3);
    expect(await world.summary(id)).toMatch(/^delivered/);
  });

  it('waits for its transfer while eight others are under way', async () => {
    let moving = 0;
    let most = 0;
    const eightMove = Promise.withResolvers<void>();
    world.tools.download = async (_url, directory) => {
      most = Math.max(most, ++moving);
      if (moving === 8) eightMove.resolve();
      // Time for a ninth to begin, were there no limit.
      await eightMove.promise;
      await settled(60);
      moving -= 1;
      const path = join(directory, `download-${Math.random()}`);
      await writeFile(path, 'video');
      return { path };
    };
    const jobs = [];
    for (let n = 0; n < 12; n += 1) {
      const origin = { interactionId: String(BigInt(id) + BigInt(n)), memberId: `member-${n}` };
      jobs.push(await world.jobIn('finished', { origin }));
    }
    await start();
    for (const job of jobs) await settledJob(job.id);
    expect(most).toBe(8);
    expect(world.poster.stored).toHaveLength(12);
  });

  it('that ends without a video tells its requester', async () => {
    world.provider.onStatus = () => aFailure({ kind: 'moderation' });
    await world.jobIn('submitted');
    await start();
    await settledJob();
    expect(world.poster.failures.map(({ failure }) => failure)).toEqual(['moderated']);
    expect(await world.summary(id)).toBe('failed moderated, hold voided, 300 left');
  });
});

/** What is found at a start, and what happens then: submits, posts, messages about a failure, and the end. */
const matrix: readonly [JobState, string, number, number, number, string][] = [
  ['accepted', 'was never acknowledged', 0, 0, 1, 'cancelled not-acknowledged, hold voided, 300 left'],
  ['preparing', 'nothing was sent', 1, 1, 0, 'delivered channel:file, hold posted, 249 left'],
  ['submitting', 'may have been sent', 0, 0, 1, 'failed submit-uncertain, hold voided, 300 left'],
  ['submitted', 'is being made', 0, 1, 0, 'delivered channel:file, hold posted, 249 left'],
  ['finished', 'is made', 0, 1, 0, 'delivered channel:file, hold posted, 249 left'],
  ['delivering', 'may stand there already', 0, 1, 0, 'delivered channel:file, hold posted, 249 left'],
  ['delivered', 'stands there, its card too', 0, 0, 0, 'delivered channel:file, hold posted, 249 left'],
  ['failed', 'was not told', 0, 0, 1, 'failed provider-unavailable, hold voided, 300 left'],
  ['cancelled', 'was not told', 0, 0, 1, 'cancelled provider-unavailable, hold voided, 300 left'],
  ['undelivered', 'was not told', 0, 0, 1, 'undelivered delivery-impossible, hold voided, 300 left'],
];

describe('a restart finds a job', () => {
  it.for(matrix)('that is %s (%s): %i submits, %i posts, %i failures told, %s', async (row) => {
    const [state, , submits, posts, failures, end] = row;
    await world.jobIn(state);
    await start();
    await settledJob();
    expect([world.provider.submits.length, world.poster.stored.length, world.poster.failures.length]).toEqual([
      submits,
      posts,
      failures,
    ]);
    expect(await world.summary(id)).toBe(end);
    expect(world.poster.removed).toEqual(posts > 0 || state === 'delivered' ? [id] : []);
  });

  it('that was settled, and leaves it alone', async () => {
    await world.jobIn('delivered');
    await world.store.settle(id, world.clock.now());
    await start();
    await world.clock.advance(10 * minuteMs);
    expect([world.provider.looks, world.poster.tried, world.poster.removed]).toEqual([[], [], []]);
  });

  it('under delivery for longer than a nonce lives, and finds its message', async () => {
    await world.jobIn('delivering');
    await world.clock.advance(10 * minuteMs);
    world.poster.found = { messageId: '777', channelId: '333333333333333333' };
    await start();
    await settledJob();
    expect(world.poster.tried).toEqual([]);
    expect(await world.summary(id)).toBe('delivered channel:found, hold posted, 249 left');
  });

  it('with its video on the disk, and does not fetch it again; other files go', async () => {
    await world.jobIn('delivering');
    await writeFile(join(world.directory, `${id}.mp4`), 'a checked video');
    await writeFile(join(world.directory, 'cut-off'), 'half a video');
    await start();
    await settledJob();
    expect(world.tools.downloads).toBe(0);
    expect(world.tools.inspections).toBe(1);
  });

  it('whose token is dead, and forgets it', async () => {
    await world.jobIn('submitted');
    await world.clock.advance(20 * minuteMs);
    await world.runner.recover();
    expect((await world.store.get(id)).interactionToken).toBeNull();
  });
});

it('a job of this run that waits for its acknowledgement is not taken for one that was cut off', async () => {
  await world.runner.recover();
  const { id: jobId } = await world.generations.accept(anOrigin(), aRequest());
  world.runner.start();
  await world.clock.advance(minuteMs);
  expect((await world.store.get(jobId)).state).toBe('accepted');
  await world.generations.acknowledged(jobId, '555');
  await settledJob();
  expect(world.provider.submits).toHaveLength(1);
});

describe('a stop', () => {
  it('waits for a submit on its way and writes it down; what follows is left to the next start', async () => {
    const answer = Promise.withResolvers<void>();
    const { onSubmit } = world.provider;
    world.provider.onSubmit = async (input, aboutToSend, signal) => {
      const operation = await onSubmit(input, aboutToSend, signal);
      await answer.promise;
      return operation;
    };
    await world.jobIn('preparing');
    await start();
    await until(async () => (await world.store.get(id)).state === 'submitting');
    let stopped = false;
    const stopping = world.runner.stop(10_000).then(() => {
      stopped = true;
    });
    await settled();
    expect(stopped).toBe(false);
    answer.resolve();
    await stopping;
    expect(await world.store.lastAttempt(id)).toMatchObject({ state: 'submitted', requestId: `request-${id}-1` });
    await world.clock.advance(10 * minuteMs);
    expect(world.provider.looks).toEqual([]);
    const next = world.newProcess().runner;
    await next.recover();
    next.start();
    await settledJob();
    await next.stop(1_000);
    expect(world.provider.submits).toHaveLength(1);
    expect(await world.summary(id)).toBe('delivered channel:file, hold posted, 249 left');
  });

  it('ends the wait for a turn at the provider', async () => {
    world.provider.onSubmit = (_input, _aboutToSend, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new ProviderError('transient', 'aborted', false)));
      });
    await world.jobIn('preparing');
    await start();
    await until(() => world.provider.submits.length === 1);
    await world.runner.stop(10_000);
    expect(await world.summary(id)).toBe('preparing, hold pending, 249 left');
  });
});

describe('a request', () => {
  it('whose acknowledgement failed is cancelled without a word where nobody sees it', async () => {
    await start();
    const { id: jobId } = await world.generations.accept(anOrigin(), aRequest());
    await world.generations.abandon(jobId, false);
    await world.clock.advance(minuteMs);
    expect(await world.summary(jobId)).toBe('cancelled not-acknowledged, hold voided, 300 left');
    expect(world.poster.failures).toEqual([]);
    expect((await world.store.get(jobId)).settledAt).not.toBeNull();
  });

  it('whose acknowledgement failed is told where the member may be waiting', async () => {
    await start();
    const { id: jobId } = await world.generations.accept(anOrigin(), aRequest());
    await world.generations.abandon(jobId, true);
    await settledJob(jobId);
    expect(world.poster.failures.map(({ failure }) => failure)).toEqual(['not-acknowledged']);
    expect(world.provider.submits).toEqual([]);
  });

  it('after the doors were closed is refused', async () => {
    world.generations.close();
    await expect(world.generations.accept(anOrigin(), aRequest())).rejects.toMatchObject({ code: 'shutting-down' });
    expect(await world.store.unsettledJobs()).toEqual([]);
  });

  it('that no row serves is refused before anything is held', async () => {
    const request = aRequest({ model: 'ray-2', durationSeconds: 9 });
    await expect(world.generations.accept(anOrigin(), request)).rejects.toMatchObject({ code: 'option-not-allowed' });
    expect(await world.store.unsettledJobs()).toEqual([]);
  });
});
