import { beforeEach, describe, expect, it } from 'vitest';
import { ProviderError } from '../../src/errors/provider-error.ts';
import type { JobState } from '../../src/jobs/job.ts';
import type { Actor } from '../../src/jobs/job-desk.ts';
import { aFailure, runningStatus } from '../builders/fake-provider.ts';
import { type JobWorld, startJobWorld } from '../builders/job-world.ts';
import { anOrigin, aRequest } from '../builders/jobs.ts';
import { until } from '../builders/manual-clock.ts';

let world: JobWorld;
beforeEach(async (context) => {
  world = await startJobWorld(context);
  context.onTestFinished(() => world.runner.stop(1_000));
});

const { interactionId: id, guildId, memberId, channelId } = anOrigin();
const requester: Actor = { guildId, memberId, channelId, mayModerate: false, mayManage: false };
const moderator: Actor = { ...requester, memberId: '777777777777777777', mayModerate: true };
const stranger: Actor = { ...requester, memberId: '888888888888888888' };

/** What a call was refused for. */
const refused = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: unknown) => error,
  );

async function start(): Promise<void> {
  await world.runner.recover();
  world.runner.start();
}

async function settled(): Promise<void> {
  await until(async () => {
    await world.clock.advance(1_000);
    return (await world.store.get(id)).settledAt !== null;
  });
}

describe('before anything has left', () => {
  it('a job that is turned while its command is acknowledged is led by one step at a time', async () => {
    await start();
    await world.generations.accept(anOrigin(), aRequest());
    const get = world.store.get.bind(world.store);
    const gate = Promise.withResolvers<void>();
    let steps = 0;
    world.store.get = async (jobId) => {
      steps += 1;
      await gate.promise;
      return get(jobId);
    };
    world.runner.turn(id);
    await until(() => steps > 0);
    await world.generations.acknowledged(id, '555');
    await world.clock.advance(100);
    const stepsAtOnce = steps;
    gate.resolve();
    await settled();
    expect(stepsAtOnce).toBe(1);
    expect(await world.summary(id)).toBe('delivered channel:file, hold posted, 249 left');
    expect(world.poster.tried).toEqual(['channel:file']);
  });

  it('a job ends at once, the credits are back, and nothing is asked of a provider', async () => {
    await world.jobIn('preparing');
    expect(await world.desk.cancel(id, requester)).toBe('cancelled');
    await start();
    await settled();
    expect(await world.summary(id)).toBe('cancelled cancelled, hold voided, 300 left');
    expect(world.provider.submits).toEqual([]);
    expect(world.poster.failures.map(({ failure }) => failure)).toEqual(['cancelled']);
  });

  it('a job that waits for its turn leaves the line', async () => {
    let isSent = false;
    world.provider.onSubmit = async (_input, aboutToSend, signal) => {
      const { promise, reject } = Promise.withResolvers<never>();
      signal.addEventListener('abort', () => reject(new ProviderError('transient', 'aborted before the call', false)));
      await promise;
      await aboutToSend();
      isSent = true;
      throw new Error('it never comes to this');
    };
    await start();
    await world.generations.accept(anOrigin(), aRequest());
    await world.generations.acknowledged(id, '555');
    await until(async () => {
      await world.clock.advance(100);
      return world.provider.submits.length > 0;
    });
    expect(await world.desk.cancel(id, requester)).toBe('cancelled');
    await settled();
    expect(await world.summary(id)).toBe('cancelled cancelled, hold voided, 300 left');
    expect([isSent, world.provider.submits.length]).toEqual([false, 1]);
  });

  it('a job between two providers ends, instead of being tried elsewhere', async () => {
    world.provider.onStatus = () => runningStatus;
    await start();
    await world.generations.accept(anOrigin(), aRequest());
    await world.generations.acknowledged(id, '555');
    await until(async () => {
      await world.clock.advance(1_000);
      return (await world.store.get(id)).state === 'submitted';
    });
    expect(await world.desk.cancel(id, requester)).toBe('withheld');
    const job = await world.store.get(id);
    await world.store.backToPreparing(id, { n: 1, state: 'failed', detail: 'x' }, world.clock.now());
    expect(job.withheldAt).not.toBeNull();
    world.runner.turn(id);
    await settled();
    expect(await world.summary(id)).toBe('cancelled cancelled, hold voided, 300 left');
    expect(world.provider.submits).toHaveLength(1);
  });

  it('a moderator’s word ends it too, and says so', async () => {
    await world.jobIn('preparing');
    expect(await world.desk.cancel(id, moderator)).toBe('cancelled');
    expect(await world.summary(id)).toBe('cancelled cancelled-by-moderator, hold voided, 300 left');
  });
});

describe('after it has left', () => {
  it.for(['submitting', 'submitted', 'finished'] satisfies JobState[])(
    '(%s) the video is paid for and kept back',
    async (state) => {
      await world.jobIn(state);
      expect(await world.desk.cancel(id, requester)).toBe('withheld');
      if (state === 'submitting') await world.store.submitted(id, 1, 'request-1', world.clock.now(), world.clock.now());
      await start();
      await settled();
      expect(await world.summary(id)).toBe('delivered kept-back, hold posted, 249 left');
      expect([world.poster.stored, world.poster.removed]).toEqual([[], [id]]);
      expect((await world.store.get(id)).resultUrl).not.toBeNull();
    },
  );

  it('and failed, the credits are back', async () => {
    await world.jobIn('submitted');
    await world.desk.cancel(id, requester);
    world.provider.onStatus = () => aFailure({ kind: 'moderation' });
    await start();
    await settled();
    expect(await world.summary(id)).toBe('failed moderated, hold voided, 300 left');
  });

  it('it is posted after all where the requester thinks better of it', async () => {
    await world.jobIn('submitted');
    await world.desk.cancel(id, requester);
    await world.desk.postAfterAll(id, requester);
    await start();
    await settled();
    expect(await world.summary(id)).toBe('delivered channel:file, hold posted, 249 left');
  });

  it('a delivery that stood in line for its transfer does not begin', async () => {
    const job = await world.jobIn('finished');
    await world.desk.cancel(id, requester);
    await expect(world.delivery.deliver(job, new AbortController().signal)).rejects.toThrow('no longer');
    expect(world.poster.stored).toEqual([]);
    await start();
    await settled();
    expect(await world.summary(id)).toBe('delivered kept-back, hold posted, 249 left');
  });

  it('is not kept back while it is being posted, or after', async () => {
    await world.jobIn('delivering');
    expect(await refused(world.desk.cancel(id, requester))).toMatchObject({ code: 'job-being-posted' });
    await world.store.delivered(id, { messageId: '6', channelId: '5' }, 'channel:file', world.clock.now());
    expect(await refused(world.desk.cancel(id, requester))).toMatchObject({ code: 'job-over' });
    expect(await refused(world.desk.postAfterAll(id, requester))).toMatchObject({ code: 'job-over' });
    expect(await world.summary(id)).toBe('delivered channel:file, hold posted, 249 left');
  });
});

describe('a video that came without an address', () => {
  beforeEach(async () => {
    await world.jobIn('submitting');
    const result = { n: 1, url: null, expiresAt: null, bill: { costMicroUsd: null, metrics: {} } };
    await world.files.sweep([]);
    const { path } = await world.tools.download('', world.directory);
    await world.files.adopt(id, path);
    await world.store.finished(id, { ...result, submitted: { requestId: null } }, world.clock.now());
    await world.desk.cancel(id, requester);
  });

  it('is given one before it is kept back', async () => {
    await start();
    await settled();
    expect(await world.summary(id)).toBe('delivered kept-back, hold posted, 249 left');
    expect((await world.store.get(id)).resultUrl).toBe('https://storage.example.org/video.mp4');
  });

  it('costs nobody anything where there is none to be had', async () => {
    world.provider.publish = async () => {
      throw new ProviderError('transient', 'down', false);
    };
    await start();
    await settled();
    expect(await world.summary(id)).toBe('undelivered delivery-impossible, hold voided, 300 left');
    expect(world.notices.map(({ code }) => code)).toContain('delivery-impossible');
  });
});

describe('cancelling', () => {
  it('is the requester’s and moderators’ alone, and of their own guild', async () => {
    await world.jobIn('preparing');
    expect(await refused(world.desk.cancel(id, stranger))).toMatchObject({
      code: 'job-not-yours',
      context: { memberId },
    });
    const elsewhere = { ...moderator, guildId: '1' };
    expect(await refused(world.desk.cancel(id, elsewhere))).toMatchObject({ code: 'job-unknown' });
    expect(await refused(world.desk.cancel('9', moderator))).toMatchObject({ code: 'job-unknown' });
    expect((await world.store.get(id)).state).toBe('preparing');
  });

  it('is not for who moderates another channel alone, but for who manages the server from anywhere', async () => {
    await world.jobIn('preparing');
    const elsewhere = { ...moderator, channelId: '5' };
    expect(await refused(world.desk.cancel(id, elsewhere))).toMatchObject({ code: 'job-not-yours' });
    expect(await world.desk.cancel(id, { ...elsewhere, mayManage: true })).toBe('cancelled');
  });

  it('twice, or by two at once, changes nothing more', async () => {
    await world.jobIn('preparing');
    const both = await Promise.all([world.desk.cancel(id, requester), world.desk.cancel(id, moderator)]);
    expect(both).toEqual(['cancelled', 'cancelled']);
    expect(await world.desk.cancel(id, requester)).toBe('cancelled');
    expect(await world.summary(id)).toBe('cancelled cancelled, hold voided, 300 left');
  });

  it('holds over a restart', async () => {
    await world.jobIn('submitted');
    await world.desk.cancel(id, requester);
    await world.leadToEnd(id, world.newProcess());
    expect(await world.summary(id)).toBe('delivered kept-back, hold posted, 249 left');
  });
});

describe('what a moderator does about somebody else’s', () => {
  const audit = async () => {
    const rows = await world.database.selectFrom('audit_entry').selectAll().orderBy('id').execute();
    return rows.map(({ action, actor_id, target_id }) => [action, actor_id, target_id]);
  };

  it('is written down, once for each deed', async () => {
    await world.jobIn('submitted');
    await world.desk.cancel(id, moderator);
    await world.desk.cancel(id, moderator);
    await world.desk.postAfterAll(id, moderator);
    expect(await audit()).toEqual([
      ['video-withhold', moderator.memberId, memberId],
      ['video-post', moderator.memberId, memberId],
    ]);
  });

  it('is written down with the end that it makes', async () => {
    await world.jobIn('preparing');
    await world.desk.cancel(id, moderator);
    expect(await audit()).toEqual([['video-cancel', moderator.memberId, memberId]]);
  });

  it('is not written down of their own', async () => {
    await world.jobIn('submitted');
    await world.desk.cancel(id, { ...requester, mayModerate: true });
    await world.desk.postAfterAll(id, { ...requester, mayModerate: true });
    expect(await audit()).toEqual([]);
  });

  it('goes before the requester’s own wish not to have it posted', async () => {
    await world.jobIn('submitted');
    await world.desk.cancel(id, requester);
    expect(await world.desk.cancel(id, moderator)).toBe('withheld');
    expect(await refused(world.desk.postAfterAll(id, requester))).toMatchObject({ code: 'video-withdrawn' });
    expect(await audit()).toEqual([['video-withhold', moderator.memberId, memberId]]);
  });

  it.for(['cancel', 'postAfterAll'] as const)(
    'holds where it is said while the requester presses «%s»',
    async (press) => {
      await world.jobIn('submitted');
      await world.desk.cancel(id, requester);
      const find = world.store.find.bind(world.store);
      world.store.find = async (jobId) => {
        const job = await find(jobId);
        world.store.find = find;
        await world.desk.cancel(id, moderator);
        return job;
      };
      await refused(world.desk[press](id, requester));
      expect(await world.store.get(id)).toMatchObject({ withheldAt: world.clock.now(), withdrawnBy: 'moderator' });
    },
  );

  it('is said to the requester where the job then ends before another provider is asked', async () => {
    await world.jobIn('submitted');
    await world.desk.cancel(id, moderator);
    await world.store.backToPreparing(id, { n: 1, state: 'failed', detail: 'x' }, world.clock.now());
    await world.leadToEnd(id);
    expect(await world.summary(id)).toBe('cancelled cancelled-by-moderator, hold voided, 300 left');
  });

  it('is not the requester’s to undo', async () => {
    await world.jobIn('submitted');
    await world.desk.cancel(id, moderator);
    expect(await world.desk.cancel(id, requester)).toBe('withheld');
    expect(await refused(world.desk.postAfterAll(id, requester))).toMatchObject({ code: 'video-withdrawn' });
    await world.desk.postAfterAll(id, moderator);
    expect((await world.store.get(id)).withheldAt).toBeNull();
  });
});

it('what is private is nobody else’s, moderators or not', async () => {
  await world.jobIn('preparing', { request: { isPrivate: true } });
  expect(await refused(world.desk.cancel(id, moderator))).toMatchObject({ code: 'job-unknown' });
  expect(await refused(world.desk.get(id, stranger))).toMatchObject({ code: 'job-unknown' });
  expect(await world.desk.cancel(id, requester)).toBe('cancelled');
});

describe('deleting a video', () => {
  beforeEach(() => world.jobIn('delivered'));

  it('is the requester’s and moderators’ alone', async () => {
    expect(await refused(world.desk.removable(id, stranger))).toMatchObject({ code: 'job-not-yours' });
    expect(await refused(world.desk.remove(id, stranger))).toMatchObject({ code: 'job-not-yours' });
    expect(world.poster.deleted).toEqual([]);
  });

  it('takes its message away, and costs and gives nothing', async () => {
    expect(await world.desk.removable(id, requester)).toMatchObject({ id });
    await world.desk.remove(id, requester);
    expect(world.poster.deleted).toMatchObject([{ messageId: 'message-0', channelId: anOrigin().channelId }]);
    expect(await world.store.get(id)).toMatchObject({ withdrawnBy: 'requester', removedAt: world.clock.now() });
    expect(await world.summary(id)).toBe('delivered channel:file, hold posted, 249 left');
  });

  it('by a moderator is written down once', async () => {
    await world.desk.remove(id, moderator);
    await world.desk.remove(id, moderator);
    const rows = await world.database.selectFrom('audit_entry').selectAll().execute();
    expect(rows).toMatchObject([{ action: 'video-delete', actor_id: moderator.memberId, target_id: memberId }]);
    expect(await world.store.get(id)).toMatchObject({ withdrawnBy: 'moderator' });
  });

  it('that Discord refuses is said, and can be tried again', async () => {
    world.poster.refuse = () => 'no-access';
    expect(await refused(world.desk.remove(id, requester))).toMatchObject({ code: 'video-not-deleted' });
    world.poster.refuse = () => null;
    expect(await world.desk.removable(id, requester)).toMatchObject({ id });
    await world.desk.remove(id, requester);
    expect(world.poster.deleted).toHaveLength(1);
  });
});

it('an answer that one member alone sees is not deleted for them', async () => {
  await world.jobIn('delivering', { request: { isPrivate: true } });
  await world.store.delivered(id, { messageId: '6', channelId: '5' }, 'response:file', world.clock.now());
  expect(await refused(world.desk.removable(id, requester))).toMatchObject({ code: 'video-gone' });
  expect(await refused(world.desk.remove(id, requester))).toMatchObject({ code: 'video-gone' });
});
