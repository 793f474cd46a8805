import { expect, it } from 'vitest';
import { ConfigError } from '../../src/config.ts';
import { DatabaseInUseError } from '../../src/database/connection.ts';
import { explainFailure } from '../../src/operations/process.ts';

it.each([
  [
    'a configuration',
    new ConfigError([{ variable: 'DISCORD_TOKEN', whatToDo: 'copy it.' }]),
    'DISCORD_TOKEN: copy it.',
  ],
  ['a second start', new DatabaseInUseError('/data/raybot.sqlite'), 'Another raybot is running'],
])('%s is explained without a stack', (_what, error, words) => {
  expect(explainFailure(error)).toContain(words);
  expect(explainFailure(error)).not.toContain('    at ');
});

it('what nobody expected keeps its stack', () => {
  expect(explainFailure(new TypeError('boom'))).toMatch(/^raybot could not start: TypeError: boom\n +at /);
  expect(explainFailure('boom')).toBe('raybot could not start: boom');
});
