import { beforeEach, describe, expect, it } from 'vitest';
import { ProviderError } from '../../src/errors/provider-error.ts';
import { learnedLaw } from '../../src/jobs/duration-law.ts';
import { DurationHistory } from '../../src/polling/duration-history.ts';
import { accepted, FakeProvider, finishedStatus, runningStatus } from '../builders/fake-provider.ts';
import { type JobWorld, startJobWorld } from '../builders/job-world.ts';
import { anOrigin } from '../builders/jobs.ts';
import { settled, until } from '../builders/manual-clock.ts';

let world: JobWorld;
let provider: FakeProvider;

beforeEach(async (context) => {
  provider = new FakeProvider('apiframe');
  provider.notifies = true;
  provider.onStatus = () => runningStatus;
  world = await startJobWorld(context, [provider]);
});

const id = anOrigin().interactionId;
const minuteMs = 60_000;
/** When 95 % of such jobs are done. */
const usuallyDoneMs = learnedLaw(new DurationHistory({ medianSeconds: 60, sigma: 0.35 }).table).quantileMs(0.95);
const safetyNetMs = 30_000;

async function submitted(): Promise<void> {
  await world.jobIn('submitted');
  await world.startRunner(world.runner);
  await world.clock.advance(0);
}

async function hint(jobId = id): Promise<void> {
  world.runner.hint(jobId);
  await world.clock.advance(0);
}

const looks = () => provider.looks.length;

describe('a provider that tells when it is done', () => {
  it('is looked at sparsely: when nearly all such jobs are done, then twice a minute', async () => {
    await submitted();
    await world.clock.advance(usuallyDoneMs - 1);
    expect(looks()).toBe(0);
    await world.clock.advance(1);
    expect(looks()).toBe(1);
    await world.clock.advance(5 * safetyNetMs);
    expect(looks()).toBe(6);
  });

  it('is looked at as often as any other where it tells nothing', async () => {
    provider.notifies = false;
    await submitted();
    await world.clock.advance(usuallyDoneMs);
    expect(looks()).toBeGreaterThan(12);
  });
});

describe('a hint', () => {
  it('is a reason to look at once', async () => {
    await submitted();
    await world.clock.advance(10_000);
    provider.onStatus = () => finishedStatus;
    await hint();
    await world.leadToEnd(id);
    expect(await world.summary(id)).toBe('delivered channel:file, hold posted, 249 left');
    const { finishedAt } = await world.database
      .selectFrom('attempt')
      .select('ended_at as finishedAt')
      .executeTakeFirstOrThrow();
    expect(Number(finishedAt) - (await world.store.get(id)).createdAt).toBe(10_000);
  });

  it('that the provider’s own copies lag behind is followed up for half a minute, then looks are sparse again', async () => {
    await submitted();
    await world.clock.advance(10_000);
    await hint();
    expect(looks()).toBe(1);
    await world.clock.advance(30_000);
    const soon = looks();
    expect(soon).toBeGreaterThan(10);
    await world.clock.advance(30_000);
    expect(looks()).toBeLessThanOrEqual(soon + 1);
  });

  it('that is repeated makes one look each, and none on top of another', async () => {
    let under = 0;
    let most = 0;
    provider.onStatus = async () => {
      most = Math.max(most, ++under);
      await settled();
      under -= 1;
      return runningStatus;
    };
    await submitted();
    for (let time = 0; time < 50; time += 1) world.runner.hint(id);
    await world.clock.advance(0);
    await settled(60);
    expect([looks() <= 2, most]).toEqual([true, 1]);
  });

  it('during a look makes another one right after it', async () => {
    const answer = Promise.withResolvers<void>();
    provider.onStatus = async () => {
      if (looks() > 1) return finishedStatus;
      await answer.promise;
      return runningStatus;
    };
    await submitted();
    await hint();
    await until(() => looks() === 1);
    await hint();
    answer.resolve();
    await until(() => looks() === 2);
    await world.leadToEnd(id);
    expect(await world.summary(id)).toMatch(/^delivered/);
  });

  it('before the submit is answered makes the first look come at once', async () => {
    const answer = Promise.withResolvers<void>();
    provider.onStatus = () => finishedStatus;
    provider.onSubmit = async (_input, aboutToSend) => {
      await aboutToSend();
      await answer.promise;
      return accepted('r');
    };
    await world.jobIn('preparing');
    await world.startRunner(world.runner);
    await until(async () => (await world.store.get(id)).state === 'submitting');
    await hint();
    answer.resolve();
    await until(() => looks() === 1);
    expect(world.clock.now()).toBe((await world.store.get(id)).createdAt);
  });

  it('for a job that is taken up after a restart is heeded', async () => {
    await world.jobIn('submitted');
    await world.runner.recover();
    world.runner.hint(id);
    world.runner.start();
    await until(() => looks() === 1);
    await world.runner.stop(1_000);
  });

  it('for a job that waits for its turn changes nothing: it is asked for when it is due', async () => {
    let sent = 0;
    provider.onSubmit = async (_input, aboutToSend) => {
      await aboutToSend();
      sent += 1;
      throw new ProviderError('transient', 'ECONNREFUSED', false, { retryAfterMs: minuteMs });
    };
    await world.jobIn('preparing');
    await world.startRunner(world.runner);
    await until(async () => (await world.store.attempts(id))[0]?.state === 'refused');
    await settled();
    for (let time = 0; time < 5; time += 1) await hint();
    expect(sent).toBe(1);
    await world.clock.advance(minuteMs);
    expect(sent).toBe(2);
  });

  it('while a request is turned away does not make it sent again before its time', async () => {
    let sent = 0;
    provider.onSubmit = async (_input, aboutToSend) => {
      await aboutToSend();
      sent += 1;
      world.runner.hint(id);
      throw new ProviderError('transient', 'ECONNREFUSED', false, { retryAfterMs: minuteMs });
    };
    await world.jobIn('preparing');
    await world.startRunner(world.runner);
    await until(async () => (await world.store.attempts(id))[0]?.state === 'refused');
    await world.clock.advance(minuteMs - 1);
    expect(sent).toBe(1);
  });

  it('for a job that nobody knows does nothing', async () => {
    await submitted();
    for (const jobId of ['1573641915008548999', '', 'constructor', '../../etc']) await hint(jobId);
    await world.clock.advance(30_000);
    expect(looks()).toBe(0);
  });

  it.for(['delivered', 'failed', 'cancelled', 'undelivered'] as const)('moves no job that is %s', async (state) => {
    await world.jobIn(state);
    await world.leadToEnd(id);
    const [before, summary] = [await world.store.get(id), await world.summary(id)];
    provider.onStatus = () => finishedStatus;
    for (let time = 0; time < 3; time += 1) await hint();
    await world.clock.advance(10 * minuteMs);
    expect([await world.store.get(id), await world.summary(id)]).toEqual([before, summary]);
    expect([looks(), provider.submits.length]).toEqual([0, 0]);
  });

  it('during a delivery does not post twice', async () => {
    provider.onStatus = () => finishedStatus;
    await world.jobIn('finished');
    const { download } = world.tools;
    world.tools.download = async (...given) => {
      for (let time = 0; time < 3; time += 1) world.runner.hint(id);
      return download.apply(world.tools, given);
    };
    await world.leadToEnd(id);
    expect([world.poster.stored.length, looks()]).toEqual([1, 0]);
    expect(await world.summary(id)).toBe('delivered channel:file, hold posted, 249 left');
  });

  it('after a stop does nothing', async () => {
    await submitted();
    await world.runner.stop(1_000);
    await hint();
    await world.clock.advance(10 * minuteMs);
    expect(looks()).toBe(0);
  });
});
