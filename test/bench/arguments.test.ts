import { describe, expect, it } from 'vitest';
import { readArguments } from '../../bench/arguments.ts';

describe('the arguments of the bench', () => {
  it('mean everything, in a table, when there are none', () => {
    expect(readArguments([])).toEqual({
      parts: ['burst', 'large', 'edits', 'accept', 'loop', 'polling'],
      json: false,
      strict: false,
      seeds: 20,
      plot: null,
    });
  });

  it('name single parts', () => {
    expect(readArguments(['--only=large']).parts).toEqual(['large']);
    expect(readArguments(['--only=edits,burst']).parts).toEqual(['burst', 'edits']);
    expect(readArguments(['--only=loop,accept']).parts).toEqual(['accept', 'loop']);
  });

  it('name a part as it is', () => {
    expect(readArguments(['polling']).parts).toEqual(['polling']);
    expect(readArguments(['polling', '--only=edits']).parts).toEqual(['edits', 'polling']);
  });

  it('say how often to simulate, and where to draw', () => {
    expect(readArguments(['--seeds=3', '--plot=frontier.png'])).toMatchObject({ seeds: 3, plot: 'frontier.png' });
  });

  it('ask for JSON and for strictness', () => {
    expect(readArguments(['--json', '--strict'])).toMatchObject({ json: true, strict: true });
  });

  it.each(['--only=acks', '--only=', '--only=burst,acks', '--fast', 'acks', '--seeds=0', '--seeds=few'])(
    'are refused: %s',
    (argument) => {
      expect(() => readArguments([argument])).toThrow();
    },
  );
});
