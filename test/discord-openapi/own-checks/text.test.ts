import { expect, it } from 'vitest';
import { commandOf, found, post, register } from '../sample-requests.ts';
import { checkWholeCharacters } from './text.ts';

it('the check of characters finds halves of them, wherever they stand', () => {
  expect(found(checkWholeCharacters, post({ content: 'a 🪁'.slice(0, 3) }))).toEqual([
    'content: holds half of a character',
  ]);
  const option = { type: 3, name: 'prompt', description: '🪁'.slice(1) };
  expect(found(checkWholeCharacters, register([commandOf({ options: [option] })]))).toEqual([
    '[0].options[0].description: holds half of a character',
  ]);
});

it('the check of characters passes whole ones', () => {
  expect(found(checkWholeCharacters, post({ content: 'a 🪁 🏴󠁧󠁢󠁳󠁣󠁴󠁿' }))).toEqual([]);
});
