import { describe, expect, test } from 'vitest';
import { parseInline, parseMarkdown, plainText } from '../../sandbox/page/client/markdown.ts';

describe('the page reads Discord’s markdown', () => {
  test.each([
    ['**bold**', [{ kind: 'bold', parts: [{ kind: 'text', text: 'bold' }] }]],
    [
      '*one* _two_',
      [
        { kind: 'italic', parts: [{ kind: 'text', text: 'one' }] },
        { kind: 'text', text: ' ' },
        { kind: 'italic', parts: [{ kind: 'text', text: 'two' }] },
      ],
    ],
    ['a snake_case_name', [{ kind: 'text', text: 'a snake_case_name' }]],
    [
      String.raw`\*not\*`,
      [
        { kind: 'text', text: '*' },
        { kind: 'text', text: 'not' },
        { kind: 'text', text: '*' },
      ],
    ],
    ['`**as typed**`', [{ kind: 'code', text: '**as typed**' }]],
    [
      '<@12> <@&3> <#4> </quota set:5>',
      [
        { kind: 'user', id: '12' },
        { kind: 'text', text: ' ' },
        { kind: 'role', id: '3' },
        { kind: 'text', text: ' ' },
        { kind: 'channel', id: '4' },
        { kind: 'text', text: ' ' },
        { kind: 'command', name: 'quota set' },
      ],
    ],
    [
      'in <t:1700000000:R>.',
      [
        { kind: 'text', text: 'in ' },
        { kind: 'time', seconds: 1_700_000_000, style: 'R' },
        { kind: 'text', text: '.' },
      ],
    ],
    [
      '[here](https://a.example/b) or https://c.example/d.',
      [
        { kind: 'link', url: 'https://a.example/b', parts: [{ kind: 'text', text: 'here' }] },
        { kind: 'text', text: ' or ' },
        { kind: 'link', url: 'https://c.example/d', parts: [{ kind: 'text', text: 'https://c.example/d' }] },
        { kind: 'text', text: '.' },
      ],
    ],
    [
      '**bold with *both***',
      [
        {
          kind: 'bold',
          parts: [
            { kind: 'text', text: 'bold with ' },
            { kind: 'italic', parts: [{ kind: 'text', text: 'both' }] },
          ],
        },
      ],
    ],
    ['2 * 3 * 4', [{ kind: 'text', text: '2 * 3 * 4' }]],
    ['[no link](javascript:alert(1))', [{ kind: 'text', text: '[no link](javascript:alert(1))' }]],
  ])('within a line: %s', (text, parts) => {
    expect(merged(parseInline(text))).toEqual(merged(parts));
  });

  test('lines of their own', () => {
    expect(parseMarkdown('# Title\n-# small\n> said\n> twice\n- first\n  - second').map(({ kind }) => kind)).toEqual([
      'heading',
      'small',
      'quote',
      'item',
      'item',
    ]);
  });

  test('a fence keeps what stands in it', () => {
    expect(parseMarkdown('before\n```ts\n**as typed**\n```')).toEqual([
      { kind: 'line', parts: [{ kind: 'text', text: 'before' }] },
      { kind: 'line', parts: [] },
      { kind: 'fence', text: '**as typed**' },
    ]);
  });

  test('what is read aloud has no marks', () => {
    expect(plainText('**Ray 2**\n> a *fox*\n-# 5 s')).toBe('Ray 2\na fox\n5 s');
  });

  test('a long line of marks that fit nothing is read at once', () => {
    expect(parseInline('*_~|['.repeat(400)).length).toBeGreaterThan(0);
  });
});

/** How plain text is cut does not matter. */
function merged(parts: readonly object[]): object[] {
  const all: object[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    const both = [last, part].flatMap((one) => (one && isText(one) ? [one.text] : []));
    if (both.length === 2) all.splice(-1, 1, { kind: 'text', text: both.join('') });
    else all.push(part);
  }
  return all;
}

function isText(part: object): part is { kind: 'text'; text: string } {
  return 'kind' in part && part.kind === 'text';
}
