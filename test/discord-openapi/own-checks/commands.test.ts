import { describe, expect, it } from 'vitest';
import { commandOf, found, register, registerInGuild } from '../sample-requests.ts';
import { checkCommandList, checkCommands, checkPlaces } from './commands.ts';

const option = (fields: Readonly<Record<string, unknown>> = {}) => ({
  type: 3,
  name: 'prompt',
  description: 'What to show',
  ...fields,
});
const withOptions = (...options: unknown[]) => commandOf({ options });
const choices = (count: number) => Array.from({ length: count }, (_, n) => ({ name: `c${n}`, value: `v${n}` }));
const longText = 'x'.repeat(100);
/** 25 options with a long description and two long choices each. */
const tooLarge = withOptions(
  ...Array.from({ length: 25 }, (_, n) =>
    option({
      name: `o${n}`,
      description: longText,
      choices: [0, 1].map((k) => ({ name: `${k}${longText.slice(1)}`, value: `${k}${longText.slice(10)}` })),
    }),
  ),
);

describe('the checks of declared commands', () => {
  it.each<[string, unknown, string]>([
    ['a name with a capital', commandOf({ name: 'Fly' }), '[0].name: must be lower case'],
    ['a name with a blank', commandOf({ name: 'fly high' }), '[0].name: must match'],
    ['a name of 33 letters', commandOf({ name: 'x'.repeat(33) }), '[0].name: must match'],
    ['a capital beyond ASCII', commandOf({ name: 'Über' }), '[0].name: must be lower case'],
    [
      'a translated name with a dot',
      commandOf({ name_localizations: { de: 'flieg.hoch' } }),
      '[0].name_localizations.de: must match',
    ],
    ['an option with a capital', withOptions(option({ name: 'Prompt' })), '[0].options[0].name: must be lower case'],
    ['no description', commandOf({ description: undefined }), '[0].description: must have 1 to 100'],
    ['an empty description', withOptions(option({ description: '' })), '[0].options[0].description: must have'],
    [
      'a required option after an optional one',
      withOptions(option(), option({ name: 'length', required: true })),
      '[0].options[1].required: required options come first',
    ],
    [
      'a required option after an optional one in a subcommand',
      withOptions(option({ type: 1, options: [option(), option({ name: 'length', required: true })] })),
      '[0].options[0].options[1].required: required',
    ],
    ['two options of one name', withOptions(option(), option()), '[0].options[1].name: stands here twice'],
    ['26 choices', withOptions(option({ choices: choices(26) })), '[0].options[0].choices: at most 25'],
    [
      'two choices of one name',
      withOptions(option({ choices: [...choices(2), ...choices(1)] })),
      '[0].options[0].choices[2].name: stands here twice',
    ],
    [
      'choices and autocomplete',
      withOptions(option({ choices: choices(2), autocomplete: true })),
      '[0].options[0].autocomplete: choices and',
    ],
    ['a least above the most', withOptions(option({ min_length: 9, max_length: 3 })), '[0].options[0].min_length: is'],
    ['more than 8,000 characters', tooLarge, '[0].name: '],
    [
      'subcommands beside values',
      withOptions(option(), option({ type: 1, name: 'high' })),
      '[0].options[0].type: subcommands and values',
    ],
    ['permissions as a number', commandOf({ default_member_permissions: 32 }), '[0].default_member_permissions: must'],
    ['kinds of files for a text', withOptions(option({ file_types: ['image'] })), '[0].options[0].file_types: is for'],
    [
      'an unknown kind of files',
      withOptions(option({ type: 11, file_types: ['picture'] })),
      '[0].options[0].file_types: 1 to 10',
    ],
  ])('find %s', (_, command, expected) => {
    expect(found(checkCommands, register([command])).join()).toContain(expected);
  });

  it('pass what Discord takes', () => {
    const ordinary = [
      commandOf({
        name: 'ray-flash',
        name_localizations: { th: 'ว่าว', hi: 'पतंग', ja: '凧' },
        default_member_permissions: '0',
        options: [
          option({ required: true, min_length: 3, max_length: 4_000 }),
          option({ name: 'length', type: 4, choices: [{ name: '5 s', value: 5 }] }),
          option({ name: 'start_image', type: 11, file_types: ['image', '.webp'] }),
        ],
      }),
      commandOf({ name: 'quota', options: [option({ type: 1, name: 'grant', options: [option()] })] }),
      { type: 3, name: 'Animate this image' },
    ];
    expect(found(checkCommands, register(ordinary))).toEqual([]);
    expect(found(checkCommandList, register(ordinary))).toEqual([]);
    expect(found(checkPlaces, register([commandOf({ contexts: [0] })]))).toEqual([]);
  });

  it('count what a command holds up to the last of 8,000 characters', () => {
    const options = Array.from({ length: 25 }, (_, n) => option({ name: `o${n + 10}`, description: longText }));
    const rest = 8_000 - ('fly'.length + 'Makes a kite'.length + 25 * (3 + 100));
    const size = (extra: number) =>
      found(
        checkCommands,
        register([
          withOptions(
            ...options.map((own, index) =>
              index === 0 ? { ...own, choices: [{ name: 'x', value: 'y'.repeat(extra - 1) }] } : own,
            ),
          ),
        ]),
      );
    expect(size(rest)).toEqual([]);
    expect(size(rest + 1)).toEqual(['[0].name: 8001 of 8000 characters together']);
  });

  it('find two commands of one name, though not of one name and two types', () => {
    expect(found(checkCommandList, register([commandOf(), commandOf()]))).toEqual(['[1].name: stands here twice']);
    expect(found(checkCommandList, register([commandOf(), { type: 3, name: 'fly' }]))).toEqual([]);
  });

  it('find more than 100 slash commands', () => {
    const many = Array.from({ length: 101 }, (_, n) => commandOf({ name: `fly${n}` }));
    expect(found(checkCommandList, register(many))).toEqual(['the body: at most 100 slash commands']);
    expect(found(checkCommandList, register(many.slice(1)))).toEqual([]);
  });

  it('find places of use at the commands of a guild', () => {
    expect(found(checkPlaces, registerInGuild([commandOf({ contexts: [0], integration_types: [0] })]))).toEqual([
      '[0].contexts: is for global commands only',
      '[0].integration_types: is for global commands only',
    ]);
  });
});
