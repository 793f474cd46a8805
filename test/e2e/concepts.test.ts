import { describe, expect, it } from 'vitest';
import { cameraConcepts } from '../../src/catalogue/concepts.ts';
import { plainPicture } from '../sandbox/clip-frames.ts';
import { expectPaidOnce, kite, type QuickWorld, shareWorld } from './quick-world.ts';

/** Camera moves, from what a member types to what the provider is asked, and back onto the message. */

/** Discord's own app would not send it; an older one, or another client, may. */
const lenient = { strict: false } as const;

interface Choice {
  readonly name: string;
  readonly value: string;
}

/** What a member is offered who types into the option. */
async function suggested(
  { discord, clock, memberId, channelId }: QuickWorld,
  command: string,
  text: string,
): Promise<Choice[]> {
  const options = { ...kite, concepts: text };
  const { acknowledged } = discord.suggest({ userId: memberId, channelId, command, focused: 'concepts', options });
  void clock.carefully(acknowledged);
  const answer = await acknowledged;
  if (answer === 'missed') throw new Error('nothing was suggested in time');
  expect(answer.type).toBe(8);
  const { choices } = answer.data as { choices: Choice[] };
  return choices;
}

const askedOfApiframe = ({ apiframe }: QuickWorld) => apiframe.jobs.at(-1)?.body.lumaParams?.concepts;

describe('with Apiframe', () => {
  const shared = shareWorld({ providers: ['segmind', 'apiframe'] });

  it.each(['ray', 'ray-flash', 'animate'])('whoever types into `concepts` of /%s is offered moves', async (command) => {
    const { world } = shared;
    const all = await suggested(world, command, '');
    expect(all).toHaveLength(25);
    expect(all[0]).toEqual({ name: 'push in', value: 'push_in' });
    expect(await suggested(world, command, 'push in, cra')).toEqual([
      { name: 'push in, crane up', value: 'push_in, crane_up' },
      { name: 'push in, crane down', value: 'push_in, crane_down' },
    ]);
    for (const { value } of all) expect(cameraConcepts).toContain(value);
  });

  it('what was chosen goes to the provider in its own words, and stands on the video in ours', async () => {
    const { world } = shared;
    const [choice] = await suggested(world, 'ray-flash', 'over the sh');
    expect(choice).toEqual({ name: 'over the shoulder', value: 'over_the_shoulder' });
    const { id } = await world.give('ray-flash', { ...kite, concepts: `${choice?.value}, push_in` });
    const books = await world.settle(id);
    expectPaidOnce(books);
    expect(books.attempts).toMatchObject([{ provider: 'apiframe' }]);
    expect(askedOfApiframe(world)).toEqual(['over_the_shoulder', 'push_in']);
    expect(world.videosOf(id)[0]?.content).toContain('5 s · 16:9 · over the shoulder, push in · ');
  });

  it.each([
    ['the shown words', 'crane up, POV', ['crane_up', 'pov']],
    ['other cases and blanks', '  Push In ,TILT-UP,, ', ['push_in', 'tilt_up']],
    ['words without commas', 'zoom_in handheld', ['zoom_in', 'handheld']],
    ['one of them twice', 'static, Static', ['static']],
  ])('older apps send %s as they were typed', async (_, concepts, asked) => {
    const { world } = shared;
    const { id } = await world.give('ray-flash', { ...kite, concepts }, lenient);
    expectPaidOnce(await world.settle(id));
    expect(askedOfApiframe(world)).toEqual(asked);
  });

  it.each([
    ['pushin', 'There is no camera move called «pushin». The nearest: `push_in`'],
    ['**@everyone**', 'There is no camera move called'],
    ['pan_left, pan_right, tilt_up, tilt_down', 'You named 4 camera moves, and one clip takes at most 3'],
  ])('«%s» is refused with what to do', async (concepts, words) => {
    const { world } = shared;
    const before = world.apiframe.submitCount;
    const answer = await world.ask('ray-flash', { ...kite, concepts }, lenient);
    expect(answer).toMatchObject({ ephemeral: true, pings: { users: [], roles: [], everyone: false } });
    expect(answer.content).toContain(words);
    expect(world.apiframe.submitCount).toBe(before);
  });

  it('what no provider can do together is refused, and says who does what', async () => {
    const answer = await shared.world.ask('ray-flash', { ...kite, concepts: 'push_in', aspect_ratio: '9:21' });
    expect(answer.ephemeral).toBe(true);
    expect(answer.content).toContain('Segmind: `aspect_ratio: 9:21`; Apiframe: `concepts: push_in`');
  });
});

describe('with Segmind alone', () => {
  const shared = shareWorld({ providers: ['segmind'] });
  const optionsOf = (name: string) =>
    JSON.stringify(shared.world.discord.commands().find((command) => command.name === name));

  it('only pictures animated with Ray 2 take moves, and the other commands do not have the option', async () => {
    const { world } = shared;
    expect(optionsOf('ray')).not.toContain('concepts');
    expect(optionsOf('ray-flash')).not.toContain('concepts');
    expect(optionsOf('animate')).toContain('concepts');
    const image = await world.attach(await plainPicture([240, 130, 20], { width: 600, height: 600 }));
    const { id } = await world.give('animate', { ...kite, image, model: 'ray-2', concepts: 'pull_out' });
    expectPaidOnce(await world.settle(id), { price: 160 });
    expect(world.segmind.jobs.at(-1)).toMatchObject({ slug: 'luma-ray-img-2-video', body: { concepts: ['pull_out'] } });

    const answer = await world.ask('animate', { ...kite, image, concepts: 'pull_out' });
    expect(answer.content).toContain('Ray Flash 2 takes no such camera moves here');
    const older = await world.ask('ray-flash', { ...kite, concepts: 'pull_out' }, lenient);
    expect(older.content).toContain('Ray Flash 2 takes no such camera moves here');
  });
});
