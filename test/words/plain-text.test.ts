import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeText } from '../../src/words/plain-text.ts';

const family = '\u{1f469}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}';

describe('a text of a member', () => {
  it.each([
    ['a red fox', 'a red fox'],
    ['"Hello," said the fox 🦊', '"Hello," said the fox 🦊'],
    ['**bold** _it_ ~~no~~', '\\*\\*bold\\*\\* \\_it\\_ \\~\\~no\\~\\~'],
    ['`code` ||spoiler||', '\\`code\\` \\|\\|spoiler\\|\\|'],
    ['# heading', '\\# heading'],
    [' # heading', ' \\# heading'],
    ['> quote', '\\> quote'],
    ['- point', '\\- point'],
    ['-# small', '\\-# small'],
    ['+ point', '\\+ point'],
    ['a # b > c - d', 'a # b > c - d'],
    ['[text](https://x.example)', '\\[text\\](https\\://x.example)'],
    ['see https://x.example/a_b', 'see https\\://x.example/a\\_b'],
    ['at 12:30', 'at 12:30'],
    ['<@1> <#2> <:fox:3> <t:4:R> </ray:5>', '\\<\\@1> \\<#2> \\<:fox:3> \\<t:4:R> \\</ray:5>'],
    ['@everyone', '\\@everyone'],
    ['back\\slash \\*', 'back\\\\slash \\\\\\*'],
    ['two\nlines\tand\u0000more', 'two lines and more'],
    ['turned \u202eround\u202c', 'turned  round '],
    [`a ${family} at sea`, `a ${family} at sea`],
  ])('%j is written %j', (text, expected) => {
    expect(escapeText(text, 1_000)).toBe(expected);
  });

  it.each([
    ['exactly as long as it may be', 'abcdef', 6, 'abcdef'],
    ['one too long', 'abcdefg', 6, 'abcde…'],
    ['cut before a character that does not fit whole', `ab${family}`, 6, 'ab…'],
    ['cut without the white space before the cut', 'abc defg', 5, 'abc…'],
    ['cut between a backslash and its mark', 'abcd*efg', 6, 'abcd…'],
    ['of backslashes', '\\\\\\\\', 6, '…'],
    ['with no room at all', 'abc', 1, '…'],
  ])('%s', (_what, text, maxLength, expected) => {
    expect(escapeText(text, maxLength)).toBe(expected);
  });
});

/** The marks that stand unescaped: an even number of backslashes before them. */
function bareMarks(text: string): string[] {
  return [...text.matchAll(/(?<!\\)(?:\\\\)*([*_~`|[\]<@])/g)].map(([, mark]) => mark ?? '');
}

const alphabet = fc.constantFrom(...'\\*_~`|[]<>@#-+:/ ab\n', '\u0000', '\u202e', '🦊', family, '://');
const texts = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.array(alphabet, { maxLength: 60 }).map((all) => all.join('')),
);

it('whatever is written: no mark is bare, the limit holds, and nothing ends in a lone backslash', () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 80 }), (text, maxLength) => {
      const escaped = escapeText(text, maxLength);
      expect(escaped.length).toBeLessThanOrEqual(maxLength);
      expect(bareMarks(escaped)).toEqual([]);
      expect(/(?<!\\)(?:\\\\)*\\$/.test(escaped)).toBe(false);
      expect(escaped).not.toMatch(/^\s*[#>+-]/);
      expect(escaped).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]|[^\\]:\/\//u);
    }),
    { numRuns: 2_000, seed: 20261123 },
  );
});

it('with room enough, taking the backslashes away gives the text back', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[\\*_~`|[\]<>@#+:/ a-z-]*$/), (text) => {
      expect(escapeText(text, 10_000).replaceAll(/\\(.)/g, '$1')).toBe(text);
    }),
    { numRuns: 1_000, seed: 20261123 },
  );
});
