import { MessageFlags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { inspectVideo } from '../../src/media/video-file.ts';
import { expectPaidOnce, kite, shareWorld, startQuickWorld } from './quick-world.ts';
import { startTestBot } from './world.ts';

const shared = shareWorld();

describe('/ray-flash', () => {
  it('posts a playable mp4 into the channel, pings the requester alone, and takes the card away', async () => {
    const { world } = shared;
    const { id, acknowledged } = await world.give('ray-flash', { ...kite, duration: 5, aspect_ratio: '16:9' });
    await expect(acknowledged).resolves.toMatchObject({ type: 5, ephemeral: false });
    expectPaidOnce(await world.settle(id), { rung: 'channel:file' });

    const [video, ...others] = world.videosOf(id);
    expect(others).toEqual([]);
    expect(video).toMatchObject({
      channelId: world.channelId,
      deleted: false,
      pings: { users: [world.memberId], roles: [], everyone: false },
      flags: MessageFlags.SuppressEmbeds,
      nonce: id,
    });
    const [file] = video?.attachments ?? [];
    expect(file).toMatchObject({ contentType: 'video/mp4', filename: expect.stringMatching(/^[\w-]+\.mp4$/) });
    const { codec, width, height, durationSeconds } = await inspectVideo(file?.path ?? '');
    expect({ codec, ratio: width / height }).toEqual({ codec: 'avc', ratio: expect.closeTo(16 / 9, 1) });
    expect(Math.round(durationSeconds)).toBe(5);
    expect(world.discord.messages(world.channelId).filter(({ interactionId }) => interactionId === id)).toEqual([]);
  });

  it('asks Discord to store the message once, as an upload of the bot', async () => {
    const { world } = shared;
    world.discord.clearRequests();
    const { id } = await world.give('ray-flash', kite);
    await world.settle(id);
    const uploads = world.discord.requests.filter(({ files }) => files.length > 0);
    expect(uploads).toMatchObject([
      {
        method: 'POST',
        path: `/channels/${world.channelId}/messages`,
        authorization: 'valid',
        body: { nonce: id, enforce_nonce: true, allowed_mentions: { parse: [], users: [world.memberId] } },
        files: [{ part: 'files[0]', contentType: 'video/mp4' }],
      },
    ]);
  });

  it('says in the caption what was asked, how long it took, what it cost, and what is left', async () => {
    const { world } = shared;
    const { id } = await world.give('ray-flash', { ...kite, duration: 9, aspect_ratio: '9:16', loop: true });
    const { job, ...books } = await world.settle(id);
    expectPaidOnce({ job, ...books }, { price: 92 });
    const { balance_credits } = await world.database
      .selectFrom('account')
      .select('balance_credits')
      .where('member_id', '=', world.memberId)
      .executeTakeFirstOrThrow();

    const [video] = world.videosOf(id);
    expect(video?.content.split('\n')).toEqual([
      `🎬 <@${world.memberId}>, your video is ready.`,
      '> a kite over the dunes',
      expect.stringMatching(/^-# Ray Flash 2 · 9 s · 9:16 · loop · took (\d+ min )?\d+ s · 92 credits · [\d,]+ left$/),
    ]);
    expect(video?.content).toContain(`${balance_credits.toLocaleString('en-US')} left`);
    const { width, height, durationSeconds } = await inspectVideo(video?.attachments[0]?.path ?? '');
    expect([Math.round(durationSeconds), width / height]).toEqual([9, expect.closeTo(9 / 16, 1)]);
    expect(world.segmind.jobs.at(-1)?.body).toEqual({ ...kite, aspect_ratio: '9:16', loop: true, duration: 9 });
  });

  it('shows a card meanwhile, which pings nobody', async () => {
    const { world } = shared;
    world.segmind.faults.holdJobs = true;
    const { id } = await world.give('ray-flash', kite);
    const card = await world.discord.whenMessage(
      ({ interactionId, content }) => interactionId === id && content.includes('Being made'),
      { timeoutMs: 15_000 },
    );
    expect(card.content.split('\n')).toEqual([
      `🎬 **Ray Flash 2** for <@${world.memberId}>`,
      '> a kite over the dunes',
      expect.stringMatching(/^[▰▱]{10} \d+ %$/),
      expect.stringMatching(/^Being made, should be ready <t:\d+:R> \(at the latest <t:\d+:R>\)$/),
      '-# 5 s · 16:9',
      expect.stringMatching(/^-# 51 credits · asked for <t:\d+:R>$/),
    ]);
    expect(card.pings).toEqual({ users: [], roles: [], everyone: false });
    world.segmind.faults.holdJobs = false;
    expectPaidOnce(await world.settle(id));
  });

  it('puts a private one into the answer that the requester alone sees', async () => {
    const { world } = shared;
    const standing = world.discord.messages(world.channelId).filter(({ ephemeral }) => !ephemeral).length;
    const { id, acknowledged } = await world.give('ray-flash', { ...kite, private: true });
    await expect(acknowledged).resolves.toMatchObject({ type: 5, ephemeral: true });
    expectPaidOnce(await world.settle(id), { rung: 'response:file' });

    const videos = world.videosOf(id);
    expect(videos).toMatchObject([{ interactionId: id, ephemeral: true, visibleTo: world.memberId, deleted: false }]);
    expect(videos[0]?.content).toContain('your video is ready');
    expect(world.discord.messages(world.channelId).filter(({ ephemeral }) => !ephemeral)).toHaveLength(standing);
  });

  it('answers in English whoever uses Discord in a language that it does not speak', async () => {
    const { world } = shared;
    const { id } = await world.give('ray-flash', kite, { locale: 'fr' });
    await world.settle(id);
    expect(world.videosOf(id)[0]?.content).toMatch(/your video is ready[\s\S]+ \d{2},\d{3} left$/);
  });
});

describe('/ray', () => {
  it('makes a video with Ray 2 and sends the resolution that was priced', async () => {
    const { world } = shared;
    const { id } = await world.give('ray', { ...kite, aspect_ratio: '1:1' });
    expectPaidOnce(await world.settle(id), { price: 160, rung: 'channel:file' });
    const { slug, body } = world.segmind.jobs.at(-1) ?? {};
    expect(slug).toBe('luma-ray-txt-2-video');
    expect(body).toEqual({ ...kite, aspect_ratio: '1:1', resolution: '720p', loop: false });
    const [video] = world.videosOf(id);
    expect(video?.content).toMatch(/-# Ray 2 · 5 s · 1:1 · took .+ · 160 credits/);
    const { width, height } = await inspectVideo(video?.attachments[0]?.path ?? '');
    expect(width).toBe(height);
  });
});

describe('the declared commands', () => {
  it.each([
    ['a missing prompt', 'ray-flash', {}, 'missing-option: prompt'],
    ['a prompt of two letters', 'ray-flash', { prompt: 'ab' }, 'out-of-range: prompt'],
    ['a prompt of 4,001 letters', 'ray-flash', { prompt: 'x'.repeat(4001) }, 'out-of-range: prompt'],
    ['a length of 7 s', 'ray-flash', { ...kite, duration: 7 }, 'not-a-choice: duration'],
    ['a shape of 2:1', 'ray-flash', { ...kite, aspect_ratio: '2:1' }, 'not-a-choice: aspect_ratio'],
    ['a loop of «yes»', 'ray-flash', { ...kite, loop: 'yes' }, 'wrong-type: loop'],
    ['a length for Ray 2', 'ray', { ...kite, duration: 5 }, 'unknown-option: duration'],
    ['a shape that Ray 2 has not', 'ray', { ...kite, aspect_ratio: '4:3' }, 'not-a-choice: aspect_ratio'],
    ['no picture to animate', 'animate', kite, 'missing-option: image'],
    ['another name', 'animate-it', kite, 'unknown-command'],
  ])('with %s cannot be sent from Discord’s own app', (_, command, options, problem) => {
    expect(() => shared.world.send(command, options)).toThrow(problem);
  });

  it('can be used in servers only', () => {
    const { world } = shared;
    const channelId = world.discord.world.directChannelWith(world.memberId)?.id ?? '';
    expect(() => world.send('ray-flash', kite, { channelId })).toThrow('not-usable-here');
  });

  it('tell their prices before they are spent', () => {
    const { world } = shared;
    const commands = world.discord.commands();
    const others = ['help', 'jobs', 'privacy', 'quota', 'settings', 'status', 'usage'];
    const typed = commands.filter(({ type }) => type === 1);
    expect(typed.map(({ name }) => name).toSorted()).toEqual(
      ['animate', 'credits', 'ray', 'ray-flash', ...others].toSorted(),
    );
    expect(JSON.stringify(commands)).toMatch(/5 seconds \(51 credits\).+9 seconds \(92 credits\)/);
    expect(commands.find(({ name }) => name === 'ray')?.description).toContain('160 credits');
    const animate = commands.find(({ name }) => name === 'animate');
    expect(animate?.description).toContain('from 51 credits');
    expect(JSON.stringify(animate)).toMatch(/Ray Flash 2 \(from 51 credits\).+Ray 2 \(from 160 credits\)/);
  });

  it('are written at the first start, not at the second, and again when a price has changed', async (test) => {
    const world = await startQuickWorld(test);
    await (await startTestBot(test, world)).stop();
    expect(world.discord.commandWrites).toBe(1);
    await (await startTestBot(test, world)).stop();
    expect(world.discord.commandWrites).toBe(1);
    await startTestBot(test, world, { environment: { PRICES: '{"segmind/ray-2":{"5":170}}' } });
    expect(world.discord.commandWrites).toBe(2);
  });
});
