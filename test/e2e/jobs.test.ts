import { describe, expect, it } from 'vitest';
import { plainPicture } from '../sandbox/clip-frames.ts';
import {
  answerTo,
  customIdsOf,
  expectMade,
  jobIdOf,
  labelsOf,
  moderatorIn,
  plainPlaces,
  press,
  strangerIn,
  videoIn,
  whenCard,
} from './buttons.ts';
import { expectCreditsBack, expectPaidOnce, kite, shareWorld, startQuickWorld } from './quick-world.ts';
import { startTestBot } from './world.ts';

/** What people do with the buttons under cards and videos, and with `/jobs`. */

/** One video is made at a time, so that whatever comes meanwhile waits. */
const shared = shareWorld({ world: plainPlaces }, { environment: { SEGMIND_MAX_JOBS: '1' } });

describe('the card', () => {
  it('of a job that has not left has a button that ends it, at once, and the credits are back', async () => {
    const { world } = shared;
    world.segmind.faults.holdJobs = true;
    const before = await world.give('ray-flash', kite, { userId: strangerIn(world) });
    await whenCard(world, before.id, 'Don’t post');
    const { id } = await world.give('ray-flash', kite);
    const card = await whenCard(world, id, 'Cancel');
    const pressed = await press(world, card, 'Cancel');
    await expect(pressed.acknowledged).resolves.toMatchObject({ type: 7 });
    expect((await answerTo(world, pressed)).content).toContain('51 credits are back');
    const books = await world.settle(id);
    expectCreditsBack(books, 'cancelled');
    expect(books).toMatchObject({ submits: 0, paid: 0 });
    const ended = await whenCard(world, id, 'Again (51)');
    expect(ended.content).toContain('cancelled before anything was made');
    expect(labelsOf(ended)).toEqual(['Again (51)', 'Edit prompt']);
    world.segmind.faults.holdJobs = false;
    expectPaidOnce(await world.settle(before.id));
  });

  it('of a job that has left keeps the video back, which can be had from /jobs then', async () => {
    const { world } = shared;
    world.segmind.faults.holdJobs = true;
    const { id } = await world.give('ray-flash', kite);
    const card = await whenCard(world, id, 'Don’t post');
    const pressed = await press(world, card, 'Don’t post');
    expect((await answerTo(world, pressed)).content).toMatch(/51 credits are spent.+`\/jobs` until <t:\d+:f>/);
    await whenCard(world, id, 'Post it after all');
    world.segmind.faults.holdJobs = false;
    expectPaidOnce(await world.settle(id), { rung: 'kept-back' });
    expect(world.videosOf(id)).toEqual([]);

    const list = await world.ask('jobs');
    expect(list.content).toContain('made, not posted');
    const opened = await world.press({
      userId: world.memberId,
      messageId: list.id,
      customId: 'jobs:open:all',
      values: [id],
    });
    const details = await answerTo(world, opened, list.id);
    expect(labelsOf(details)).toEqual(['Again (51)', 'Edit prompt', 'Vary', 'Post again', '◀ All videos']);
    const posted = await answerTo(world, await press(world, details, 'Post again'));
    expect(posted.content).toMatch(/Posted again: https:\/\/discord.com\/channels\//);
    const [video, ...others] = world.videosOf(id);
    expect(others).toEqual([]);
    expect(video).toMatchObject({ channelId: world.channelId, pings: { users: [], roles: [], everyone: false } });
    const twice = await answerTo(world, await press(world, details, 'Post again'));
    expect(twice.content).toContain(`still stands there: https://discord.com/channels/`);
    expect(world.videosOf(id)).toHaveLength(1);
    expectPaidOnce(await world.settle(id), { rung: 'channel:file' });
  });

  it('posts it after all, where that is wanted', async () => {
    const { world } = shared;
    world.segmind.faults.holdJobs = true;
    const { id } = await world.give('ray-flash', kite);
    await press(world, await whenCard(world, id, 'Don’t post'), 'Don’t post');
    await press(world, await whenCard(world, id, 'Post it after all'), 'Post it after all');
    await whenCard(world, id, 'Don’t post');
    world.segmind.faults.holdJobs = false;
    expectPaidOnce(await world.settle(id), { rung: 'channel:file' });
  });

  it('is no business of others', async () => {
    const { world } = shared;
    world.segmind.faults.holdJobs = true;
    const { id } = await world.give('ray-flash', kite);
    const card = await whenCard(world, id, 'Don’t post');
    const stranger = strangerIn(world);
    const refused = await answerTo(world, await press(world, card, 'Don’t post', stranger));
    expect(refused).toMatchObject({ ephemeral: true, visibleTo: stranger });
    expect(refused.content).toContain('only they, and moderators');
    world.segmind.faults.holdJobs = false;
    expectPaidOnce(await world.settle(id), { rung: 'channel:file' });
  });

  it('with a moderated prompt lets its words be changed, and nothing else', async () => {
    const { world } = shared;
    const { id } = await world.give('ray-flash', { prompt: 'a forbidden dance' });
    expectCreditsBack(await world.settle(id), 'moderated');
    const card = await whenCard(world, id, 'Edit prompt');
    expect(labelsOf(card)).toEqual(['Edit prompt']);
    const opened = await press(world, card, 'Edit prompt');
    const submitted = world.discord.submitModal({ interactionId: opened.id, values: { prompt: 'an old dance' } });
    await world.clock.carefully(submitted.acknowledged);
    expectMade(await world.settle(submitted.id));
  });
});

describe('the video', () => {
  it('is made again by whoever presses, who pays; a second press at once makes no other one', async () => {
    const { world } = shared;
    const video = await videoIn(world);
    expect(labelsOf(video)).toEqual(['Again (51)', 'Edit prompt', 'Vary', 'Delete']);
    const other = strangerIn(world);
    const [first, second] = await Promise.all([
      press(world, video, 'Again', other),
      press(world, video, 'Again', other),
    ]);
    const answers = await Promise.all([first.acknowledged, second.acknowledged]);
    expect(answers.map((answer) => answer !== 'missed' && answer.type).toSorted()).toEqual([4, 5]);
    const [id, refused] = answers[0] !== 'missed' && answers[0].type === 5 ? [first.id, second] : [second.id, first];
    expect((await answerTo(world, refused)).content).toContain('on its way already');
    const books = await world.settle(id);
    expect(books.job).toMatchObject({ state: 'delivered', member_id: other });
    const [again] = world.videosOf(id);
    expect(again?.pings).toEqual({ users: [other], roles: [], everyone: false });
    expect(again?.content).toContain(kite.prompt);
  });

  it('is made with other words', async () => {
    const { world } = shared;
    const video = await videoIn(world);
    const opened = await press(world, video, 'Edit prompt');
    const acknowledged = await opened.acknowledged;
    expect(JSON.stringify(acknowledged)).toContain(kite.prompt);
    expect(JSON.stringify(acknowledged)).toContain('for 51 credits');
    const submitted = world.discord.submitModal({ interactionId: opened.id, values: { prompt: 'a kite at night' } });
    await world.clock.carefully(submitted.acknowledged);
    expectMade(await world.settle(submitted.id));
    expect(world.videosOf(submitted.id)[0]?.content).toContain('> a kite at night');
  });

  it('keeps words that are not taken, to be mended', async () => {
    const { world } = shared;
    const video = await videoIn(world);
    const opened = await press(world, video, 'Edit prompt');
    const submitted = world.discord.submitModal({
      interactionId: opened.id,
      values: { prompt: 'a long and good prompt for @everyone' },
    });
    await world.clock.carefully(submitted.acknowledged);
    const refused = await answerTo(world, submitted);
    expect(refused.content).toContain('@everyone');
    const reopened = await press(world, refused, 'Edit prompt');
    expect(JSON.stringify(await reopened.acknowledged)).toContain('a long and good prompt for @everyone');
  });

  it('is varied: the price follows what is chosen', async () => {
    const { world } = shared;
    const video = await videoIn(world);
    const form = await answerTo(world, await press(world, video, 'Vary'));
    expect(labelsOf(form)).toEqual(['Make it (51 credits)']);
    const choose = async (menu: string, value: string) => {
      const standing = world.discord.messages(world.channelId).find(({ id }) => id === form.id) ?? form;
      const customId = customIdsOf(standing).find((each) => each.startsWith(`jobs:${menu}:`)) ?? '';
      await world.press({ userId: world.memberId, messageId: form.id, customId, values: [value] });
      return world.discord.messages(world.channelId).find(({ id }) => id === form.id) ?? form;
    };
    await choose('vary-ratio', '9:16');
    expect(labelsOf(await choose('vary-duration', '9'))).toEqual(['Make it (92 credits)']);
    const chosen = await choose('vary-loop', 'true');
    const made = await press(world, chosen, 'Make it');
    expectMade(await world.settle(made.id), { price: 92 });
    expect(world.videosOf(made.id)[0]?.content).toContain('9 s · 9:16 · loop');
    expect(world.segmind.jobs.at(-1)?.body).toMatchObject({ aspect_ratio: '9:16', duration: 9, loop: true });
  });

  it('is deleted by its requester, who is asked once more', async () => {
    const { world } = shared;
    const video = await videoIn(world);
    const question = await answerTo(world, await press(world, video, 'Delete'));
    expect(question).toMatchObject({ ephemeral: true, visibleTo: world.memberId });
    expect(question.content).toContain('The credits stay spent');
    expect(world.videosOf(jobIdOf(video))[0]?.deleted).toBe(false);
    await press(world, question, 'Delete it');
    await world.discord.whenMessage(({ id, content }) => id === question.id && content.includes('is deleted'), {
      timeoutMs: 15_000,
    });
    expect(world.videosOf(jobIdOf(video))[0]?.deleted).toBe(true);
    const list = await world.ask('jobs');
    expect(list.content).toContain('made, then deleted');
  });

  it('is deleted by a moderator, which is written down, and then is not the requester’s to post', async () => {
    const { world } = shared;
    const video = await videoIn(world);
    const id = jobIdOf(video);
    const stranger = strangerIn(world);
    expect((await answerTo(world, await press(world, video, 'Delete', stranger))).content).toContain('only they');
    const moderator = moderatorIn(world);
    const question = await answerTo(world, await press(world, video, 'Delete', moderator));
    await press(world, question, 'Delete it', moderator);
    await world.until('it is deleted', () => world.videosOf(id)[0]?.deleted === true);
    const entries = await world.database
      .selectFrom('audit_entry')
      .selectAll()
      .where('action', '=', 'video-delete')
      .execute();
    expect(entries.at(-1)).toMatchObject({ actor_id: moderator, target_id: world.memberId });
    const details = await world.ask('jobs', { show: id });
    expect(labelsOf(details)).not.toContain('Post again');
  });
});

describe('what is private', () => {
  it('is made again in private, and shown again as a file to its requester alone', async () => {
    const { world } = shared;
    const { id } = await world.give('ray-flash', { ...kite, private: true });
    await world.settle(id);
    const [video] = world.videosOf(id);
    if (!video) throw new Error('there is no video');
    expect(labelsOf(video)).toEqual(['Again (51)', 'Edit prompt', 'Vary']);
    const again = await press(world, video, 'Again');
    await expect(again.acknowledged).resolves.toMatchObject({ type: 5, ephemeral: true });
    await world.settle(again.id);
    expect(world.videosOf(again.id)).toMatchObject([{ ephemeral: true, visibleTo: world.memberId }]);

    const details = await world.ask('jobs', { show: id });
    expect(details.content).not.toContain('discord.com/channels');
    const pressed = await press(world, details, 'Post again');
    await world.until('it is shown', () => world.videosOf(id).length === 2);
    expect(world.videosOf(id)[1]).toMatchObject({
      interactionId: pressed.id,
      ephemeral: true,
      visibleTo: world.memberId,
      content: expect.stringContaining('posted again'),
    });
    expectMade(await world.settle(id), { rung: 'response:file' });
  });
});

describe('a picture', () => {
  it('goes along with Again while Discord gives it out, and has to be attached again after that', async () => {
    const { world } = shared;
    const image = await world.attach(await plainPicture([10, 120, 120], { width: 640, height: 360 }));
    const { id } = await world.give('animate', { image, prompt: kite.prompt });
    await world.settle(id);
    const [video] = world.videosOf(id);
    if (!video) throw new Error('there is no video');
    const form = await answerTo(world, await press(world, video, 'Vary'));
    expect(JSON.stringify(form.components)).toContain('like the picture');
    expectMade(await world.settle((await press(world, video, 'Again')).id));
    expect(world.segmind.jobs.at(-1)?.body).toMatchObject({ prompt: kite.prompt });
    expect(world.segmind.jobs.at(-1)?.images).toHaveLength(1);

    world.clock.skip(24 * 3_600_000);
    for (const label of ['Again', 'Edit prompt', 'Vary']) {
      const refused = await answerTo(world, await press(world, video, label));
      expect(refused.content).toContain('Attach it again with `/animate`');
    }
  });
});

it('a video is posted again where it is asked for, hidden as the rules of that place say', async () => {
  const { world } = shared;
  const video = await videoIn(world);
  const id = jobIdOf(video);
  world.discord.deleteMessage(video.id);
  const moderator = moderatorIn(world);
  await world.ask('settings nsfw', { rule: 'spoiler' }, { userId: moderator });
  const channelId = world.discord.world.channelNamed('clips').id;
  const details = await world.ask('jobs', { show: id }, { channelId });
  expect((await answerTo(world, await press(world, details, 'Post again'))).content).toContain(`/${channelId}/`);
  const posted = world.videosOf(id).filter(({ deleted }) => !deleted);
  expect(posted).toMatchObject([{ channelId, attachments: [{ filename: expect.stringMatching(/^SPOILER_/) }] }]);
  await world.ask('settings nsfw', { rule: 'anywhere' }, { userId: moderator });
});

it('all of it works after a restart, weeks later as well', async (test) => {
  const world = await startQuickWorld(test, { world: plainPlaces });
  const bot = await startTestBot(test, world);
  const video = await videoIn(world);
  world.segmind.faults.holdJobs = true;
  const { id } = await world.give('ray-flash', kite);
  const card = await whenCard(world, id, 'Don’t post');
  const opened = await press(world, video, 'Edit prompt');
  const form = await answerTo(world, await press(world, video, 'Vary'));
  const list = await world.ask('jobs');
  await bot.stop();
  await startTestBot(test, world);

  await press(world, card, 'Don’t post');
  await whenCard(world, id, 'Post it after all');
  world.segmind.faults.holdJobs = false;
  expectPaidOnce(await world.settle(id), { rung: 'kept-back' });
  const submitted = world.discord.submitModal({ interactionId: opened.id, values: { prompt: 'a kite at night' } });
  await world.clock.carefully(submitted.acknowledged);
  expectMade(await world.settle(submitted.id));
  expectMade(await world.settle((await press(world, form, 'Make it')).id));
  expectMade(await world.settle((await press(world, video, 'Again')).id));
  await world.press({ userId: world.memberId, messageId: list.id, customId: 'jobs:open:all', values: [id] });
  const details = await answerTo(world, { id: '' }, list.id);
  expect(details.content).toContain('made, not posted');
  expect((await answerTo(world, await press(world, details, 'Post again'))).content).toContain('Posted again');

  // The services have dropped the video, Discord has not.
  world.clock.skip(28 * 86_400_000);
  expectMade(await world.settle((await press(world, video, 'Again')).id));
  await press(world, await answerTo(world, await press(world, video, 'Delete')), 'Delete it');
  await world.until('it is deleted', () => world.videosOf(jobIdOf(video))[0]?.deleted === true);
});
