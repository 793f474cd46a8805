import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { postingProblem, toPostingError } from '../../src/discord/discord-error.ts';
import { PostingError } from '../../src/errors/posting-error.ts';

it.each([
  [413, undefined, 'too-large'],
  [400, 40005, 'too-large'],
  [400, 50045, 'too-large'],
  [400, 50046, 'too-large'],
  [403, 50001, 'no-access'],
  [403, 50013, 'no-access'],
  [403, 50007, 'no-access'],
  [403, 0, 'no-access'],
  [404, 10003, 'gone'],
  [404, 10008, 'gone'],
  [404, 10015, 'gone'],
  [404, 10062, 'gone'],
  [404, 0, 'gone'],
  [401, 50027, 'gone'],
  [400, 200000, 'content-refused'],
  [400, 240000, 'content-refused'],
  [400, 20009, 'content-refused'],
  [400, 50035, 'content-refused'],
  [400, undefined, 'content-refused'],
  [403, undefined, 'transient'],
  [404, undefined, 'transient'],
  [403, 40003, 'transient'],
  [401, undefined, 'transient'],
  [401, 0, 'transient'],
  [408, undefined, 'transient'],
  [429, undefined, 'transient'],
  [429, 30046, 'transient'],
  [500, undefined, 'transient'],
  [503, 130000, 'transient'],
] as const)('%i with code %s is %s', (status, code, problem) => {
  expect(postingProblem(status, code)).toBe(problem);
});

describe('what discord.js throws', () => {
  const url = 'https://discord.com/api/v10/webhooks/111/canary-token/messages/@original';
  const apiError = (code: number, status: number) =>
    new DiscordAPIError({ code, message: 'Unknown Message' }, code, status, 'PATCH', url, { body: {}, files: [] });
  // As discord.js reads an answer that is no JSON.
  const pageError = (status: number) =>
    new DiscordAPIError(new ArrayBuffer(8) as never, undefined as never, status, 'PATCH', url, {});

  it.each([
    ['an answer with a code', apiError(10008, 404), 'gone'],
    ['a page of something in between', pageError(403), 'transient'],
    ['an answer without one', new HTTPError(502, 'Bad Gateway', 'PATCH', url, {}), 'transient'],
    ['an abort', new DOMException('This operation was aborted', 'AbortError'), 'transient'],
    ['no connection', new TypeError(`fetch failed for ${url}`), 'transient'],
    ['something else', 'a string', 'transient'],
  ] as const)('(%s) is understood, and no address is kept of it', (_what, thrown, problem) => {
    const error = toPostingError(thrown);
    expect(error).toMatchObject({ name: 'PostingError', problem });
    expect(`${error.stack} ${JSON.stringify(error)} ${error.cause}`).not.toContain('canary');
  });

  it('for a rate limit says how long to wait', () => {
    const limit = { timeToReset: 1_500, limit: 5, retryAfter: 1_500, sublimitTimeout: 0, hash: 'x', global: false };
    const error = new RateLimitError({
      ...limit,
      method: 'PATCH',
      url,
      route: '/x',
      majorParameter: '1',
      scope: 'user',
    });
    expect(toPostingError(error)).toMatchObject({ problem: 'transient', retryAfterMs: 1_500 });
  });

  it('passes where it was understood before', () => {
    const error = new PostingError('gone', 'x');
    expect(toPostingError(error)).toBe(error);
  });
});
