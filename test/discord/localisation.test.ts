import { ApplicationCommandOptionType, ApplicationCommandType } from 'discord.js';
import { expect, it } from 'vitest';
import type { Command } from '../../src/discord/command.ts';
import { localised } from '../../src/discord/localisation.ts';

type Texts = Readonly<Record<'command' | 'option' | 'wide' | 'square', string>>;

const english: Texts = { command: 'Make a video', option: 'Its shape', wide: '16:9 (wide)', square: '1:1' };
const german: Texts = { command: 'Ein Video machen', option: 'Seine Form', wide: '16:9 (breit)', square: '1:1' };

const declaration = ({ command, option, wide, square }: Texts): Command['declaration'] => ({
  type: ApplicationCommandType.ChatInput,
  name: 'ray',
  description: command,
  options: [
    {
      type: ApplicationCommandOptionType.String,
      name: 'aspect_ratio',
      description: option,
      choices: [
        { name: wide, value: '16:9' },
        { name: square, value: '1:1' },
      ],
    },
  ],
});

it('descriptions and choices are told in the other language, names of commands and options are not', () => {
  expect(localised(declaration(english), { de: declaration(german) })).toEqual({
    type: ApplicationCommandType.ChatInput,
    name: 'ray',
    description: english.command,
    description_localizations: { de: german.command },
    options: [
      {
        type: ApplicationCommandOptionType.String,
        name: 'aspect_ratio',
        description: english.option,
        description_localizations: { de: german.option },
        choices: [
          { name: english.wide, name_localizations: { de: german.wide }, value: '16:9' },
          // The same in both: Discord shows the default.
          { name: english.square, value: '1:1' },
        ],
      },
    ],
  });
});

it('without another language nothing changes', () => {
  expect(localised(declaration(english), {})).toEqual(declaration(english));
});

it('a declaration of something else is a fault of ours', () => {
  const other = { ...declaration(german), options: [] };
  expect(() => localised(declaration(english), { de: other })).toThrow('«ray» is declared otherwise in «de»');
  const renamed = { ...declaration(german), name: 'strahl' };
  expect(() => localised(declaration(english), { de: renamed })).toThrow('«ray» is declared otherwise in «de»');
});
