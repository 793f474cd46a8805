import { expect, it } from 'vitest';
import { callsWithEveryOption } from './every-option.ts';

it('every option has each of its values once, beside those that have to be there', () => {
  const command = {
    name: 'fly',
    options: [
      { type: 11, name: 'image', required: true },
      { type: 3, name: 'prompt', required: true, min_length: 3, max_length: 30 },
      {
        type: 4,
        name: 'length',
        choices: [
          { name: '5 s', value: 5 },
          { name: '9 s', value: 9 },
        ],
      },
      { type: 5, name: 'loop' },
    ],
  };
  const calls = [...callsWithEveryOption(command, ({ type }) => (type === 11 ? ['a file'] : ['a kite']))];
  const usual = { image: 'a file', prompt: 'a kite' };
  expect(calls).toEqual([
    usual,
    usual,
    usual,
    { ...usual, prompt: 'a k' },
    { ...usual, prompt: 'a kite over the dunes a kite o' },
    { ...usual, length: 5 },
    { ...usual, length: 9 },
    { ...usual, loop: true },
    { ...usual, loop: false },
  ]);
  expect([...callsWithEveryOption({ name: 'credits' }, () => [])]).toEqual([{}]);
});
