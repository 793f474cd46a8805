import { expect, test } from 'vitest';
import { CLIP_COMMAND, register } from './discord-fixture.ts';
import { BUTTON, label, openDeeds, outcome } from './people-world.ts';

test('every component has a number, and tells it when it is used', async () => {
  const { discord, show } = await openDeeds();
  const where = await show(BUTTON, { ...BUTTON, custom_id: 'given', id: 4 }, { ...BUTTON, custom_id: 'last' });
  const numbers = ['again', 'given', 'last'].map((customId) => {
    const { payload } = discord.press({ ...where, customId });
    return Reflect.get(Object(payload.data), 'id');
  });
  expect(numbers).toEqual([2, 4, 6]);
});

test('a string select gives the values that were chosen, and no others', async () => {
  const { discord, show } = await openDeeds();
  const options = ['soft', 'bright', 'dark'].map((value) => ({ label: value, value }));
  const where = await show({ type: 3, custom_id: 'look', options, min_values: 1, max_values: 2 });
  const choose = (...values: string[]) => discord.choose({ ...where, customId: 'look', values });
  expect(choose('dark', 'soft').payload).toMatchObject({
    type: 3,
    data: { component_type: 3, custom_id: 'look', values: ['dark', 'soft'] },
    message: { id: where.messageId },
  });
  expect(choose('soft').payload.data).not.toHaveProperty('resolved');
  expect(() => choose('red')).toThrow('not-a-choice: look');
  expect(() => choose()).toThrow('out-of-range: look');
  expect(() => choose('soft', 'bright', 'dark')).toThrow('out-of-range');
  expect(() => discord.press({ ...where, customId: 'look' })).toThrow(RangeError);
});

test('the other selects give ids and the objects behind them', async () => {
  const { discord, show, named, at, guild } = await openDeeds();
  const selects = [5, 6, 7, 8].map((type) => ({ type, custom_id: `s${type}`, max_values: 2 }));
  const where = await show(...selects.slice(0, 3), { ...selects[3], channel_types: [0] });
  const crew = guild.roles.find(({ name }) => name === 'Crew')?.id ?? '';
  const choose = (customId: string, ...values: string[]) =>
    Reflect.get(Object(discord.choose({ ...where, customId, values }).payload.data), 'resolved');
  const tomas = named('tomas');
  expect(choose('s5', tomas)).toMatchObject({ users: { [tomas]: {} }, members: { [tomas]: {} } });
  expect(choose('s6', crew)).toMatchObject({ roles: { [crew]: { name: 'Crew' } } });
  expect(choose('s7', crew, tomas)).toMatchObject({ roles: { [crew]: {} }, users: { [tomas]: {} } });
  expect(choose('s8', at('videos'))).toMatchObject({ channels: { [at('videos')]: { type: 0, name: 'videos' } } });
  expect(() => choose('s5', crew)).toThrow('nothing-behind-id: s5');
  expect(() => choose('s8', at('elsewhere'))).toThrow('nothing-behind-id: s8');
});

test('what is disabled cannot be used, and what is ephemeral only by the one who sees it', async () => {
  const { discord, show, clip, callback, at, named } = await openDeeds();
  const where = await show({ ...BUTTON, disabled: true });
  expect(() => discord.press({ ...where, customId: 'again' })).toThrow(RangeError);
  await callback(clip('mira'), 4, { content: 'x', flags: 64, components: [{ type: 1, components: [BUTTON] }] });
  const messageId = discord.messages(at('videos')).at(-1)?.id ?? '';
  const press = (username: string) => discord.press({ userId: named(username), messageId, customId: 'again' });
  expect(() => press('tomas')).toThrow('there is no such message');
  expect(press('mira').payload).toMatchObject({ message: { flags: 64 } });
});

test('every kind of interaction takes its own kinds of answers', async () => {
  const { discord, open, show, clip, callback } = await openDeeds();
  const input = label({ type: 4, custom_id: 'prompt', style: 1, value: 'a kite' });
  const data = { content: 'x', custom_id: 'f', title: 't', components: [input], choices: [] };
  const refused = async (make: () => Promise<ReturnType<typeof clip>>) => {
    const types: number[] = [];
    for (const type of [1, 4, 5, 6, 7, 8, 9, 12]) {
      const body = [4, 7].includes(type) ? { content: 'x' } : data;
      if (outcome(await callback(await make(), type, body)) === 50035) types.push(type);
    }
    return types;
  };
  const where = await show(BUTTON, { ...BUTTON, custom_id: 'kept' });
  const text = { type: 3, name: 'style', description: 'Look', autocomplete: true };
  await register(discord, [{ ...CLIP_COMMAND, options: [...CLIP_COMMAND.options, text] }]);
  const typing = { ...where, command: 'clip', options: { style: 'n' }, focused: 'style' };
  const [{ channelId } = { channelId: '' }] = discord.messages();
  expect(await refused(async () => clip('mira'))).toEqual([1, 6, 7, 8, 12]);
  expect(await refused(async () => discord.submitModal(await open(input)))).toEqual([1, 6, 7, 8, 9, 12]);
  expect(await refused(async () => discord.suggest({ ...typing, channelId }))).toEqual([1, 4, 5, 6, 7, 9, 12]);
});
