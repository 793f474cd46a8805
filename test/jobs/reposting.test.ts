import { beforeEach, describe, expect, it } from 'vitest';
import { MediaError } from '../../src/errors/media-error.ts';
import { Refusal } from '../../src/errors/refusal.ts';
import type { Job, Origin } from '../../src/jobs/job.ts';
import { Reposting } from '../../src/jobs/reposting.ts';
import { type JobWorld, startJobWorld } from '../builders/job-world.ts';
import { anOrigin } from '../builders/jobs.ts';

const { interactionId: id, channelId } = anOrigin();
const moderatorId = '777777777777777777';
let world: JobWorld;
let reposting: Reposting;
let showing: (origin: Origin) => { isHidden: boolean };

beforeEach(async (context) => {
  world = await startJobWorld(context);
  showing = () => ({ isHidden: false });
  reposting = new Reposting({ ...world, generations: { refuseShowing: async (origin) => showing(origin) } });
});

const signal = new AbortController().signal;
const pressId = '1573641915008549999';
const press = (changes: Partial<Origin> = {}) => anOrigin({ interactionId: pressId, ...changes });

const outcome = (origin = press()) =>
  reposting.repost(id, origin, signal).then(
    ({ kind }) => kind,
    (error: unknown) => (error instanceof Refusal ? error.code : error),
  );

async function keptBack(changes: Parameters<JobWorld['jobIn']>[1] = {}): Promise<Job> {
  await world.jobIn('finished', changes);
  await world.desk.cancel(id, { ...anOrigin(), mayModerate: false });
  await world.store.keptBack(id, world.clock.now());
  return world.store.get(id);
}

const left = async () => (await world.summary(id)).split(', ').at(-1);

describe('a video that was kept back', () => {
  it('is posted where it is asked for, once for each press, for nothing', async () => {
    await keptBack();
    const elsewhere = '333333333333333334';
    expect(await outcome(press({ channelId: elsewhere }))).toBe('posted');
    expect(world.poster.tried).toEqual(['channel:file']);
    expect(world.poster.stored[0]?.post).toMatchObject({ withPrompt: true, again: { nonce: pressId } });
    expect(await world.store.get(id)).toMatchObject({
      state: 'delivered',
      rung: 'channel:file',
      messageId: 'message-1',
      messageChannelId: elsewhere,
    });
    expect(await left()).toBe('249 left');
    expect(await world.database.selectFrom('job').select('id').execute()).toHaveLength(1);
    expect(await world.files.has(id)).toBe(false);
  });

  it('by a moderator is the moderators’ alone to post', async () => {
    await world.jobIn('finished');
    await world.desk.cancel(id, { ...anOrigin(), memberId: moderatorId, mayModerate: true });
    await world.store.keptBack(id, world.clock.now());
    expect(await outcome()).toBe('video-withdrawn');
    expect(await outcome(press({ memberId: moderatorId, mayModerate: true }))).toBe('posted');
  });

  it('is shown to its requester alone where it was asked for so', async () => {
    await keptBack({ request: { isPrivate: true } });
    expect(await outcome(press({ memberId: moderatorId, mayModerate: true }))).toBe('job-unknown');
    expect(await outcome(press({ mayPost: false }))).toBe('answered');
    expect(world.poster.tried).toEqual(['response:file']);
  });

  it('is not posted by others, where the rules forbid it, or where the bot may not', async () => {
    await keptBack();
    expect(await outcome(press({ memberId: '888888888888888888' }))).toBe('job-not-yours');
    expect(await outcome(press({ mayPost: false }))).toBe('cannot-post-here');
    showing = () => {
      throw new Refusal('channel-not-allowed', { channels: '' });
    };
    expect(await outcome()).toBe('channel-not-allowed');
    expect([world.poster.tried, world.tools.downloads]).toEqual([[], 0]);
  });

  it('is hidden as the rules of that place say, not as it was', async () => {
    await keptBack({ request: { isSpoiler: true } });
    const hidden: unknown[] = [];
    const post = world.poster.post.bind(world.poster);
    world.poster.post = async (road, job, ...rest) => {
      hidden.push(job.request.isSpoiler);
      return post(road, job, ...rest);
    };
    await outcome();
    await world.store.removed(id, 'requester', world.clock.now());
    showing = () => ({ isHidden: true });
    await outcome();
    expect(hidden).toEqual([undefined, true]);
  });

  it('is linked where the place takes no such file', async () => {
    await keptBack();
    world.poster.limits = { channel: 10, response: 10, dm: 10 };
    expect(await outcome()).toBe('posted');
    expect(world.poster.tried).toEqual(['channel:link']);
  });

  it('is made smaller for the place, where that can be', async () => {
    await keptBack();
    world.poster.limits = { channel: 900, response: 900, dm: 900 };
    world.tools.onFit = async () => 800;
    expect(await outcome()).toBe('posted');
    expect(world.poster.stored[0]?.post.content).toMatchObject({ form: 'file', bytes: 800, originalBytes: 1_000 });
    expect(world.poster.tried).toEqual(['channel:file']);
  });

  it('climbs down where Discord refuses the words or the file', async () => {
    await keptBack();
    world.poster.refuse = (rung) => (rung === 'channel:link:no-prompt' ? null : 'content-refused');
    expect(await outcome()).toBe('posted');
    expect(world.poster.tried).toEqual([
      'channel:file',
      'channel:file:no-prompt',
      'channel:link',
      'channel:link:no-prompt',
    ]);
    expect((await world.store.get(id)).rung).toBe('channel:link');
  });

  it.each(['no-access', 'gone', 'transient', 'content-refused'] as const)(
    'stays where it is when Discord says «%s»',
    async (problem) => {
      const before = await keptBack();
      world.poster.refuse = () => problem;
      expect(await outcome()).toBe('video-not-posted');
      expect(await world.store.get(id)).toEqual(before);
      expect(await world.files.has(id)).toBe(false);
    },
  );

  it('is not to be had once its provider has dropped it', async () => {
    const job = await keptBack();
    world.tools.onDownload = () => {
      throw new MediaError('gone', '404');
    };
    expect(await outcome()).toBe('video-expired');
    world.tools.onDownload = () => {
      throw new MediaError('network', '503');
    };
    expect(await outcome()).toBe('video-unreachable');
    await world.clock.advance((job.resultExpiresAt ?? 0) - world.clock.now());
    expect(await outcome()).toBe('video-expired');
    expect(world.poster.tried).toEqual([]);
  });

  it('is posted once, however often it is asked for meanwhile', async () => {
    await keptBack();
    expect((await Promise.all([outcome(), outcome()])).toSorted()).toEqual(['job-on-its-way', 'posted']);
    world.poster.standing = () => true;
    expect(await outcome()).toBe('stands');
    expect(world.poster.stored).toHaveLength(1);
  });
});

describe('a video that was posted', () => {
  beforeEach(() => world.jobIn('delivered'));

  it('is led to while it stands', async () => {
    world.poster.standing = ({ messageId }) => messageId === 'message-0';
    expect(await reposting.repost(id, press(), signal)).toEqual({ kind: 'stands', messageId: 'message-0', channelId });
    expect(world.poster.tried).toEqual([]);
  });

  it('and taken away by somebody unknown is posted anew', async () => {
    expect(await outcome()).toBe('posted');
  });

  it('and that the bot cannot see any more leaves no second one where it may stand', async () => {
    expect(await outcome(press({ channelId: '5' }))).toBe('posted');
    expect(world.poster.deleted).toEqual([{ messageId: 'message-0', channelId }]);
  });

  it('is posted anew also where the old one cannot be taken away', async () => {
    world.poster.refuse = (rung) => (rung === 'delete' ? 'no-access' : null);
    expect(await outcome()).toBe('posted');
    expect(await world.store.get(id)).toMatchObject({ messageId: 'message-1' });
  });

  it('and deleted by its requester is posted anew, where they think better of it', async () => {
    await world.desk.remove(id, { ...anOrigin(), mayModerate: false });
    expect(await outcome()).toBe('posted');
    expect(await world.store.get(id)).toMatchObject({ removedAt: null, withdrawnBy: null });
  });

  it('and that Discord did not delete is led to, and stands as before', async () => {
    world.poster.refuse = (rung) => (rung === 'delete' ? 'no-access' : null);
    await expect(world.desk.remove(id, anOrigin())).rejects.toMatchObject({ code: 'video-not-deleted' });
    world.poster.standing = ({ messageId }) => messageId === 'message-0';
    expect(await outcome()).toBe('stands');
    expect(world.poster.tried).toEqual([]);
    expect(await world.store.get(id)).toMatchObject({ messageId: 'message-0', rung: 'channel:file', removedAt: null });
  });

  it('and deleted by a moderator is the moderators’ alone to post', async () => {
    await world.desk.remove(id, { ...anOrigin(), mayModerate: false });
    await world.desk.remove(id, { ...anOrigin(), memberId: moderatorId, mayModerate: true });
    expect(await outcome()).toBe('video-withdrawn');
    expect(await outcome(press({ memberId: moderatorId, mayModerate: true }))).toBe('posted');
  });

  it('and deleted while it is posted anew does not stay', async () => {
    const post = world.poster.post.bind(world.poster);
    world.poster.post = async (...given) => {
      const message = await post(...given);
      await world.store.removed(id, 'moderator', world.clock.now());
      return message;
    };
    expect(await outcome()).toBe('video-withdrawn');
    expect(world.poster.deleted).toEqual([{ messageId: 'message-1', channelId }]);
  });
});

it.each(['failed', 'cancelled', 'undelivered', 'submitted'] as const)('what is %s cannot be posted', async (state) => {
  await world.jobIn(state);
  expect(await outcome()).toBe('video-not-made');
});
