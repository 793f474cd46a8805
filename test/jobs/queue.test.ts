import { describe, expect, it, type TestContext } from 'vitest';
import { ProviderError } from '../../src/errors/provider-error.ts';
import { Refusal } from '../../src/errors/refusal.ts';
import type { Progress } from '../../src/jobs/poster.ts';
import { accepted, FakeProvider, finishedStatus, runningStatus } from '../builders/fake-provider.ts';
import { type JobWorld, startJobWorld, usualRules } from '../builders/job-world.ts';
import { anOrigin, aRequest } from '../builders/jobs.ts';
import { settled, until } from '../builders/manual-clock.ts';

const { memberId } = anOrigin();
const memberOf = (name: string) => (name === '' ? memberId : `4444444444444444${name.charCodeAt(0)}`);

/** A world whose services take so many jobs each, and what the cards of its jobs say. */
async function startQueueWorld(context: TestContext, places: readonly number[] = [1], maxWaiting?: number) {
  const names = ['segmind', 'apiframe'] as const;
  const providers = places.map((maxJobs, index) => {
    const provider = new FakeProvider(names[index]);
    provider.maxJobs = maxJobs;
    provider.onStatus = () => runningStatus;
    return provider;
  });
  const world = await startJobWorld(context, providers);
  const process = world.newProcess(providers, usualRules, maxWaiting);
  const cards = new Map<string, Progress>();
  const drawn: { readonly id: string; readonly at: number; readonly progress: Progress }[] = [];
  world.poster.showProgress = async ({ id }, progress) => {
    cards.set(id, progress);
    drawn.push({ id, at: world.clock.now(), progress });
  };
  await world.startRunner(process.runner);
  const give = async (id: string, member = '', guildId = anOrigin().guildId) => {
    await process.generations.accept(anOrigin({ interactionId: id, memberId: memberOf(member), guildId }), aRequest());
    await process.generations.acknowledged(id, `9${id}`);
  };
  return {
    ...{ world, process, providers, cards, drawn },
    /** Commands one after the other: `1a` is the first job, of the member a. */
    async give(...jobs: string[]) {
      for (const [id = '', member = ''] of jobs) {
        await give(id, member);
        await pass(world);
      }
    },
    giveOne: give,
    /** The services have made this one. */
    async finish(id: string) {
      for (const provider of providers) {
        const { onStatus } = provider;
        provider.onStatus = (operation, signal) =>
          operation.requestId.startsWith(`request-${id}-`) ? finishedStatus : onStatus(operation, signal);
      }
      await until(async () => {
        await pass(world, 1_000);
        return (await world.store.get(id)).settledAt !== null;
      });
    },
    /** Ids of the jobs that were sent, in order. */
    sent: () => providers.flatMap(({ submits }) => submits.map(({ jobId }) => jobId)),
    place: (id: string) => {
      const progress = cards.get(id);
      return progress?.stage === 'queued' ? progress.ahead : (progress?.stage ?? 'none');
    },
  };
}

/** Lets time pass, and the disk too. */
async function pass({ clock }: Pick<JobWorld, 'clock'>, ms = 10): Promise<void> {
  await clock.advance(ms);
  await settled(40);
}

const refused = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: unknown) => error,
  );

describe('when all places are taken', () => {
  it('members take turns, whoever came first goes first, and the cards say who is ahead', async (context) => {
    const { world, give, finish, sent, place } = await startQueueWorld(context);
    await give('1a', '2a', '3a', '4b', '5c');
    await pass(world, 10_000);
    expect(sent()).toEqual(['1']);
    expect(['2', '4', '5', '3'].map(place)).toEqual([0, 1, 2, 3]);
    await finish('1');
    await pass(world, 10_000);
    expect(sent()).toEqual(['1', '2']);
    expect(['4', '5', '3'].map(place)).toEqual([0, 1, 2]);
    for (const id of ['2', '4', '5']) await finish(id);
    expect(sent()).toEqual(['1', '2', '4', '5', '3']);
  });

  it('a large guild does not keep a small one waiting', async (context) => {
    const { world, giveOne, finish, sent } = await startQueueWorld(context);
    for (const id of ['1', '2', '3', '4', '5']) {
      await giveOne(id, id);
      await pass(world);
    }
    await giveOne('6', 'z', '222222222222222229');
    await pass(world);
    for (const id of ['1', '2', '6']) await finish(id);
    expect(sent()).toEqual(['1', '2', '6', '3']);
  });

  it('a card promises a beginning that lies ahead, and is told anew when it does not come', async (context) => {
    const { world, give, drawn, cards } = await startQueueWorld(context);
    await give('1a', '2b', '3c');
    for (let second = 0; second < 300; second += 1) await world.clock.advance(1_000);
    const promises = drawn.flatMap(({ id, at, progress }) =>
      progress.stage === 'queued' && progress.startsAt !== null ? [{ id, at, startsAt: progress.startsAt }] : [],
    );
    expect(promises.length).toBeGreaterThan(2);
    for (const { at, startsAt } of promises) expect(startsAt).toBeGreaterThan(at);
    expect(promises.find(({ id }) => id === '2')).toMatchObject({ startsAt: promises[0]?.startsAt });
    for (const id of ['2', '3']) {
      const progress = cards.get(id);
      if (progress?.stage !== 'queued') throw new Error('it does not wait');
      expect(progress.startsAt ?? Number.POSITIVE_INFINITY).toBeGreaterThan(world.clock.now());
    }
    for (const id of ['2', '3']) {
      const moments = drawn.filter((each) => each.id === id).map(({ at }) => at);
      const gaps = moments.slice(1).map((at, index) => at - (moments[index] ?? 0));
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(5_000);
      // Both wait for five minutes, for one that should have been made after one.
      expect(moments.length).toBeLessThan(16);
    }
  });

  it('a job that is cancelled leaves its place at once, and nothing is asked for it', async (context) => {
    const { world, process, give, finish, sent, place } = await startQueueWorld(context);
    await give('1a', '2b', '3c');
    await pass(world, 6_000);
    expect(place('3')).toBe(1);
    await process.desk.cancel('2', { ...anOrigin({ memberId: memberOf('b') }), mayModerate: false });
    await pass(world, 6_000);
    expect([place('3'), (await world.store.get('2')).state]).toEqual([0, 'cancelled']);
    await finish('1');
    expect(sent()).toEqual(['1', '3']);
    expect(process.queue.forecast(0)).toEqual([]);
  });

  it('the next service makes what the first has no place for', async (context) => {
    const { give, providers, place, world } = await startQueueWorld(context, [1, 1]);
    await give('1a', '2b', '3c');
    await pass(world, 6_000);
    expect(providers.map(({ submits }) => submits.map(({ jobId }) => jobId))).toEqual([['1'], ['2']]);
    expect(place('3')).toBe(0);
  });

  it('a synchronous road has no more runs than places, and the card of the next says so', async (context) => {
    const { world, providers, give, place, cards } = await startQueueWorld(context, [2]);
    const [segmind] = providers;
    if (!segmind) throw new Error('there is one');
    const held = Promise.withResolvers<void>();
    segmind.isSynchronous = true;
    segmind.onSubmit = async ({ jobId }, aboutToSend) => {
      await aboutToSend();
      await held.promise;
      return accepted(`request-${jobId}-1`);
    };
    await give('1a', '2b', '3c');
    await pass(world, 6_000);
    expect(segmind.submits.map(({ jobId }) => jobId)).toEqual(['1', '2']);
    expect([cards.get('1')?.stage, cards.get('2')?.stage, place('3')]).toEqual(['making', 'making', 0]);
    held.resolve();
  });
});

describe('a place', () => {
  it('is another’s at once where the service turns the job away, and the job keeps its turn', async (context) => {
    const { world, providers, give, sent } = await startQueueWorld(context);
    const [segmind] = providers;
    if (!segmind) throw new Error('there is one');
    const { onSubmit } = segmind;
    segmind.onSubmit = async (input, aboutToSend, signal) => {
      if (input.jobId !== '1' || input.attempt > 1) return onSubmit(input, aboutToSend, signal);
      await aboutToSend();
      throw new ProviderError('transient', 'ECONNREFUSED', false);
    };
    await give('1a', '2b');
    await pass(world, 1_000);
    expect(sent()).toEqual(['1', '2']);
    expect((await world.store.get('2')).state).toBe('submitted');
    await pass(world, 6_000);
    expect((await world.store.get('1')).state).toBe('preparing');
  });

  it('is free again after a fault of our own', async (context) => {
    const { world, providers, give, sent } = await startQueueWorld(context);
    const [segmind] = providers;
    if (!segmind) throw new Error('there is one');
    const { onSubmit } = segmind;
    segmind.onSubmit = (input, aboutToSend, signal) => {
      if (input.jobId === '1') throw new TypeError('undefined is not a function');
      return onSubmit(input, aboutToSend, signal);
    };
    await give('1a', '2b');
    await pass(world, 1_000);
    expect(sent()).toEqual(['1', '2']);
    expect((await world.store.get('2')).state).toBe('submitted');
  });

  it('is still taken after a restart, and the order is as it was', async (context) => {
    const { world, process, providers, give, finish, sent } = await startQueueWorld(context);
    await give('1a', '2a', '3b', '4c');
    // The member a has had a turn: b and c are next.
    await finish('1');
    expect(sent()).toEqual(['1', '2']);
    await process.runner.stop(1_000);
    const next = world.newProcess(providers);
    await world.startRunner(next.runner);
    await pass(world, 6_000);
    expect(sent()).toEqual(['1', '2']);
    expect(next.queue.forecast(world.clock.now()).map(({ jobId }) => jobId)).toEqual(['3', '4']);
    for (const id of ['2', '3']) await finish(id);
    expect(sent()).toEqual(['1', '2', '3', '4']);
  });

  it('is waited for with patience: only trouble after that uses it up', async (context) => {
    const { world, providers, give, finish } = await startQueueWorld(context);
    await give('1a', '2b');
    for (let minute = 0; minute < 25; minute += 1) await pass(world, 60_000);
    const [segmind] = providers;
    if (!segmind) throw new Error('there is one');
    const { onSubmit } = segmind;
    let tries = 0;
    segmind.onSubmit = async (input, aboutToSend, signal) => {
      tries += 1;
      if (tries > 1) return onSubmit(input, aboutToSend, signal);
      await aboutToSend();
      throw new ProviderError('transient', 'ECONNREFUSED', false);
    };
    await finish('1');
    await pass(world, 60_000);
    expect([tries, (await world.store.get('2')).state]).toEqual([2, 'submitted']);
  });
});

describe('a full queue', () => {
  it('refuses with the wait that is expected, and holds nothing', async (context) => {
    const { world, process, give, giveOne } = await startQueueWorld(context, [1], 3);
    await give('1a', '2b', '3c', '4d');
    const error = await refused(giveOne('5', 'e'));
    // One is under way and three wait, a minute each.
    expect(error).toMatchObject({ code: 'queue-full', context: { minutes: 4 } });
    expect(await world.store.find('5')).toBeNull();
    const hold = await world.database.selectFrom('hold').select('state').where('job_id', '=', '5').executeTakeFirst();
    expect(hold).toBeUndefined();
    await process.desk.cancel('3', { ...anOrigin({ memberId: memberOf('c') }), mayModerate: false });
    await expect(giveOne('6', 'f')).resolves.toBeUndefined();
  });

  it('is not jumped by a burst: all places and the whole queue are taken, and no more', async (context) => {
    const { world, giveOne } = await startQueueWorld(context, [2], 3);
    const ids = Array.from({ length: 40 }, (_, index) => String(100 + index));
    const results = await Promise.all(
      ids.map((id) => refused(giveOne(id, String.fromCharCode(48 + Number(id) - 100)))),
    );
    expect(results.filter((result) => result === null)).toHaveLength(5);
    expect(results.filter((result) => result instanceof Refusal && result.code === 'queue-full')).toHaveLength(35);
    await pass(world, 6_000);
    expect(await refused(giveOne('200', 'x'))).toMatchObject({ code: 'queue-full' });
  });

  it('may be no queue at all', async (context) => {
    const { give, giveOne, finish } = await startQueueWorld(context, [1], 0);
    await give('1a');
    expect(await refused(giveOne('2', 'b'))).toMatchObject({ code: 'queue-full', context: { minutes: 1 } });
    await finish('1');
    expect(await refused(giveOne('3', 'b'))).toBeNull();
  });
});
