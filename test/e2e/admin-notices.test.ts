import { expect, it } from 'vitest';
import type { SegmindFaults } from '../../sandbox/segmind/faults.ts';
import { kite, startQuickWorld } from './quick-world.ts';
import { startTestBot } from './world.ts';

/** What a server's admins hear unasked: each once, also over a restart, and only while they want to. */

const price = 51;
const hourMs = 3_600_000;

it('admins hear that videos fail once, and again of a new trouble, over every restart', {
  timeout: 60_000,
}, async (test) => {
  const world = await startQuickWorld(test);
  const { clock, discord, segmind, channelId, memberId: admin } = world;
  let bot = await startTestBot(test, world);
  const restart = async () => {
    await bot.stop();
    bot = await startTestBot(test, world);
  };
  const heard = () => discord.messages(channelId).filter(({ content }) => content.includes('not for what members did'));
  const make = async (videos: number, faults: Partial<SegmindFaults> = {}) => {
    Object.assign(segmind.faults, { output: null, failJobs: null, ...faults });
    const ids: string[] = [];
    for (let n = 0; n < videos; n += 1) ids.push((await world.give('ray-flash', kite)).id);
    await world.settle(...ids);
  };
  const spoilt = { output: { kind: 'html' } } as const;
  const settings = async (options: Readonly<Record<string, string | boolean>>) =>
    (await world.ask('settings notices', options)).content;

  expect(await settings({ channel: channelId })).toContain('✅');
  // Too few to say so; what a member asked for is no trouble.
  await make(4, spoilt);
  await make(3, { failJobs: 'moderation' });
  await restart();
  expect(heard()).toEqual([]);
  await make(1, spoilt);
  await world.until('admins are told', () => heard().length === 1);
  const [notice] = heard();
  expect(notice?.content).toContain('Of the last 5 videos here, within 60 minutes, 5 failed');
  expect(notice?.content).toContain('Mostly: the video service gave files that are no videos.');
  expect(notice?.content).toContain('have their credits back. `/status`');
  expect(notice).toMatchObject({ ephemeral: false, pings: { users: [], roles: [], everyone: false } });

  // It goes on, in this process and in the next.
  await make(1, spoilt);
  await restart();
  await make(1, spoilt);
  await restart();
  expect(heard()).toHaveLength(1);

  // It passes, and comes again.
  clock.skip(hourMs);
  await make(5);
  await restart();
  await make(5, spoilt);
  await world.until('admins are told of the new trouble', () => heard().length === 2);

  // A day later nobody wants to know any more, then somebody does.
  clock.skip(25 * hourMs);
  expect(await settings({ failures: false, reason: 'we see it ourselves' })).toContain('→ **off**');
  await make(5, spoilt);
  await restart();
  expect(heard()).toHaveLength(2);
  expect((await world.ask('settings show')).content).toContain('Notices about failures: off');
  const audit = (await world.ask('quota audit')).content;
  expect(audit).toContain(`<@${admin}>`);
  expect(audit).toContain('on → off\n> we see it ourselves');
  expect(await settings({ failures: true })).toContain('→ **on**');
  await make(1, spoilt);
  await world.until('admins are told once more', () => heard().length === 3);
});

it('admins who have switched it off hear nothing of their pool, until they switch it on', async (test) => {
  const world = await startQuickWorld(test);
  const { clock, discord, channelId } = world;
  let bot = await startTestBot(test, world);
  const heard = () => discord.messages(channelId).filter(({ content }) => /\b(80|100) % of this server/.test(content));
  const useUp = async () => {
    for (let videos = 1; videos <= 2; videos += 1) await world.settle((await world.give('ray-flash', kite)).id);
  };
  expect((await world.ask('settings notices', { channel: channelId, pool: false })).content).toContain('→ **off**');
  expect((await world.ask('quota pool set', { credits: String(2 * price), period: 'day' })).content).toContain('✅');
  await useUp();
  await bot.stop();
  bot = await startTestBot(test, world);
  expect(heard()).toEqual([]);

  expect((await world.ask('settings notices', { pool: true })).content).toContain('→ **on**');
  clock.skip(24 * hourMs);
  await useUp();
  await world.until('admins are told', () => heard().length === 1);
});
