import { expect, it } from 'vitest';
import { shareWorld } from './quick-world.ts';

/** Admins and members in Discord itself, so to say: what they type, press and choose, and the files that they get. */

const life = shareWorld();
const patience = { timeoutMs: 15_000 };

function people() {
  const { discord } = life.world;
  const [admin, member] = discord.world.users;
  if (!admin || !member) throw new Error('two people are needed');
  return { admin, member };
}

it('an admin sets quotas, and the audit and its table tell of all of it', async () => {
  const { world } = life;
  const { member } = people();
  const told = async (command: string, options = {}) => (await world.ask(command, options)).content;
  expect(await told('quota grant', { member: member.id, amount: '26', reason: 'a *contest*' })).toContain(
    '**26** credits',
  );
  expect(await told('quota set', { member: member.id, amount: '-6' })).toContain('**6** credits were taken');
  expect(await told('quota allowance', { credits: '500', period: 'month', rollover: '100' })).toContain('500 a month');
  expect(await told('quota pool set', { credits: '5000', period: 'month' })).toContain('5,000 a month');
  expect(await told('quota override set', { member: member.id, credits: '900' })).toContain('**900** credits');
  expect(await told('quota show', { member: member.id })).toContain('set for them alone');
  expect(await told('quota show')).toContain('5,000');
  expect(await told('quota grant', { member: member.id, amount: '1e308' })).toContain('That is no amount');
  expect(await told('quota audit')).toContain('> a \\*contest\\*');
  for (const table of ['audit', 'credits']) {
    const { id } = await world.give('quota export', { table });
    const { attachments } = await world.discord.whenMessage(
      (message) => message.interactionId === id && message.attachments.length > 0,
      patience,
    );
    expect(attachments.map(({ filename }) => filename)).toEqual([`${table}.csv`]);
  }
});

it('a member sees what they have, and turns to their history and back', async () => {
  const { world } = life;
  const { discord } = world;
  const { member } = people();
  const message = await world.ask('credits', {}, { userId: member.id });
  expect(message.content).toContain('What a video costs');
  const press = async (customId: string, shows: string) => {
    await world.press({ userId: member.id, messageId: message.id, customId });
    return discord.whenMessage(({ id, content }) => id === message.id && content.includes(shows), patience);
  };
  await press('credits:history', 'newest first');
  await press('credits:overview', 'What a video costs');
});
