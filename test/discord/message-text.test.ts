import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clip, fitMessage } from '../../src/discord/message-text.ts';

describe('a message', () => {
  it('that fits is left as it is', () => {
    expect(fitMessage('')).toBe('');
    expect(fitMessage('x'.repeat(2_000))).toBe('x'.repeat(2_000));
  });

  it('that is too long ends with a whole line, and says that there is more', () => {
    const line = `<@444444444444444444> took 51 credits`;
    const text = fitMessage(Array.from({ length: 200 }, () => line).join('\n'));
    const lines = text.split('\n');
    expect(lines.at(-1)).toBe('…');
    expect(new Set(lines.slice(0, -1))).toEqual(new Set([line]));
    expect(text.length).toBeGreaterThan(1_900);
  });

  it('of one long line is cut within it', () => {
    expect(fitMessage(`title\n${'x'.repeat(3_000)}`).length).toBeGreaterThan(1_900);
  });

  it('that is cut within a block of code closes it', () => {
    const text = fitMessage(`\`\`\`\n${'a row of a table\n'.repeat(200)}\`\`\``);
    expect(text).toMatch(/table\n```\n…$/);
    expect(text.length).toBeLessThanOrEqual(2_000);
    expect(fitMessage(`\`\`\`a\`\`\`\n${'a line\n'.repeat(400)}`)).toMatch(/a line\n…$/);
  });

  it('is never too long, whatever it holds, and holds no half of a character', () => {
    const parts = string({ unit: 'grapheme', maxLength: 200 });
    assert(
      property(parts, string({ unit: 'binary', maxLength: 50 }), (text, odd) => {
        for (const fitted of [fitMessage(text + odd, 60), fitMessage(`\`\`\`${odd}${text}`, 60)]) {
          expect(fitted.length).toBeLessThanOrEqual(60);
          expect(fitted.isWellFormed()).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('that is endless is cut all the same', () => {
    expect(fitMessage('👨‍👩‍👧‍👦'.repeat(100_000)).length).toBeLessThanOrEqual(2_000);
    expect(fitMessage(`a${'\u0301'.repeat(100_000)}`).length).toBeLessThanOrEqual(2_000);
  });
});

describe('a label', () => {
  it.each([
    ['short', 10, 'short'],
    ['exactly 10', 10, 'exactly 10'],
    ['a little longer', 10, 'a little …'],
    ['family 👨‍👩‍👧‍👦', 12, 'family …'],
    ['half \ud83d', 10, 'half \ufffd'],
  ])('«%s» of at most %i', (text, most, expected) => {
    expect(clip(text, most)).toBe(expected);
  });
});
