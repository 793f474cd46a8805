import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import type { MessageView } from '../../sandbox/discord/message-view.ts';
import type { WorldSetup } from '../../sandbox/discord/world.ts';
import { kite, shareWorld } from './quick-world.ts';

/** What admins see of their server, and what whoever runs the bot sees besides. */

const members = ['mira.okafor', { username: 'ada', roles: ['moderator'] }, 'tomas_v', 'noor'];
const roles = [{ name: 'moderator', permissions: ['manageGuild'] }] as const;
const places: WorldSetup = {
  guilds: [
    { name: 'Sunset Film Club', channels: [{ name: 'videos' }, { name: 'operators' }], roles, members },
    { name: 'Rainy Day Animators', channels: [{ name: 'clips' }], roles, members },
  ],
  users: [
    { username: 'mira.okafor', displayName: 'Mira' },
    { username: 'ada', displayName: 'Ada' },
    { username: 'tomas_v', displayName: 'Tomás' },
    { username: 'noor', displayName: 'Noor 🎬' },
  ],
};
const life = shareWorld({ world: places }, (world) =>
  Promise.resolve({ environment: { OPERATOR_IDS: world.discord.world.userNamed('mira.okafor').id } }),
);
const patience = { timeoutMs: 15_000 };
const forTheOperator = 'For you alone, who run this bot';

function people() {
  const { world } = life.world.discord;
  const id = (username: string) => world.userNamed(username).id;
  const channel = (name: string) => world.channelNamed(name).id;
  return { operator: id('mira.okafor'), moderator: id('ada'), tomas: id('tomas_v'), noor: id('noor'), channel };
}

/** What a command says when what was promised is there. */
async function told(command: string, userId: string, channelId: string): Promise<MessageView> {
  const { give, discord } = life.world;
  const { id } = await give(command, {}, { userId, channelId });
  return discord.whenMessage(({ interactionId, loading }) => interactionId === id && !loading, patience);
}

it('an admin gets a picture and the same in words; what it really cost is for the operator in their own server alone', async () => {
  const { world } = life;
  const { operator, moderator, tomas, noor, channel } = people();
  for (const userId of [tomas, tomas, noor]) {
    const { id } = await world.give('ray-flash', kite, { userId });
    await world.settle(id);
  }
  world.segmind.faults.failJobs = 'moderation';
  const { id } = await world.give('ray-flash', kite, { userId: noor });
  await world.settle(id);

  const usage = await told('usage', moderator, channel('videos'));
  expect(usage.visibleTo).toBe(moderator);
  expect(usage.content).toContain('Credits: **153** · videos: **3** · went wrong, at no cost: 1 (25 %)');
  expect(usage.content).toContain('Ray Flash 2: 153 credits · videos: 3 · failed: 1');
  expect(usage.content).toContain('1 × turned down by the video service for the content');
  expect(usage.content).toMatch(new RegExp(`1\\. <@${tomas}> 102.*\\n2\\. <@${noor}> 51`));
  expect(usage.content).not.toContain(forTheOperator);
  expect(usage.content).not.toContain('$');
  expect(usage.pings).toEqual({ users: [], roles: [], everyone: false });

  const [file, ...others] = usage.attachments;
  expect(others).toEqual([]);
  expect(file).toMatchObject({ filename: 'usage.png', contentType: 'image/png' });
  const { data, info } = await sharp(file?.path).raw().toBuffer({ resolveWithObject: true });
  expect(info.width).toBeGreaterThanOrEqual(600);
  expect(info.height).toBeGreaterThanOrEqual(300);
  // Not one plain colour.
  expect(new Set(data.subarray(0, data.length)).size).toBeGreaterThan(20);

  const operators = await told('usage', operator, channel('videos'));
  expect(operators.content).toContain(forTheOperator);
  expect(operators.content).toMatch(/paid for them: \$[1-9\d.]+, which is \$0\.\d+ a credit/);
  // Elsewhere they are an admin like others.
  const elsewhere = await told('usage', operator, channel('clips'));
  expect(elsewhere.content).toContain('No video was asked for');
  expect(elsewhere.content).not.toContain(forTheOperator);
});

it('the state of the service is for admins, its balances and costs for the operator alone', async () => {
  const { operator, moderator, channel } = people();
  const seen = await told('status', moderator, channel('videos'));
  expect(seen.visibleTo).toBe(moderator);
  expect(seen.content).toContain('Segmind works');
  expect(seen.content).toContain('No video is under way');
  expect(seen.content).toMatch(/Videos made in the last 7 days: 3\. Half were there within .+, 19 of 20 within .+\./);
  expect(seen.content).not.toMatch(/Balances|\$/);
  const all = await told('status', operator, channel('videos'));
  expect(all.content).toContain('Balances');
  expect(all.content).toMatch(/Segmind: \$[\d.]+ left/);
  expect((await told('status', operator, channel('clips'))).content).not.toMatch(/Balances|\$/);
});

it('who had their data erased is a former member to admins, and a mention that leads nowhere stands in no answer', async () => {
  const { world } = life;
  const { moderator, tomas, channel } = people();
  await world.ask('quota grant', { member: tomas, amount: '5', reason: 'a gift' }, { userId: moderator });
  for (const userId of [tomas, moderator]) {
    const question = await world.ask('privacy erase', {}, { userId });
    await world.press({ userId, messageId: question.id, customId: 'privacy:erase' });
    const isDone = ({ id, components }: MessageView) => id === question.id && components.length === 0;
    await world.discord.whenMessage(isDone, patience);
  }

  const nobody = /<@9\d{19}>/;
  const usage = await told('usage', moderator, channel('videos'));
  expect(usage.content).toContain('1. a former member 102');
  expect(usage.content).not.toMatch(nobody);
  const audit = await world.ask('quota audit', {}, { userId: moderator });
  expect(audit.content).toContain('a former member gave credits to a former member');
  expect(audit.content).not.toMatch(nobody);
  for (const table of ['audit', 'credits']) {
    const { id } = await world.give('quota export', { table }, { userId: moderator });
    const isThere = (message: MessageView) => message.interactionId === id && message.attachments.length > 0;
    const { attachments } = await world.discord.whenMessage(isThere, patience);
    const rows = await readFile(attachments[0]?.path ?? '', 'utf8');
    expect(rows).toMatch(/a former member \(9\d{19}\)/);
    expect(rows).not.toMatch(nobody);
  }
});
