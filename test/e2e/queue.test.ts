import { expect, it } from 'vitest';
import type { Invocation } from '../../sandbox/discord/local-discord.ts';
import { startQuickWorld } from './quick-world.ts';
import { startTestBot } from './world.ts';

const environment = { SEGMIND_MAX_JOBS: '2', MAX_WAITING_JOBS: '4' };

it('three members share two places: the cards tell the turns, over a cancel and a restart, and a fifth in line is refused', async (test) => {
  const world = await startQuickWorld(test);
  const { discord, segmind } = world;
  const [mira, tomas, noor] = discord.world.users.map(({ id }) => id);
  const bot = await startTestBot(test, world, { environment });
  segmind.faults.holdJobs = true;

  const give = async (userId: string | undefined, prompt: string) => {
    if (!userId) throw new Error('the world has three members');
    return world.give('ray-flash', { prompt }, { userId });
  };
  const cardOf = ({ id }: Invocation) => discord.messages().find(({ interactionId }) => interactionId === id)?.content;
  const says = (command: Invocation, text: string) =>
    world
      .until(`its card says «${text}»`, () => cardOf(command)?.includes(text) ?? false)
      .catch((error: Error) => {
        throw new Error(`${error.message}: ${cardOf(command)}`);
      });
  const sentPrompts = () => segmind.jobs.map(({ body }) => body.prompt);

  const first = await give(mira, 'one of Mira');
  await world.whenState(first.id, 'submitted');
  const second = await give(mira, 'two of Mira');
  await world.whenState(second.id, 'submitted');
  const third = await give(mira, 'three of Mira');
  await says(third, 'Next in the queue');
  const fourth = await give(mira, 'four of Mira');
  await says(fourth, 'In the queue: 1 ahead of you, should start <t:');
  const ofTomas = await give(tomas, 'one of Tomás');
  // Each of the three has a turn before Mira has another one.
  await says(ofTomas, 'In the queue: 1 ahead of you');
  const ofNoor = await give(noor, 'one of Noor');
  await says(ofNoor, 'In the queue: 2 ahead of you');
  await says(fourth, 'In the queue: 3 ahead of you');
  expect(cardOf(ofNoor)?.split('\n')).toEqual([
    `🎬 **Ray Flash 2** for <@${noor}>`,
    '> one of Noor',
    expect.stringMatching(/^In the queue: 2 ahead of you, (?:should start <t:\d+:R>|starts any moment)$/),
    '-# 5 s · 16:9',
    expect.stringMatching(/^-# 51 credits · asked for <t:\d+:R>$/),
  ]);

  const refusal = await world.ask('ray-flash', { prompt: 'one too many' }, { userId: tomas ?? '' });
  expect(refusal).toMatchObject({ visibleTo: tomas });
  expect(refusal.content).toMatch(/would start in about \d+ min\. Nothing was taken/);

  await bot.stop();
  await startTestBot(test, world, { environment });
  expect(sentPrompts()).toEqual(['one of Mira', 'two of Mira']);

  const card = discord.messages().find(({ interactionId }) => interactionId === ofTomas.id);
  const customId = `jobs:cancel:${ofTomas.id}`;
  await world.press({ userId: tomas ?? '', messageId: card?.id ?? '', customId });
  await world.whenState(ofTomas.id, 'cancelled');
  await says(third, 'Next in the queue');
  await says(ofNoor, 'In the queue: 1 ahead of you');
  await says(fourth, 'In the queue: 2 ahead of you');

  segmind.faults.holdJobs = false;
  await world.settle(...[first, second, third, fourth, ofTomas, ofNoor].map(({ id }) => id));
  expect(sentPrompts()).toEqual(['one of Mira', 'two of Mira', 'three of Mira', 'one of Noor', 'four of Mira']);
  expect(world.videosOf(fourth.id)).toHaveLength(1);
});
