import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AmountProblem, mostCredits, parseAmount } from '../../src/credits/amount.ts';

describe('an amount', () => {
  it.each([
    ['26', 'set', 26],
    ['+2', 'add', 2],
    ['-6', 'take', 6],
    ['0', 'set', 0],
    [' 26 ', 'set', 26],
    ['007', 'set', 7],
    ['1000000', 'set', 1_000_000],
    ['+1000000', 'add', 1_000_000],
    ['-1000000', 'take', 1_000_000],
    ['+0000000000000000000000000000000000000001', 'add', 1],
  ])('«%s» means: %s %i', (typed, kind, credits) => {
    expect(parseAmount(typed)).toEqual({ kind, credits });
  });

  it.each([
    ['', 'empty'],
    [' \t\n', 'empty'],
    ['+ 2', 'blanks-inside'],
    ['- 6', 'blanks-inside'],
    ['1 000', 'blanks-inside'],
    ['1\u00a0000', 'blanks-inside'],
    ['1\u202f000', 'blanks-inside'],
    ['2\n6', 'blanks-inside'],
    ['１２', 'foreign-digits'],
    ['+１２', 'foreign-digits'],
    ['1２', 'foreign-digits'],
    ['١٢', 'foreign-digits'],
    ['१२', 'foreign-digits'],
    ['𝟙𝟚', 'foreign-digits'],
    ['1.5', 'not-whole'],
    ['-0.5', 'not-whole'],
    ['2,5', 'not-whole'],
    ['1,000', 'not-whole'],
    ['1.000', 'not-whole'],
    ['1,000.00', 'not-whole'],
    ['5.', 'not-whole'],
    ['.5', 'not-whole'],
    ['+0', 'zero'],
    ['-0', 'zero'],
    ['-000', 'zero'],
    ['1000001', 'too-large'],
    ['-1000001', 'too-large'],
    ['9007199254740993', 'too-large'],
    ['9'.repeat(6_000), 'too-large'],
    ['1e308', 'not-a-number'],
    ['1e3', 'not-a-number'],
    ['-1e308', 'not-a-number'],
    ['Infinity', 'not-a-number'],
    ['NaN', 'not-a-number'],
    ['0x10', 'not-a-number'],
    ['1_000', 'not-a-number'],
    ['--5', 'not-a-number'],
    ['+-5', 'not-a-number'],
    ['5-', 'not-a-number'],
    ['+', 'not-a-number'],
    ['.', 'not-a-number'],
    ['−6', 'not-a-number'],
    ['²', 'not-a-number'],
    ['٫', 'not-a-number'],
    ['2\u200b6', 'not-a-number'],
    ['all', 'not-a-number'],
    ['<@123456789012345678>', 'not-a-number'],
  ] satisfies [string, AmountProblem][])('«%s» is none: %s', (typed, problem) => {
    expect(parseAmount(typed)).toEqual({ kind: 'refused', problem });
  });

  it('is read from what it is written as, and nothing else is within the limits', () => {
    const sign = fc.constantFrom('', '+', '-');
    fc.assert(
      fc.property(sign, fc.integer({ min: 0, max: 2 * mostCredits }), (sign, credits) => {
        const kind = sign === '+' ? 'add' : sign === '-' ? 'take' : 'set';
        const amount = parseAmount(`${sign}${credits}`);
        if (credits > mostCredits) expect(amount).toEqual({ kind: 'refused', problem: 'too-large' });
        else if (credits === 0 && sign !== '') expect(amount).toEqual({ kind: 'refused', problem: 'zero' });
        else expect(amount).toEqual({ kind, credits });
      }),
    );
  });

  it('is whole and within the limits, whatever is typed', () => {
    const typed = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'0123456789+-., eE１') }),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const amount = parseAmount(text);
        if (amount.kind === 'refused') return;
        expect(/^\s*[+-]?[0-9]+\s*$/.test(text)).toBe(true);
        expect(Number.isInteger(amount.credits) && amount.credits >= 0 && amount.credits <= mostCredits).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
