import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Invocation } from '../../sandbox/discord/local-discord.ts';
import type { MessageView } from '../../sandbox/discord/message-view.ts';
import type { FieldValues } from '../../sandbox/discord/modal-filling.ts';
import type { SayOptions } from '../../sandbox/discord/people-options.ts';
import type { WorldSetup } from '../../sandbox/discord/world.ts';
import { colourDistance, plainPicture, type Rgb } from '../sandbox/clip-frames.ts';
import {
  expectClosedBooks,
  forgetTrouble,
  type JobBooks,
  kite,
  type QuickWorld,
  shareWorld,
  startQuickWorld,
} from './quick-world.ts';
import { startTestBot } from './world.ts';

/** The commands in the menu of messages, as members and moderators use them: the whole bot against the sandbox. */

const places: WorldSetup = {
  guilds: [
    {
      name: 'Sunset Film Club',
      channels: [
        { name: 'videos' },
        { name: 'moderators' },
        { name: 'locked', botMaySend: false },
        { name: 'operators' },
      ],
      roles: [{ name: 'keeper', permissions: ['manageMessages'] }],
      members: ['mira.okafor', { username: 'ada', roles: ['keeper'] }, 'tomas_v', 'noor'],
    },
  ],
  users: [
    { username: 'mira.okafor', displayName: 'Mira' },
    { username: 'ada', displayName: 'Ada' },
    { username: 'tomas_v', displayName: 'Tomás' },
    { username: 'noor', displayName: 'Noor 🎬' },
  ],
};

const orange: Rgb = [240, 130, 20];
const teal: Rgb = [10, 120, 120];
const patience = { timeoutMs: 15_000 };

/** Short ways to what people do in a world. */
function ways(world: QuickWorld) {
  const { discord, clock } = world;
  const user = (username: string) => discord.world.userNamed(username).id;
  const channel = (name: string) => discord.world.channelNamed(name).id;
  const [mira, ada, tomas, noor] = ['mira.okafor', 'ada', 'tomas_v', 'noor'].map(user);
  if (!mira || !ada || !tomas || !noor) throw new Error('somebody is missing');
  const answered = async (invocation: Invocation): Promise<Invocation> => {
    await clock.carefully(invocation.acknowledged);
    return invocation;
  };
  const answerTo = ({ id }: Invocation): Promise<MessageView> =>
    discord.whenMessage(({ interactionId, loading }) => interactionId === id && !loading, patience);
  return {
    ...{ mira, ada, tomas, noor, channel, answerTo },
    async picture(colour: Rgb, name = 'picture.png') {
      const directory = join(world.directory, 'said');
      await mkdir(directory, { recursive: true });
      const path = join(directory, name);
      await writeFile(path, await plainPicture(colour, { width: 160, height: 90 }));
      return { path };
    },
    say: (what: Omit<SayOptions, 'userId' | 'channelId'>, userId = tomas) =>
      discord.say({ userId, channelId: world.channelId, ...what }),
    /** Uses a message command; its answer is a modal or a text. */
    use: (command: string, messageId: string, userId = mira) =>
      answered(discord.invokeOnMessage({ userId, messageId, command })),
    /** Sends the modal off that was opened. */
    submit: ({ id }: Invocation, values: FieldValues) => answered(discord.submitModal({ interactionId: id, values })),
    async press(messageId: string, action: string, userId = ada) {
      const message = discord.messages().find(({ id }) => id === messageId);
      const customId = JSON.stringify(message?.components).match(new RegExp(`Report:${action}:\\d+`))?.[0] ?? '';
      return answered(discord.press({ userId, messageId, customId }));
    },
    /** An admin sets something up. */
    order: async (command: string, options: Readonly<Record<string, string | number>>) =>
      (await world.ask(command, options, { userId: mira })).content,
    /** A video of Tomás, in the channel. */
    async video(options: Readonly<Record<string, string | boolean>> = {}) {
      const { id } = await world.give('ray-flash', { ...kite, ...options }, { userId: tomas });
      await world.settle(id);
      const [video] = world.videosOf(id);
      if (!video) throw new Error('there is no video');
      return video;
    },
  };
}

/** The average colour of what the provider was given to begin with. */
async function colourSent({ segmind }: QuickWorld): Promise<Rgb> {
  const address = segmind.jobs.at(-1)?.body.start_image_url;
  const upload = segmind.uploads.find(({ url }) => url === address);
  const pixel = await sharp(upload?.path).resize(1, 1, { fit: 'fill' }).raw().toBuffer();
  return [pixel[0] ?? 0, pixel[1] ?? 0, pixel[2] ?? 0];
}

async function expectColour(world: QuickWorld, colour: Rgb): Promise<void> {
  expect(colourDistance(await colourSent(world), colour)).toBeLessThan(30);
}

/** The video came, and was charged once. */
function expectDelivered({ job, hold, charged }: JobBooks, { price = 51, rung = 'channel:file' } = {}): void {
  expect(job).toMatchObject({ state: 'delivered', failure: null, rung });
  expect({ hold, charged }).toEqual({ hold: 'posted', charged: price });
}

const shared = shareWorld({ world: places });
let people: ReturnType<typeof ways>;
beforeAll(() => {
  people = ways(shared.world);
});
beforeEach(() => forgetTrouble(shared.world));

describe('«Animate this»', () => {
  it('makes a video of somebody else’s picture', async () => {
    const { world } = shared;
    const { id: messageId } = await people.say({ content: 'look!', files: [await people.picture(orange)] });
    const opened = await people.use('Animate this', messageId);
    await expect(opened.acknowledged).resolves.toMatchObject({ type: 9, data: { title: 'Animate this' } });
    const { id, acknowledged } = await people.submit(opened, kite);
    await expect(acknowledged).resolves.toMatchObject({ type: 5, ephemeral: false });
    expectDelivered(await world.settle(id), { rung: 'channel:file' });
    await expectColour(world, orange);
    expect(world.segmind.jobs.at(-1)?.body).toMatchObject({ aspect_ratio: '16:9' });
  });

  it('asks which of several pictures, and gives it all that was chosen', async () => {
    const { world } = shared;
    const files = [await people.picture(orange, 'one.png'), await people.picture(teal, 'two.png')];
    const opened = await people.use('Animate this', (await people.say({ files })).id);
    const chosen = { picture: ['1'], video: ['ray-flash-2:9'], shape: ['1:1'], extras: ['loop', 'private'] };
    const { id, acknowledged } = await people.submit(opened, { ...kite, ...chosen });
    await expect(acknowledged).resolves.toMatchObject({ type: 5, ephemeral: true });
    expectDelivered(await world.settle(id), { price: 92, rung: 'response:file' });
    await expectColour(world, teal);
    expect(world.segmind.jobs.at(-1)?.body).toMatchObject({ aspect_ratio: '1:1', loop: true, duration: 9 });
  });

  it('takes the picture of an embed, where it stands on Discord’s own host', async () => {
    const { world } = shared;
    const [file] = (await people.say({ files: [await people.picture(teal)] })).attachments;
    const embeds = [{ title: 'a wall', image: { url: file?.url ?? '' } }];
    const opened = await people.use('Animate this', (await people.say({ content: 'see there', embeds })).id);
    const { id } = await people.submit(opened, kite);
    expectDelivered(await world.settle(id), { rung: 'channel:file' });
    await expectColour(world, teal);
  });

  it.each([
    ['without a picture', { content: 'no picture at all' }, 'There is no picture in that message'],
    [
      'with a picture of another website',
      { content: 'x', embeds: [{ image: { url: 'https://example.org/cat.png' } }] },
      'stands on another website',
    ],
  ])('says what to do about a message %s', async (_what, said, words) => {
    const { ephemeral, content } = await people.answerTo(await people.use('Animate this', (await people.say(said)).id));
    expect(ephemeral).toBe(true);
    expect(content).toContain(words);
  });

  it('tells whoever is blocked at once, and never asks for a prompt', async () => {
    const { id: messageId } = await people.say({ files: [await people.picture(orange)] });
    await people.order('settings blocked-member add', { member: people.noor });
    const { content } = await people.answerTo(await people.use('Animate this', messageId, people.noor));
    expect(content).toContain('switched it off for you');
    await people.order('settings blocked-member remove', { member: people.noor });
  });

  it('tells whoever has too few credits: at once, or once the dear one was chosen; nothing is held', async () => {
    const { world } = shared;
    const { id: messageId } = await people.say({ files: [await people.picture(orange)] });
    await people.order('quota set', { member: people.noor, amount: '50' });
    expect((await people.answerTo(await people.use('Animate this', messageId, people.noor))).content).toContain(
      '**51 credits**, and you have **50**',
    );
    await people.order('quota set', { member: people.noor, amount: '60' });
    const opened = await people.use('Animate this', messageId, people.noor);
    const answer = await people.answerTo(await people.submit(opened, { ...kite, video: ['ray-2:5'] }));
    expect(answer).toMatchObject({ ephemeral: true, visibleTo: people.noor });
    expect(answer.content).toContain('**160 credits**, and you have **60**');
    await expectClosedBooks(world);
  });

  it('says so where the form is an hour old', async () => {
    const { world } = shared;
    const opened = await people.use('Animate this', (await people.say({ files: [await people.picture(orange)] })).id);
    world.clock.skip(61 * 60_000);
    expect((await people.answerTo(await people.submit(opened, kite))).content).toContain('This form is too old');
  });

  it('may be sent off again, where Discord kept the form open', async () => {
    const { world } = shared;
    const opened = await people.use('Animate this', (await people.say({ files: [await people.picture(teal)] })).id);
    const [one, two] = [await people.submit(opened, { prompt: '  - ' }), await people.submit(opened, kite)];
    expect((await people.answerTo(one)).content).toContain('no words');
    expectDelivered(await world.settle(two.id));
  });
});

describe('«Report»', () => {
  const reportsOf = ({ discord }: QuickWorld) =>
    discord.messages(people.channel('moderators')).filter(({ ephemeral }) => !ephemeral);
  const lastReport = (world: QuickWorld) => reportsOf(world).at(-1) ?? { id: '', content: '', components: [] };

  async function reported(reason = 'it shows <@1> @everyone') {
    const { world } = shared;
    const video = await people.video();
    const sent = await people.submit(await people.use('Report', video.id, people.noor), { reason });
    expect((await people.answerTo(sent)).content).toContain('Thank you');
    return { video, report: lastReport(world) };
  }

  it('tells the member where no channel was named for it', async () => {
    const video = await people.video();
    const { content, ephemeral } = await people.answerTo(await people.use('Report', video.id, people.noor));
    expect(ephemeral).toBe(true);
    expect(content).toContain('`/settings reports`');
    expect(await people.order('settings reports', { channel: people.channel('moderators') })).toContain(
      'Apps → Report',
    );
  });

  it('brings it to the moderators with a link, who made it, who reports it and why, and rings nobody', async () => {
    const { world } = shared;
    const { video, report } = await reported();
    expect(report.content).toBe(
      [
        `🚩 **A video was reported:** https://discord.com/channels/${world.guildId}/${video.channelId}/${video.id}`,
        `Made by <@${people.tomas}>`,
        `Reported by <@${people.noor}>`,
        '> it shows \\<\\@1> \\@everyone',
      ].join('\n'),
    );
    expect(report).toMatchObject({ channelId: people.channel('moderators'), pings: { users: [], everyone: false } });
    const again = await people.answerTo(await people.use('Report', video.id, people.noor));
    expect(again.content).toContain('You have reported this video already');
    expect(reportsOf(world)).toHaveLength(1);
  });

  it('is for videos of this bot alone', async () => {
    const { id } = await people.say({ content: 'something else' });
    expect((await people.answerTo(await people.use('Report', id))).content).toContain('no finished video of this bot');
  });

  it('is not for what one member alone sees', async () => {
    const video = await people.video({ private: true });
    expect(video.visibleTo).toBe(people.tomas);
    const { content } = await people.answerTo(await people.use('Report', video.id, people.tomas));
    expect(content).toContain('Only you can see that video');
  });

  it('lets moderators delete the video, and nobody else', async () => {
    const { world } = shared;
    const { video, report } = await reported();
    const refused = await people.answerTo(await people.press(report.id, 'delete', people.noor));
    expect(refused).toMatchObject({ ephemeral: true, visibleTo: people.noor });
    expect(refused.content).toContain('**Manage Messages** or **Manage Server**');
    expect(world.discord.messages().map(({ id }) => id)).toContain(video.id);

    await people.press(report.id, 'delete');
    await world.until('it says so', () => lastReport(world).content.includes(`<@${people.ada}> deleted the video`));
    expect(world.discord.messages().map(({ id }) => id)).not.toContain(video.id);
    expect(JSON.stringify(lastReport(world).components)).not.toContain('Report:delete');
    expect(await people.order('quota audit', {})).toContain(`<@${people.ada}> deleted a video of <@${people.tomas}>`);
  });

  it('lets moderators block its maker', async () => {
    const { world } = shared;
    const { report } = await reported('');
    await people.press(report.id, 'block');
    await world.until('it says so', () => lastReport(world).content.includes(`blocked <@${people.tomas}>`));
    const { content } = await world.ask('ray-flash', kite, { userId: people.tomas });
    expect(content).toContain('switched it off for you');
    expect(await people.order('quota audit', {})).toContain(`<@${people.ada}> blocked <@${people.tomas}>`);
    await people.order('settings blocked-member remove', { member: people.tomas });
  });

  it('lets moderators dismiss it, once', async () => {
    const { world } = shared;
    const { video, report } = await reported('');
    await Promise.all([people.press(report.id, 'dismiss'), people.press(report.id, 'dismiss', people.mira)]);
    await world.until('it says so', () => lastReport(world).content.includes('found nothing to do'));
    expect(lastReport(world)).toMatchObject({ components: [] });
    expect(world.discord.messages().map(({ id }) => id)).toContain(video.id);
    const audit = await people.order('quota audit', {});
    expect(audit.match(/dismissed a report/g)).toHaveLength(1);
  });

  it('says so where the bot cannot write into the channel, and lets the member try again', async () => {
    const video = await people.video();
    await people.order('settings reports', { channel: people.channel('locked') });
    const opened = await people.use('Report', video.id, people.noor);
    expect((await people.answerTo(await people.submit(opened, {}))).content).toContain('could not be brought');
    await people.order('settings reports', { channel: people.channel('moderators') });
    expect((await people.answerTo(await people.submit(opened, {}))).content).toContain('Thank you');
  });
});

it('forms and buttons work after a restart of the bot', { timeout: 60_000 }, async (test) => {
  const world = await startQuickWorld(test, { world: places });
  const first = await startTestBot(test, world);
  const here = ways(world);
  await here.order('settings reports', { channel: here.channel('moderators') });
  const video = await here.video();
  const picture = await here.say({ files: [await here.picture(orange)] });
  const toAnimate = await here.use('Animate this', picture.id);
  const toReport = await here.use('Report', video.id, here.noor);
  await first.stop();

  const second = await startTestBot(test, world);
  const { id } = await here.submit(toAnimate, kite);
  expectDelivered(await world.settle(id), { rung: 'channel:file' });
  await expectColour(world, orange);
  expect((await here.answerTo(await here.submit(toReport, {}))).content).toContain('Thank you');
  await second.stop();

  await startTestBot(test, world);
  const [report] = world.discord.messages(here.channel('moderators'));
  await here.press(report?.id ?? '', 'delete');
  await world.until('it is gone', () => world.discord.messages().every((message) => message.id !== video.id));
});
