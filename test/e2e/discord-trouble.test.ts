import { describe, expect, it } from 'vitest';
import {
  expectCreditsBack,
  expectPaidOnce,
  kite,
  type QuickWorld,
  shareWorld,
  startQuickWorld,
} from './quick-world.ts';
import { startTestBot } from './world.ts';

/** Past the life of an interaction's token. */
const tokenDeathMs = 16 * 60_000;

const shared = shareWorld();

/** One message with this video stands, at a place of the caller's choice; returns it. */
function theOnlyVideo(world: QuickWorld, jobId: string, place: { channelId?: string; ephemeral?: boolean } = {}) {
  const videos = world.videosOf(jobId);
  expect(videos).toMatchObject([{ deleted: false, ...place }]);
  return videos[0];
}

/** The link to the provider's file, in the place of a file that cannot be posted. */
async function theLink(world: QuickWorld, jobId: string) {
  const link = world.segmind.jobs.at(-1)?.outputUrl ?? 'no link';
  const withLink = world.discord.messages().filter(({ content }) => content.includes(link));
  expect(withLink).toHaveLength(1);
  expect(world.videosOf(jobId)).toEqual([]);
  return withLink[0];
}

describe('an interaction', () => {
  it('that comes twice before and after its video is taken once', async () => {
    const { world } = shared;
    const command = world.send('ray-flash', kite);
    command.replay();
    await world.clock.carefully(command.acknowledged);
    command.replay();
    const books = await world.settle(command.id);
    command.replay();
    await world.ask('credits');
    expectPaidOnce(books);
    theOnlyVideo(world, command.id);
    const answers = world.discord.requests.filter(({ path }) => path.startsWith(`/interactions/${command.id}/`));
    expect(answers).toMatchObject([{ status: 200 }]);
  });

  it('that was refused and comes again is refused again in silence', async () => {
    const { world } = shared;
    const command = world.send('ray-flash', { prompt: '...' }, { strict: false });
    command.replay();
    await world.clock.carefully(command.acknowledged);
    command.replay();
    await world.ask('credits');
    expect(world.discord.messages().filter(({ interactionId }) => interactionId === command.id)).toHaveLength(1);
  });

  it('that comes too late to be answered holds nothing and submits nothing', async () => {
    const { world } = shared;
    const command = world.send('ray-flash', kite, { lateByMs: 4_000 });
    await expect(command.acknowledged).resolves.toBe('missed');
    const books = await world.settle(command.id);
    expectCreditsBack(books, 'not-acknowledged');
    expect(books).toMatchObject({ submits: 0, attempts: [], job: { state: 'cancelled' } });
    expect(world.discord.messages().filter(({ interactionId }) => interactionId === command.id)).toEqual([]);
    expect(world.directMessages(world.memberId)).toEqual([]);
  });

  it('whose answer is on the way for too long holds nothing and submits nothing', async () => {
    const { world } = shared;
    world.discord.faults.callbackDelayMs = 4_000;
    const command = world.send('ray-flash', kite);
    await expect(command.acknowledged).resolves.toBe('missed');
    const books = await world.settle(command.id);
    expectCreditsBack(books, 'not-acknowledged');
    expect(books).toMatchObject({ submits: 0, attempts: [] });
  });

  it.each([500, 502, 429, 404])('whose answer Discord meets with %i is taken back', async (status) => {
    const { world } = shared;
    world.discord.faults.failNextCallbacks = { status, count: 1 };
    const command = world.send('ray-flash', kite);
    const books = await world.settle(command.id);
    expectCreditsBack(books, 'not-acknowledged');
    expect(books).toMatchObject({ submits: 0, attempts: [], job: { state: 'cancelled' } });
    expect(world.directMessages(world.memberId)).toEqual([]);
  });

  it('on which no answer can be given leaves the bot able to take the next', async () => {
    const { world } = shared;
    world.discord.faults.failNextCallbacks = { status: 500, count: 1 };
    world.send('credits');
    await world.until('the answer was refused', () => world.discord.faults.failNextCallbacks.count === 0);
    expect((await world.ask('credits')).content).toContain('Your credits here');
  });
});

describe('the card', () => {
  it('may be deleted meanwhile: the video comes all the same', async () => {
    const { world } = shared;
    world.segmind.faults.holdJobs = true;
    const { id } = await world.give('ray-flash', kite);
    const card = await world.discord.whenMessage(({ interactionId }) => interactionId === id, { timeoutMs: 5_000 });
    world.discord.deleteMessage(card.id);
    world.segmind.faults.holdJobs = false;
    expectPaidOnce(await world.settle(id), { rung: 'channel:file' });
    theOnlyVideo(world, id, { channelId: world.channelId });
  });

  it('of a private job may be deleted meanwhile: the video comes by direct message', async () => {
    const { world } = shared;
    world.segmind.faults.holdJobs = true;
    const { id } = await world.give('ray-flash', { ...kite, private: true });
    const card = await world.discord.whenMessage(({ interactionId }) => interactionId === id, { timeoutMs: 5_000 });
    world.discord.deleteMessage(card.id);
    world.segmind.faults.holdJobs = false;
    expectPaidOnce(await world.settle(id), { rung: 'dm:file' });
    expect(world.directMessages(world.memberId).at(-1)?.attachments).toHaveLength(1);
  });

  it('may be deleted before a failure: the member is told by direct message', async () => {
    const { world } = shared;
    world.segmind.faults.failJobs = 'generic';
    const { id } = await world.give('ray-flash', kite);
    world.clock.skip(10_000);
    const card = await world.discord.whenMessage(({ interactionId }) => interactionId === id, { timeoutMs: 5_000 });
    world.discord.deleteMessage(card.id);
    expectCreditsBack(await world.settle(id), 'provider-failed');
    expect(world.directMessages(world.memberId).at(-1)?.content).toContain('Your 51 credits are back');
  });

  it.each([true, false])(
    'is not redrawn while Discord limits edits (headers: %s), and nothing waits for it',
    async (headers) => {
      const { world } = shared;
      world.discord.faults.edit429 = { count: 1_000, headers, retryAfterMs: 60_000 };
      const { id } = await world.give('ray-flash', kite);
      expectPaidOnce(await world.settle(id), { rung: 'channel:file' });
      theOnlyVideo(world, id);
    },
  );
});

describe('a private answer', () => {
  it.each([true, false])('is put off while Discord limits edits (headers: %s), then comes once', async (headers) => {
    const { world } = shared;
    world.discord.faults.edit429 = { count: 1_000, headers, retryAfterMs: 1_000 };
    const { id } = await world.give('ray-flash', { ...kite, private: true });
    const settled = world.settle(id);
    await world.whenState(id, 'delivering');
    const before = world.discord.requests.length;
    await world.until('it was tried twice', () => limitedSince(world, before) >= 2);
    world.discord.faults.edit429.count = 0;
    expectPaidOnce(await settled, { rung: 'response:file' });
    theOnlyVideo(world, id, { ephemeral: true });
  });

  it('comes by direct message when the interaction has died meanwhile', async () => {
    const { world } = shared;
    world.segmind.faults.holdJobs = true;
    const { id } = await world.give('ray-flash', { ...kite, private: true });
    await world.whenState(id, 'submitted');
    world.clock.skip(tokenDeathMs);
    world.segmind.faults.holdJobs = false;
    expectPaidOnce(await world.settle(id), { rung: 'dm:file' });
    const message = theOnlyVideo(world, id, {
      channelId: world.discord.world.directChannelWith(world.memberId)?.id ?? '',
    });
    expect(message?.content).toContain('a kite over the dunes');
  });
});

const limitedSince = ({ discord }: QuickWorld, since: number) =>
  discord.requests.slice(since).filter(({ status }) => status === 429).length;

describe('a job that outlives its interaction', () => {
  it('is posted into the channel, and its card goes', async () => {
    const { world } = shared;
    world.segmind.faults.holdJobs = true;
    const { id } = await world.give('ray-flash', kite);
    await world.discord.whenMessage(
      ({ interactionId, content }) => interactionId === id && content.includes('Being made'),
      { timeoutMs: 5_000 },
    );
    world.clock.skip(tokenDeathMs);
    // An edit that was on its way is too late through no fault of ours.
    world.discord.clearRequests();
    world.segmind.faults.holdJobs = false;
    expectPaidOnce(await world.settle(id), { rung: 'channel:file' });
    theOnlyVideo(world, id, { channelId: world.channelId });
    expect(world.discord.messages(world.channelId).filter(({ interactionId }) => interactionId === id)).toEqual([]);
    const refusals = world.discord.requests.filter(({ errorCode }) => errorCode === 50027);
    expect(refusals).toEqual([]);
  });

  it.each([
    ['on its card', 0],
    ['on its card later, when Discord limits edits and does not say how long', 1],
  ])('tells a failure %s', async (_, limited) => {
    const { world } = shared;
    world.segmind.faults.failJobs = 'generic';
    world.segmind.faults.holdJobs = true;
    const { id } = await world.give('ray-flash', kite);
    await world.discord.whenMessage(
      ({ interactionId, content }) => interactionId === id && content.includes('Being made'),
      { timeoutMs: 5_000 },
    );
    world.clock.skip(tokenDeathMs);
    world.discord.clearRequests();
    world.discord.faults.edit429 = { count: limited, headers: false, retryAfterMs: 0 };
    world.segmind.faults.holdJobs = false;
    expectCreditsBack(await world.settle(id), 'provider-failed');
    const cards = world.discord.messages(world.channelId).filter(({ interactionId }) => interactionId === id);
    expect(cards).toMatchObject([{ content: expect.stringContaining('Your 51 credits are back') }]);
    const edits = world.discord.requests.filter(({ method }) => method === 'PATCH').map(({ atMs }) => atMs);
    expect(edits).toHaveLength(1 + limited);
    for (const [index, at] of edits.slice(1).entries()) expect(at - (edits[index] ?? 0)).toBeGreaterThan(9_000);
  });
});

describe('an upload', () => {
  it('that Discord answers with 500 is sent again', async () => {
    const { world } = shared;
    world.discord.faults.serverErrorOnce = { method: 'POST', path: `/channels/${world.channelId}/messages` };
    const { id } = await world.give('ray-flash', kite);
    expectPaidOnce(await world.settle(id), { rung: 'channel:file' });
    theOnlyVideo(world, id);
    expect(world.discord.faults.serverErrorOnce).toBeNull();
  });

  it('that arrived, but whose answer was lost, is sent again and stands once', async () => {
    const { world } = shared;
    world.discord.faults.hangUpAfterUpload = 2;
    const { id } = await world.give('ray-flash', kite);
    expectPaidOnce(await world.settle(id));
    theOnlyVideo(world, id, { channelId: world.channelId });
    expect(world.discord.faults.hangUpAfterUpload).toBe(0);
  });

  it('into a private answer that arrived, but whose answer was lost, stands once', async () => {
    const { world } = shared;
    world.discord.faults.hangUpAfterUpload = 1;
    const { id } = await world.give('ray-flash', { ...kite, private: true });
    expectPaidOnce(await world.settle(id), { rung: 'response:file' });
    theOnlyVideo(world, id, { ephemeral: true });
  });

  it.each(['json', 'html'] as const)('that is too large for Discord (413 as %s) becomes a link', async (form) => {
    const { world } = shared;
    world.discord.faults.uploadTooLarge = form;
    const { id } = await world.give('ray-flash', kite);
    expectPaidOnce(await world.settle(id), { rung: 'channel:link' });
    const message = await theLink(world, id);
    expect(message).toMatchObject({ channelId: world.channelId, pings: { users: [world.memberId] } });
    expect(message?.content).toMatch(
      /cannot be posted here, so this is its link: http.+\nThe link works until <t:\d+:f>/,
    );
  });

  it('over the limit of the place is not even tried', async () => {
    const { world } = shared;
    world.discord.clearRequests();
    const { id } = await world.give('ray-flash', kite, { attachmentSizeLimit: 1_000 });
    expectPaidOnce(await world.settle(id), { rung: 'channel:link' });
    await theLink(world, id);
    expect(
      world.discord.requests.filter(({ method, path }) => method === 'POST' && /messages$/.test(path)),
    ).toHaveLength(1);
    expect(world.discord.requests.filter(({ status }) => status === 413)).toEqual([]);
  });
});

describe('where the bot may not post', () => {
  it('by its permissions, the video fills the answer to the command', async () => {
    const { world } = shared;
    const { id: channelId } = world.discord.world.channelNamed('read-only');
    world.discord.clearRequests();
    const { id } = await world.give('ray-flash', kite, { channelId });
    expectPaidOnce(await world.settle(id), { rung: 'response:file' });
    expect(theOnlyVideo(world, id, { channelId, ephemeral: false })).toMatchObject({ interactionId: id });
    expect(world.discord.requests.filter(({ status }) => status === 403)).toEqual([]);
  });

  it('against all appearances, the video fills the answer to the command', async () => {
    const { world } = shared;
    world.discord.faults.noPermissionToSend = true;
    const { id } = await world.give('ray-flash', kite);
    expectPaidOnce(await world.settle(id), { rung: 'response:file' });
    theOnlyVideo(world, id, { channelId: world.channelId });
    expect(world.discord.requests.filter(({ errorCode }) => errorCode === 50013)).toHaveLength(1);
  });

  it('and the interaction has died too, the video comes by direct message', async () => {
    const { world } = shared;
    world.discord.faults.noPermissionToSend = true;
    world.segmind.faults.holdJobs = true;
    const { id } = await world.give('ray-flash', kite);
    await world.whenState(id, 'submitted');
    world.clock.skip(tokenDeathMs);
    world.segmind.faults.holdJobs = false;
    expectPaidOnce(await world.settle(id), { rung: 'dm:file' });
    theOnlyVideo(world, id, { channelId: world.discord.world.directChannelWith(world.memberId)?.id ?? '' });
  });

  it('and the member takes no direct messages either, the credits come back and the operator is told', async () => {
    const { world } = shared;
    const userId = world.discord.world.users[2]?.id ?? '';
    world.segmind.faults.holdJobs = true;
    const { id } = await world.give('ray-flash', { ...kite, private: true }, { userId });
    await world.whenState(id, 'submitted');
    world.clock.skip(tokenDeathMs);
    world.segmind.faults.holdJobs = false;
    const books = await world.settle(id);
    expectCreditsBack(books, 'delivery-impossible');
    expect(books.job.state).toBe('undelivered');
    expect(world.videosOf(id)).toEqual([]);
    await world.until('the operator knows', () => world.notices().some((notice) => notice.includes(id)));
  });
});

describe('the gateway', () => {
  it.each([
    ['cut', (world: QuickWorld) => world.discord.dropGateway()],
    ['closed with 4000', (world: QuickWorld) => world.discord.dropGateway(4000)],
    ['told to reconnect', (world: QuickWorld) => world.discord.sendReconnect()],
  ])('may be %s during a job: the video comes, and so does the next command', async (_, strike) => {
    const { world } = shared;
    world.segmind.faults.holdJobs = true;
    const { id } = await world.give('ray-flash', kite);
    strike(world);
    world.segmind.faults.holdJobs = false;
    expectPaidOnce(await world.settle(id), { rung: 'channel:file' });
    theOnlyVideo(world, id);
    await world.discord.whenReady({ timeoutMs: 10_000 });
    expect((await world.ask('credits')).content).toContain('Your credits here');
  });
});

describe('a server that is out of order', () => {
  it('when the bot starts keeps nobody waiting, and gets its videos', async (test) => {
    const world = await startQuickWorld(test);
    world.discord.setGuildUnavailable(world.discord.world.channelNamed('clips').guildId);
    await startTestBot(test, world);
    const { id } = await world.give('ray-flash', kite);
    expectPaidOnce(await world.settle(id));
  });

  it('and comes back during a job gets its video', async () => {
    const { world } = shared;
    world.segmind.faults.holdJobs = true;
    const { id } = await world.give('ray-flash', kite);
    world.discord.setGuildUnavailable(world.guildId);
    world.segmind.faults.holdJobs = false;
    expectPaidOnce(await world.settle(id));
    theOnlyVideo(world, id);
    world.discord.setGuildUnavailable(world.guildId, false);
  });
});
