import { describe, expect, it } from 'vitest';
import {
  button,
  channelMenu,
  customIdOf,
  menu,
  modalData,
  readCustomId,
  roleMenu,
  row,
  userMenu,
} from '../../src/discord/components.ts';

const owner = { command: 'quota', payload: 'audit:before:123' };

describe('a custom id', () => {
  it.each(['', 'x', 'a:b', 'audit 12 «é»', ':', 'x'.repeat(80)])('is read as it was written: «%s»', (payload) => {
    expect(readCustomId(customIdOf('quota', payload))).toEqual({ command: 'quota', payload });
  });

  it('is not made longer than Discord stores', () => {
    expect(() => customIdOf('quota', 'x'.repeat(81))).toThrow(RangeError);
    expect(() => customIdOf('a-command-with-a-name-of-32-chars', 'x'.repeat(80))).toThrow(RangeError);
    expect(() => customIdOf('a-command-with-a-name-of-32-chars', 'x'.repeat(60))).not.toThrow();
  });

  it.each(['again', '', ':x', undefined, null, 7, {}])('that was not made here is nobody’s: %j', (id) => {
    expect(readCustomId(id)).toBeNull();
  });
});

describe('a button', () => {
  it('belongs to its command', () => {
    expect(row(button(owner, { label: 'Older' }))).toEqual({
      type: 1,
      components: [{ type: 2, custom_id: 'quota:audit:before:123', style: 2, label: 'Older', disabled: false }],
    });
  });

  it('is looked at as it is said, and its label is cut', () => {
    const look = { label: 'x'.repeat(100), style: 'danger', isDisabled: true } as const;
    expect(button(owner, look)).toMatchObject({ style: 4, disabled: true, label: `${'x'.repeat(79)}…` });
  });
});

describe('a menu', () => {
  const frame = { custom_id: 'quota:audit:before:123', min_values: 1, max_values: 1 };

  it('of options shows which one is chosen', () => {
    const options = [
      { label: 'A week', value: '7', description: 'seven days', isChosen: true },
      { label: 'A month', value: '30' },
    ];
    expect(menu(owner, { placeholder: 'How long?' }, options)).toEqual({
      ...frame,
      type: 3,
      placeholder: 'How long?',
      options: [
        { label: 'A week', value: '7', description: 'seven days', default: true },
        { label: 'A month', value: '30', default: false },
      ],
    });
  });

  it.each([
    ['roles', roleMenu(owner, {}, ['1']), 6, 'role'],
    ['people', userMenu(owner, {}, ['1']), 5, 'user'],
    ['channels', channelMenu(owner, {}, ['1']), 8, 'channel'],
  ])('of %s shows what is chosen', (_what, made, type, kind) => {
    expect(made).toEqual({ ...frame, type, default_values: [{ id: '1', type: kind }] });
  });

  it('may take several, or none, and channels of some kinds', () => {
    const look = { least: 0, most: 25, kinds: [0, 5] } as const;
    expect(channelMenu(owner, look)).toMatchObject({ min_values: 0, max_values: 25, channel_types: [0, 5] });
  });
});

it('a modal asks for choices as well', () => {
  const options = [
    { label: 'L'.repeat(101), value: '5', description: 'short', isChosen: true },
    { label: 'Nine', value: '9' },
  ];
  const inputs = [
    { name: 'length', label: 'How long', description: 'It has a price', options },
    { name: 'extras', label: 'Extras', options, placeholder: 'None', required: false, most: 2 },
  ];
  const { components } = modalData('quota', { kind: 'modal', payload: 'x', title: 'T', inputs });
  const listed = [
    { label: `${'L'.repeat(99)}…`, value: '5', description: 'short', default: true },
    { label: 'Nine', value: '9', default: false },
  ];
  expect(components).toEqual([
    {
      type: 18,
      label: 'How long',
      description: 'It has a price',
      component: { type: 3, custom_id: 'length', min_values: 1, max_values: 1, required: true, options: listed },
    },
    {
      type: 18,
      label: 'Extras',
      component: {
        ...{ type: 3, custom_id: 'extras', placeholder: 'None', options: listed },
        ...{ min_values: 0, max_values: 2, required: false },
      },
    },
  ]);
});

it('a modal asks for texts, each with its label', () => {
  const inputs = [
    { name: 'reason', label: 'Why', description: 'It is kept', lines: 'one', placeholder: 'a gift', maxLength: 200 },
    { name: 'words', label: 'L'.repeat(50), lines: 'many', value: 'a, b', required: false, minLength: 0 },
  ] as const;
  expect(modalData('quota', { kind: 'modal', payload: 'grant', title: 'T'.repeat(50), inputs })).toEqual({
    custom_id: 'quota:grant',
    title: `${'T'.repeat(44)}…`,
    components: [
      {
        type: 18,
        label: 'Why',
        description: 'It is kept',
        component: { type: 4, custom_id: 'reason', style: 1, required: true, placeholder: 'a gift', max_length: 200 },
      },
      {
        type: 18,
        label: `${'L'.repeat(44)}…`,
        component: { type: 4, custom_id: 'words', style: 2, required: false, value: 'a, b', min_length: 0 },
      },
    ],
  });
});
