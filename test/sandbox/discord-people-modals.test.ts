import { expect, test } from 'vitest';
import { BUTTON, label, openDeeds, outcome } from './people-world.ts';

interface FormValues {
  readonly prompt?: string;
  readonly other?: string;
  readonly frame?: readonly string[];
}

test('a modal is filled in and submitted', async () => {
  const { discord, open, attach, named } = await openDeeds();
  const modal = await open(
    { type: 10, content: 'Tell us' },
    label({ type: 4, custom_id: 'prompt', style: 2, value: 'a kite' }),
    label({ type: 3, custom_id: 'look', options: [{ label: 'Soft', value: 'soft', default: true }] }),
    label({ type: 5, custom_id: 'friend', required: false }),
    label({ type: 19, custom_id: 'frames', max_values: 2 }),
  );
  const frames = [await attach('one.png'), await attach('two.png')];
  const values = { prompt: 'a red\nkite', friend: [named('tomas')], frames };
  const { payload } = discord.submitModal({ ...modal, values });
  const [first = ''] = frames;
  expect(payload).toMatchObject({
    type: 5,
    member: { user: { id: named('mira') } },
    data: {
      custom_id: 'form',
      components: [
        { type: 10, id: 1 },
        { type: 18, id: 2, component: { type: 4, id: 3, custom_id: 'prompt', value: 'a red\nkite' } },
        { type: 18, component: { type: 3, custom_id: 'look', values: ['soft'] } },
        { type: 18, component: { type: 5, values: [named('tomas')] } },
        { type: 18, component: { type: 19, custom_id: 'frames', values: frames } },
      ],
      resolved: {
        users: { [named('tomas')]: { username: 'tomas' } },
        attachments: { [first]: { filename: 'one.png', ephemeral: true } },
      },
    },
  });
  expect(payload).not.toHaveProperty('message');
});

test('a text input may stand in an action row, as long ago', async () => {
  const { discord, open } = await openDeeds();
  const input = { type: 4, custom_id: 'prompt', style: 1, label: 'Prompt' };
  const modal = await open({ type: 1, components: [input] });
  const { payload } = discord.submitModal({ ...modal, values: { prompt: 'a kite' } });
  expect(payload.data).toMatchObject({
    components: [{ type: 1, id: 1, components: [{ type: 4, id: 2, custom_id: 'prompt', value: 'a kite' }] }],
  });
});

test('ticks and groups give what was ticked', async () => {
  const { discord, open } = await openDeeds();
  const options = ['a', 'b', 'c'].map((value) => ({ label: value, value }));
  const modal = await open(
    label({ type: 21, custom_id: 'one', options }),
    label({ type: 22, custom_id: 'some', options, max_values: 2 }),
    label({ type: 23, custom_id: 'loop' }),
  );
  const submit = (values: Record<string, string | boolean | string[]>) => discord.submitModal({ ...modal, values });
  expect(submit({ one: 'b', some: ['a', 'c'], loop: true }).payload.data).toMatchObject({
    components: [
      { component: { type: 21, value: 'b' } },
      { component: { type: 22, values: ['a', 'c'] } },
      { component: { type: 23, value: true } },
    ],
  });
  expect(() => submit({ some: ['a'] })).toThrow('missing-option: one');
  expect(() => submit({ one: 'x', some: ['a'] })).toThrow('not-a-choice: one');
  expect(() => submit({ one: 'a', some: ['a', 'b', 'c'] })).toThrow('out-of-range: some');
});

test.each([
  ['nothing where something is required', {}, 'missing-option: prompt'],
  ['too little', { prompt: 'ab' }, 'out-of-range: prompt'],
  ['too much', { prompt: '🎬🎬🎬🎬🎬🎬' }, 'out-of-range: prompt'],
  ['two lines in one', { prompt: 'ab\ncd' }, 'wrong-type: prompt'],
  ['a file of another kind', { prompt: 'abc', frame: ['movie.mp4'] }, 'wrong-file-type: frame'],
  ['too many files', { prompt: 'abc', frame: ['a.png', 'b.PNG'] }, 'out-of-range: frame'],
  ['a field that is not there', { prompt: 'abc', other: 'x' }, 'unknown-option: other'],
])('the app does not submit %s', async (_, { frame, ...texts }: FormValues, problem) => {
  const { discord, open, attach } = await openDeeds();
  const modal = await open(
    label({ type: 4, custom_id: 'prompt', style: 1, min_length: 3, max_length: 5 }),
    label({ type: 19, custom_id: 'frame', required: false, file_types: ['image'] }),
  );
  const files = frame ? { frame: await Promise.all(frame.map(attach)) } : {};
  expect(() => discord.submitModal({ ...modal, values: { ...texts, ...files } })).toThrow(problem);
});

test('a modal opened by a button changes the message of that button; no modal opens another', async () => {
  const { discord, show, callback } = await openDeeds();
  const where = await show(BUTTON);
  const press = discord.press({ ...where, customId: 'again' });
  const input = label({ type: 4, custom_id: 'prompt', style: 1 });
  await callback(press, 9, { custom_id: 'form', title: 'A form', components: [input] });
  expect(await press.acknowledged).toMatchObject({ type: 9, data: { custom_id: 'form' } });
  const submitted = discord.submitModal({ interactionId: press.id, values: { prompt: 'a kite' } });
  expect(submitted.payload).toMatchObject({ message: { id: where.messageId } });
  expect(outcome(await callback(submitted, 9, { custom_id: 'x', title: 'x', components: [input] }))).toBe(50035);
  expect(outcome(await callback(submitted, 7, { content: 'changed' }))).toBe(204);
  expect(discord.messages()).toMatchObject([{ id: where.messageId, content: 'changed' }]);
});

test('an answer to a modal tells what opened it', async () => {
  const { discord, open, callback, call, at, named } = await openDeeds();
  const opened = await open(label({ type: 4, custom_id: 'prompt', style: 1, value: 'a kite' }));
  const submitted = discord.submitModal(opened);
  await callback(submitted, 4, { content: 'so be it' });
  const { body } = await call('GET', `/channels/${at('videos')}/messages`);
  const trigger = { id: opened.interactionId, type: 2, user: { id: named('mira') } };
  expect(body).toMatchObject([
    { interaction_metadata: { id: submitted.id, type: 5, triggering_interaction_metadata: trigger } },
  ]);
});

test('a modal that is no modal is refused', async () => {
  const { callback, clip } = await openDeeds();
  const input = { type: 4, custom_id: 'prompt', style: 1 };
  const open = async (components: object[]) =>
    (await callback(clip('mira'), 9, { custom_id: 'form', title: 'A form', components })).body;
  expect(await open([])).toMatchObject({ code: 50035 });
  expect(await open([{ type: 1, components: [input] }])).toMatchObject({ code: 50035 });
  expect(await open([{ type: 1, components: [BUTTON] }])).toMatchObject({ code: 50035 });
  expect(await open([label(input), label(input)])).toMatchObject({
    errors: { data: { components: { _errors: [{ code: 'COMPONENT_CUSTOM_ID_DUPLICATED' }] } } },
  });
});
