import { describe, expect, it } from 'vitest';
import { cleanPrompt } from '../../src/catalogue/prompt.ts';
import { refusalOf } from '../builders/refusal.ts';

const family = '\u{1f469}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}';
const flagOfEngland = '\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}';

describe('a prompt is taken as it was typed', () => {
  it.each([
    ['quotes and an emoji', '"Hello," said the fox 🦊 — \'hm\' „ja“'],
    ['a family joined by zero-width joiners', `a ${family} at the sea`],
    ['a flag of a region', `fans wave ${flagOfEngland} flags`],
    ['an emoji with a skin tone and a variation selector', 'thumbs 👍🏽 and a heart ❤️'],
    ['Arabic', 'قطة تجلس على الكرسي'],
    ['Arabic with a mark for its direction', 'قطة\u061c 2 على الكرسي'],
    ['Persian with a zero-width non-joiner', 'روباه می\u200cدود'],
    ['Korean beside a filler', '여우\u3164눈'],
    ['Braille', '\u2801\u2803\u2800\u2809'],
    ['Hebrew with marks for its direction', 'חתול \u200fיושב\u200e על הכיסא'],
    ['Japanese', '雪の中の狐'],
    ['markdown', '**bold** _it_ ~~no~~ `code` ||x|| # head > quote [a](https://b.example)'],
    ['an address of mail and other at signs', 'mail me@example.org @ noon, @heredity'],
    ['the shortest', 'fox'],
    ['the longest', 'f'.repeat(4000)],
    ['an emoji alone, as long as it has three units', '🦊🦊'],
  ])('%s', (_what, prompt) => {
    expect(cleanPrompt(prompt)).toBe(prompt);
  });

  it('with white space folded, and break hints and its ends dropped', () => {
    expect(cleanPrompt('หมา\u200bจิ้งจอก กับ fo\u2060x')).toBe('หมาจิ้งจอก กับ fox');
    expect(cleanPrompt(' \t a red\r\n\n fox\u2028in\u00a0the\u3000snow \u0085')).toBe('a red fox in the snow');
  });
});

describe('a prompt is refused', () => {
  it.each([
    ['', 'prompt-blank', {}],
    [' \n\t\u3000', 'prompt-blank', {}],
    ['\u200b\u200d\ufeff\u2060', 'prompt-blank', {}],
    ['\u3164\u3164\u3164', 'prompt-blank', {}],
    ['\u115f \u1160 \uffa0', 'prompt-blank', {}],
    ['\u2800\u2800\u2800', 'prompt-blank', {}],
    ['\u180e\u180e\u180e', 'prompt-blank', {}],
    ['\u200f\u061c\u200e ...', 'prompt-blank', {}],
    ['...?!', 'prompt-blank', {}],
    ['ab', 'prompt-too-short', { min: 3 }],
    [' a ', 'prompt-too-short', { min: 3 }],
    ['f'.repeat(4001), 'prompt-too-long', { max: 4000, length: 4001 }],
    ['🦊'.repeat(2001), 'prompt-too-long', { max: 4000, length: 4002 }],
    ['a fox\u0000', 'prompt-invisible-characters', {}],
    ['a \u001b[31mred fox', 'prompt-invisible-characters', {}],
    ['a fox\u007f', 'prompt-invisible-characters', {}],
    ['a @\u200beveryone', 'prompt-mentions', { mention: '@everyone' }],
    ['a f\u2063ox', 'prompt-invisible-characters', {}],
    ['a \u202exof\u202c red', 'prompt-invisible-characters', {}],
    ['a \u2067fox\u2069', 'prompt-invisible-characters', {}],
    ['a fox \u{e0041}\u{e0042}', 'prompt-invisible-characters', {}],
    [`${flagOfEngland} fox\u{e0067}`, 'prompt-invisible-characters', {}],
    ['hello @everyone', 'prompt-mentions', { mention: '@everyone' }],
    ['hello @HERE, fox', 'prompt-mentions', { mention: '@HERE' }],
    ['a fox for <@123>', 'prompt-mentions', { mention: '<@123>' }],
    ['a fox for <@!123>', 'prompt-mentions', { mention: '<@!123>' }],
    ['a fox for <@&123>', 'prompt-mentions', { mention: '<@&123>' }],
    ['a fox in <#123>', 'prompt-mentions', { mention: '<#123>' }],
  ])('%j as %s', (prompt, code, context) => {
    expect(refusalOf(() => cleanPrompt(prompt))).toMatchObject({ code, context });
  });
});
