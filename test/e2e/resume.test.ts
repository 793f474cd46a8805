import { describe, expect, it } from 'vitest';
import { candidatesFor, effectiveCatalogue } from '../../src/catalogue/offer.ts';
import { defaultPolicy } from '../../src/credits/policy.ts';
import { openDatabase } from '../../src/database/connection.ts';
import { JobStore } from '../../src/jobs/job-store.ts';
import { aRequest } from '../builders/jobs.ts';
import {
  expectClosedBooks,
  expectCreditsBack,
  expectPaidOnce,
  kite,
  passSearch,
  type QuickWorld,
  startQuickWorld,
} from './quick-world.ts';
import { type Ending, startTestBot } from './world.ts';

/** A bot that is stopped as SIGTERM stops it, and started again on the same data. */

/** Past the time in which Discord knows a nonce again, and in which the bot relies on it. */
const nonceForgottenMs = 10 * 60_000;

/** The job goes on at the next start, and ends with one video, one submit and one charge. */
async function expectOneVideo(test: Ending, world: QuickWorld, jobId: string, rung?: string): Promise<void> {
  await startTestBot(test, world);
  expectPaidOnce(await world.settle(jobId), rung === undefined ? {} : { rung });
  expect(world.videosOf(jobId)).toMatchObject([{ deleted: false }]);
  await expectClosedBooks(world);
}

describe('a bot that is stopped and started again', () => {
  it('while a job waits for its turn: submits it once', async (test) => {
    const world = await startQuickWorld(test);
    // The look at the account, at the start, takes the minute's only turn.
    const first = await startTestBot(test, world, { environment: { SEGMIND_REQUESTS_PER_MINUTE: '1' } });
    await world.until('the turn is taken', () => world.segmind.requests.length === 1);
    const { id } = await world.give('ray-flash', kite);
    await world.whenState(id, 'preparing');
    await first.stop();
    await world.whenState(id, 'preparing');
    expect(world.segmind.submitCount).toBe(0);
    await expectOneVideo(test, world, id, 'channel:file');
  });

  it('while a submit is on its way: writes its answer down first', async (test) => {
    const world = await startQuickWorld(test);
    const first = await startTestBot(test, world);
    const { id } = await world.give('ray-flash', kite);
    await world.segmind.waitForSubmit();
    await first.stop();
    await world.whenState(id, 'submitted');
    await expectOneVideo(test, world, id, 'channel:file');
  });

  it('while the acknowledgement is on its way: waits for it', async (test) => {
    const world = await startQuickWorld(test);
    const first = await startTestBot(test, world);
    world.discord.faults.callbackDelayMs = 50;
    const command = world.send('ray-flash', kite);
    const taken = world.clock.carefully(command.acknowledged);
    await world.until('the answer is on its way', () =>
      world.discord.requests.some(({ path }) => path.includes(command.id)),
    );
    await first.stop();
    await taken;
    await expect(command.acknowledged).resolves.toMatchObject({ type: 5 });
    await expectOneVideo(test, world, command.id, 'channel:file');
  });

  it('while the provider works: goes on looking', async (test) => {
    const world = await startQuickWorld(test);
    const first = await startTestBot(test, world);
    world.segmind.faults.holdJobs = true;
    const { id } = await world.give('ray-flash', kite);
    await world.whenState(id, 'submitted');
    world.clock.skip(75_000);
    await world.until('it was looked at', () => world.segmind.requests.some(({ path }) => path.endsWith('/status')));
    await first.stop();
    world.segmind.faults.holdJobs = false;
    await expectOneVideo(test, world, id, 'channel:file');
  });

  it('when the interaction has died meanwhile: posts into the channel', async (test) => {
    const world = await startQuickWorld(test);
    const first = await startTestBot(test, world);
    const { id } = await world.give('ray-flash', kite);
    await world.whenState(id, 'submitted');
    await first.stop();
    world.clock.skip(20 * 60_000);
    await expectOneVideo(test, world, id, 'channel:file');
    expect(world.discord.requests.filter(({ errorCode }) => errorCode === 50027)).toEqual([]);
  });

  it('after the hour for which a request can be asked for: finds it in the history', async (test) => {
    const world = await startQuickWorld(test);
    const first = await startTestBot(test, world);
    const { id } = await world.give('ray-flash', kite);
    await world.whenState(id, 'submitted');
    await first.stop();
    world.clock.skip(61 * 60_000);
    await expectOneVideo(test, world, id, 'channel:file');
  });

  it('after the provider has forgotten the request: gives the credits back and tells the operator', async (test) => {
    const world = await startQuickWorld(test);
    const first = await startTestBot(test, world);
    const { id } = await world.give('ray-flash', kite);
    await world.whenState(id, 'submitted');
    await first.stop();
    world.segmind.faults.historyDelayMs = 24 * 3_600_000;
    world.clock.skip(61 * 60_000);
    await startTestBot(test, world);
    expectCreditsBack(await world.settle(id), 'provider-lost');
    await world.until('the operator knows', () => world.notices().some((notice) => notice.includes(id)));
    expect(world.segmind.submitCount).toBe(1);
    await expectClosedBooks(world);
  });

  it('while Discord refuses the video: posts it then', async (test) => {
    const world = await startQuickWorld(test);
    const first = await startTestBot(test, world);
    world.discord.faults.edit429 = { count: 1_000, headers: true, retryAfterMs: 1_000 };
    const { id } = await world.give('ray-flash', { ...kite, private: true });
    const settled = world.settle(id).catch(() => {});
    await world.whenState(id, 'delivering');
    await first.stop();
    world.discord.faults.edit429.count = 0;
    await expectOneVideo(test, world, id, 'response:file');
    await settled;
  });

  it.for<[string, number, string, { private?: boolean }, string]>([
    ['at once', 0, 'videos', {}, 'channel:file'],
    ['after Discord has forgotten the nonce', nonceForgottenMs, 'videos', {}, 'channel:found'],
    ['after minutes, where the bot may not post', nonceForgottenMs, 'read-only', {}, 'response:found'],
    ['after minutes, in private', nonceForgottenMs, 'videos', { private: true }, 'response:file'],
  ])(
    '%s, when the video stands but the answer was lost: leaves it standing once',
    async ([, pauseMs, place, more, rung], test) => {
      const world = await startQuickWorld(test);
      const first = await startTestBot(test, world);
      // A day without an answer, as far as this run of the bot is concerned.
      world.discord.faults.hangUpAfterUpload = 1_000;
      const { id: channelId } = world.discord.world.channelNamed(place);
      const { id } = await world.give('ray-flash', { ...kite, ...more }, { channelId });
      const settled = world.settle(id);
      await world.until('the video stands', () => world.videosOf(id).length > 0);
      await first.stop();
      world.discord.faults.hangUpAfterUpload = 0;
      world.clock.skip(pauseMs);
      await expectOneVideo(test, world, id, rung);
      await settled;
    },
  );

  it('before the card was taken away: takes it away then', async (test) => {
    const world = await startQuickWorld(test);
    const first = await startTestBot(test, world);
    world.discord.faults.serverErrorOnce = { method: 'DELETE', path: '/webhooks/' };
    const { id } = await world.give('ray-flash', kite);
    const settled = world.settle(id);
    await world.until('the card stayed', () => world.discord.faults.serverErrorOnce === null);
    await first.stop();
    expect(world.discord.messages(world.channelId)).toHaveLength(2);
    await expectOneVideo(test, world, id, 'channel:file');
    expect(world.discord.messages(world.channelId)).toHaveLength(1);
    await settled;
  });

  it('before a failure was told: tells it then', async (test) => {
    const world = await startQuickWorld(test);
    const first = await startTestBot(test, world);
    world.segmind.faults.failJobs = 'generic';
    world.discord.faults.edit429 = { count: 1_000, headers: true, retryAfterMs: 1_000 };
    const { id } = await world.give('ray-flash', kite);
    const settled = world.settle(id);
    await world.whenState(id, 'failed');
    await first.stop();
    world.discord.faults.edit429.count = 0;
    await startTestBot(test, world);
    expectCreditsBack(await settled, 'provider-failed');
    expect(world.discord.messages(world.channelId)).toMatchObject([
      { interactionId: id, content: expect.stringContaining('Your 51 credits are back') },
    ]);
    await expectClosedBooks(world);
  });
});

describe('a bot that drains', () => {
  it('takes no new commands, says so, and finishes the upload under way', async (test) => {
    const world = await startQuickWorld(test);
    const bot = await startTestBot(test, world);
    world.discord.faults.slowUploadMs = 1_500;
    const { id } = await world.give('ray-flash', kite);
    const settled = world.settle(id).catch(() => {});
    await world.until('the upload has arrived', () => world.videosOf(id).length > 0);
    const stopped = bot.stop();
    expect((await world.ask('ray-flash', kite)).content).toContain('The bot is restarting. Send the command again');
    await stopped;
    await world.whenState(id, 'delivered');
    await expectOneVideo(test, world, id, 'channel:file');
    expect(world.segmind.submitCount).toBe(1);
    await settled;
  });
});

/** Requests that ask for a video. */
const submitsTo = ({ segmind }: QuickWorld) => segmind.requests.filter(({ method }) => method === 'POST');

describe('a bot that was cut off', () => {
  /** A job as a run that was cut off left it, with its credits held. */
  async function leaveJob(world: QuickWorld, until: 'accepted' | 'submitting'): Promise<string> {
    const bot = await startTestBot({ onTestFinished: () => {} }, world);
    const { config } = bot;
    await bot.stop();
    const id = String((BigInt(world.clock.now() - Date.UTC(2015, 0, 1)) << 22n) + 1n);
    const { database, close } = await openDatabase(config.databaseFile);
    const store = new JobStore(database);
    const request = aRequest(kite);
    const [candidate] = candidatesFor(request, effectiveCatalogue(config.catalogue));
    const origin = {
      interactionId: id,
      interactionToken: 'a-token-that-discord-does-not-know',
      applicationId: world.discord.applicationId,
      guildId: world.guildId,
      channelId: world.channelId,
      memberId: world.memberId,
      locale: 'en-US',
      mayPost: true,
      attachmentLimitBytes: 20_000_000,
      roleIds: [],
      mayManage: false,
      mayModerate: false,
      channel: { id: world.channelId, threadOf: null, ageRestricted: false },
    };
    const rules = { policy: defaultPolicy(config.allowance), spendLimitMicroUsdPerDay: 0 };
    await store.accept(origin, request, candidate, rules, world.clock.now());
    if (until === 'submitting') {
      await store.acknowledge(id, null, world.clock.now());
      const { row } = candidate;
      const { model, prompt, durationSeconds, aspectRatio, resolution, loop, concepts } = request;
      const asked = { model, prompt, durationSeconds, aspectRatio, resolution, loop, concepts };
      const input = { jobId: id, attempt: 1, slug: row.slug, ...asked, images: {} };
      await store.startAttempt(candidate, input, world.clock.now());
    }
    await close();
    return id;
  }

  it('before a job was acknowledged: gives the credits back in silence', async (test) => {
    const world = await startQuickWorld(test);
    const id = await leaveJob(world, 'accepted');
    await startTestBot(test, world);
    const books = await world.settle(id);
    expectCreditsBack(books, 'not-acknowledged');
    expect(books.job.state).toBe('cancelled');
    expect(submitsTo(world)).toEqual([]);
    expect(world.discord.messages()).toEqual([]);
    await expectClosedBooks(world);
  });

  it('in the middle of a submit that was not taken: looks for it, never repeats it, and gives the credits back', async (test) => {
    const world = await startQuickWorld(test);
    const id = await leaveJob(world, 'submitting');
    await startTestBot(test, world);
    await passSearch(world);
    const books = await world.settle(id);
    expectCreditsBack(books, 'submit-uncertain');
    expect(books.attempts).toMatchObject([{ n: 1, state: 'uncertain' }]);
    expect(submitsTo(world)).toEqual([]);
    expect(world.directMessages(world.memberId)).toMatchObject([
      { content: expect.stringContaining('Your 51 credits are back') },
    ]);
    await world.until('the operator knows', () => world.notices().some((notice) => notice.includes(id)));
    await expectClosedBooks(world);
  });
});
