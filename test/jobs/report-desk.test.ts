import { describe, expect, it, onTestFinished } from 'vitest';
import { auditOf } from '../../src/credits/audit-trail.ts';
import { GuildSettings } from '../../src/credits/guild-settings.ts';
import { defaultPolicy, type GuildPolicy, policyLimits } from '../../src/credits/policy.ts';
import { PolicyStore } from '../../src/credits/policy-store.ts';
import { openDatabase } from '../../src/database/connection.ts';
import { PostingError } from '../../src/errors/posting-error.ts';
import { deleteVideo } from '../../src/jobs/delete-video.ts';
import type { Job } from '../../src/jobs/job.ts';
import { ReportDesk } from '../../src/jobs/report-desk.ts';
import { type Report, ReportStore } from '../../src/jobs/report-store.ts';
import { FakePoster } from '../builders/fake-poster.ts';
import { aJob, aRequest } from '../builders/jobs.ts';
import { ManualClock } from '../builders/manual-clock.ts';

const guildId = '222222222222222222';
const channelId = '333333333333333333';
const ann = { guildId, memberId: '444444444444444444', mayModerate: false };
const ben = { ...ann, memberId: '500000000000000001' };
const mod = { ...ann, memberId: '600000000000000001', mayModerate: true };
const maker = '700000000000000001';
const reportsChannelId = '800000000000000001';
const place = { channelId, messageId: '900000000000000001' };
const target = { ...place, hasOurVideo: true, isPrivate: false };
const delivered = { state: 'delivered', memberId: maker, ...place, messageChannelId: channelId } as const;

/** A video of `maker`, and a channel for reports, unless a test says otherwise. */
async function openWorld({
  job = aJob(delivered),
  channel = reportsChannelId,
}: {
  job?: Job | null;
  channel?: string | null;
} = {}) {
  const { database, close } = await openDatabase(':memory:');
  onTestFinished(close);
  const clock = new ManualClock();
  const policies = new PolicyStore(database);
  const settings = new GuildSettings(policies, defaultPolicy({ credits: 300, period: 'week' }), clock);
  const change = (own: (policy: GuildPolicy) => GuildPolicy) =>
    settings.change({ guildId, actorId: mod.memberId, reason: null, change: own });
  await change((policy) => ({ ...policy, reportsChannelId: channel }));
  const poster = new FakePoster();
  const posted: { channelId: string; report: Report }[] = [];
  const removed: string[] = [];
  let problem: PostingError | null = null;
  const desk = new ReportDesk({
    reports: new ReportStore(database),
    jobs: { findByMessage: async (_channel, messageId) => (messageId === place.messageId ? job : null) },
    settings,
    board: {
      async post(to, report) {
        if (problem) throw problem;
        posted.push({ channelId: to, report });
        return { channelId: to, messageId: `9${posted.length}` };
      },
    },
    removeVideo: (video) =>
      deleteVideo(video, 'moderator', {
        poster,
        clock,
        store: { find: async () => job, removed: async (jobId) => void removed.push(jobId) },
      }),
    clock,
  });
  return {
    ...{ clock, database, desk, settings, change, posted, poster, removed },
    /** From now on the channel cannot be written to, or can be again. */
    refuse: (kind: PostingError['problem'] | null) => {
      problem = kind && new PostingError(kind, 'refused');
    },
    async report(id = '1', reporter = ann, reason: string | null = 'it shows me') {
      await desk.report(id, await desk.examine(target, reporter), reason, reporter);
      return id;
    },
    audit: async () => (await auditOf(database, guildId, { limit: 10 })).filter(({ action }) => action !== 'settings'),
  };
}

describe('a report', () => {
  it('comes to the channel that admins have named, with who made the video, who reports it and why', async () => {
    const { posted, report } = await openWorld();
    await report();
    expect(posted).toMatchObject([
      {
        channelId: reportsChannelId,
        report: {
          ...{ id: '1', guildId, ...place, jobId: aJob().id, makerId: maker, reporterId: ann.memberId },
          ...{ reason: 'it shows me', removedBy: null, blockedBy: null, dismissedBy: null },
        },
      },
    ]);
  });

  it('is known to the one who sent it, and new to others', async () => {
    const { desk, posted, report } = await openWorld();
    await report();
    await expect(desk.examine(target, ann)).rejects.toMatchObject({ code: 'report-known' });
    await report('2', ben);
    expect(posted.map(({ report: { reporterId } }) => reporterId)).toEqual([ann.memberId, ben.memberId]);
  });

  it('that is sent off twice, from two modals, comes once', async () => {
    const { desk, posted } = await openWorld();
    const video = await desk.examine(target, ann);
    await desk.report('1', video, null, ann);
    await expect(desk.report('2', video, null, ann)).rejects.toMatchObject({ code: 'report-known' });
    expect(posted).toHaveLength(1);
  });

  it.each([
    ['a message of somebody else', { job: null }, { hasOurVideo: false }, 'report-not-a-video'],
    ['a video that is being posted', { job: aJob({ ...delivered, state: 'delivering' }) }, {}, 'report-not-a-video'],
    [
      'a video of another guild',
      { job: aJob({ ...delivered, guildId: '222222222222222223' }) },
      {},
      'report-not-a-video',
    ],
    ['a message that the member alone sees', {}, { isPrivate: true }, 'report-private'],
    ['a private video', { job: aJob({ ...delivered, request: aRequest({ isPrivate: true }) }) }, {}, 'report-private'],
    ['anything where there is no channel for it', { channel: null }, {}, 'report-no-channel'],
  ])('is refused of %s', async (_what, world, changes, code) => {
    const { desk } = await openWorld(world);
    await expect(desk.examine({ ...target, ...changes }, ann)).rejects.toMatchObject({ code });
  });

  it('may be of a video whose job was erased', async () => {
    const { posted, report } = await openWorld({ job: null });
    await report();
    expect(posted[0]?.report).toMatchObject({ ...place, jobId: null, makerId: null });
  });

  it.each(['no-access', 'gone', 'transient'] as const)(
    'that cannot be posted (%s) is none: the member hears it, and may try again',
    async (kind) => {
      const { desk, database, posted, refuse, report } = await openWorld();
      refuse(kind);
      await expect(report()).rejects.toMatchObject({ code: 'report-not-posted' });
      expect(await database.selectFrom('video_report').selectAll().execute()).toEqual([]);
      refuse(null);
      await desk.examine(target, ann);
      await report('2');
      expect(posted).toHaveLength(1);
    },
  );

  it('that a crash cut off before it was posted can be sent again, under its first id', async () => {
    const { database, desk, posted } = await openWorld();
    const video = await desk.examine(target, ann);
    await new ReportStore(database).add({ ...video, id: '1', guildId, reporterId: ann.memberId, reason: 'x' }, 0);
    await desk.report('2', await desk.examine(target, ann), 'again', ann);
    expect(posted).toMatchObject([{ report: { id: '1' } }]);
  });

  it('is refused of whoever has sent many within the hour, and taken again after that', async () => {
    const { clock, desk, posted } = await openWorld({ job: null });
    const send = async (n: number, reporter = ann) => {
      const video = await desk.examine({ ...target, messageId: `90000000000000000${n}` }, reporter);
      await desk.report(String(n), video, null, reporter);
    };
    const last = await desk.examine(target, ann);
    for (let n = 10; n < 20; n += 1) await send(n);
    await expect(send(20)).rejects.toMatchObject({ code: 'report-too-many', context: { most: 10 } });
    await expect(desk.report('30', last, null, ann)).rejects.toMatchObject({ code: 'report-too-many' });
    await send(21, ben);
    expect(posted).toHaveLength(11);
    await clock.advance(60 * 60_000);
    await send(22);
  });

  it('whose channel was turned off meanwhile is refused', async () => {
    const { change, desk } = await openWorld();
    const video = await desk.examine(target, ann);
    await change((policy) => ({ ...policy, reportsChannelId: null }));
    await expect(desk.report('1', video, null, ann)).rejects.toMatchObject({ code: 'report-no-channel' });
  });
});

describe('a moderator', () => {
  it('deletes the video: message, job and audit', async () => {
    const { desk, poster, removed, report, audit } = await openWorld();
    expect(await desk.decide(await report(), 'delete', mod)).toMatchObject({ removedBy: mod.memberId });
    expect(poster.deleted).toMatchObject([place]);
    expect(removed).toEqual([aJob().id]);
    expect(await audit()).toMatchObject([
      { action: 'report-delete', actorId: mod.memberId, targetId: maker, reason: 'it shows me' },
    ]);
  });

  it('deletes it where it was posted anew as well', async () => {
    const anew = aJob({ ...delivered, messageId: '900000000000000002' });
    const { desk, poster, report } = await openWorld({ job: anew });
    await desk.decide(await report(), 'delete', mod);
    expect(poster.deleted).toMatchObject([place, { channelId, messageId: '900000000000000002' }]);
  });

  it('deletes a video whose job was erased', async () => {
    const { desk, poster, removed, report, audit } = await openWorld({ job: null });
    await desk.decide(await report(), 'delete', mod);
    expect([poster.deleted, removed]).toMatchObject([[place], []]);
    expect(await audit()).toMatchObject([{ action: 'report-delete', targetId: null }]);
  });

  it('blocks its maker, which is a setting like any other', async () => {
    const { desk, settings, report, audit } = await openWorld();
    expect(await desk.decide(await report(), 'block', mod)).toMatchObject({ blockedBy: mod.memberId });
    expect((await settings.current(guildId)).blockedMembers).toEqual([maker]);
    expect(await audit()).toMatchObject([
      { action: 'report-block', actorId: mod.memberId, targetId: maker, reason: 'it shows me' },
    ]);
  });

  it('blocks somebody who is blocked already', async () => {
    const { change, desk, settings, report } = await openWorld();
    await change((policy) => ({ ...policy, blockedMembers: [maker] }));
    expect(await desk.decide(await report(), 'block', mod)).toMatchObject({ blockedBy: mod.memberId });
    expect((await settings.current(guildId)).blockedMembers).toEqual([maker]);
  });

  it('finds nothing to do', async () => {
    const { desk, report, audit } = await openWorld();
    expect(await desk.decide(await report(), 'dismiss', mod)).toMatchObject({ dismissedBy: mod.memberId });
    expect(await audit()).toMatchObject([{ action: 'report-dismiss', actorId: mod.memberId, targetId: maker }]);
  });

  it.each(['delete', 'block', 'dismiss'] as const)(
    'is the first one who does %s, also where two do it',
    async (action) => {
      const { desk, poster, report, audit } = await openWorld();
      const id = await report();
      const other = { ...mod, memberId: '600000000000000002' };
      const [one, two] = await Promise.all([desk.decide(id, action, mod), desk.decide(id, action, other)]);
      const again = await desk.decide(id, action, other);
      expect(two).toEqual(again);
      expect(one).toEqual(again);
      expect(await audit()).toHaveLength(1);
      expect(poster.deleted.length).toBeLessThanOrEqual(2);
    },
  );

  it.each([
    ['whoever is none', {}, 'moderators-only'],
    ['one of another guild', { mayModerate: true, guildId: '222222222222222223' }, 'report-unknown'],
  ])('is not %s', async (_who, changes, code) => {
    const { desk, poster, report, audit } = await openWorld();
    const id = await report();
    await expect(desk.decide(id, 'delete', { ...ann, ...changes })).rejects.toMatchObject({ code });
    expect([poster.deleted, await audit()]).toEqual([[], []]);
  });

  it('hears that Discord did not delete it, and may try again', async () => {
    const { desk, poster, report, audit } = await openWorld();
    const id = await report();
    poster.refuse = () => 'no-access';
    await expect(desk.decide(id, 'delete', mod)).rejects.toMatchObject({ code: 'report-not-deleted' });
    expect(await audit()).toEqual([]);
    poster.refuse = () => null;
    expect(await desk.decide(id, 'delete', mod)).toMatchObject({ removedBy: mod.memberId });
  });

  it('hears that nobody is known who could be blocked', async () => {
    const { desk, report } = await openWorld({ job: null });
    await expect(desk.decide(await report(), 'block', mod)).rejects.toMatchObject({ code: 'report-maker-unknown' });
  });

  it('hears that the list of the blocked is full', async () => {
    const { change, desk, report } = await openWorld();
    const many = Array.from({ length: policyLimits.blockedMembers }, (_, n) =>
      String(100_000_000_000_000_000n + BigInt(n)),
    );
    await change((policy) => ({ ...policy, blockedMembers: many }));
    await expect(desk.decide(await report(), 'block', mod)).rejects.toMatchObject({
      code: 'setting-full',
      context: { most: policyLimits.blockedMembers },
    });
  });

  it('hears that a report is not kept any more', async () => {
    const { desk } = await openWorld();
    await expect(desk.decide('7', 'dismiss', mod)).rejects.toMatchObject({ code: 'report-unknown' });
  });
});
