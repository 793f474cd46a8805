import { describe, expect, it } from 'vitest';
import { readArguments } from '../../bench/arguments.ts';

describe('the arguments of the bench', () => {
  it('mean everything, in a table, when there are none', () => {
    expect(readArguments([])).toEqual({
      parts: ['burst', 'large', 'edits', 'accept', 'loop'],
      json: false,
      strict: false,
    });
  });

  it('name single parts', () => {
    expect(readArguments(['--only=large']).parts).toEqual(['large']);
    expect(readArguments(['--only=edits,burst']).parts).toEqual(['burst', 'edits']);
    expect(readArguments(['--only=loop,accept']).parts).toEqual(['accept', 'loop']);
  });

  it('ask for JSON and for strictness', () => {
    expect(readArguments(['--json', '--strict'])).toMatchObject({ json: true, strict: true });
  });

  it.each(['--only=acks', '--only=', '--only=burst,acks', '--fast', 'burst'])('are refused: %s', (argument) => {
    expect(() => readArguments([argument])).toThrow();
  });
});
