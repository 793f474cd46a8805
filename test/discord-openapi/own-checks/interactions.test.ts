import { expect, it } from 'vitest';
import { callback, found, reply } from '../sample-requests.ts';
import { checkDeferral } from './interactions.ts';

it.each<[string, Readonly<Record<string, unknown>>, string]>([
  ['a flag that hides embeds', { type: 5, data: { flags: 64 | 4 } }, 'data.flags'],
  ['the flag for components of the second kind', { type: 5, data: { flags: 1 << 15 } }, 'data.flags'],
  ['a text', { type: 5, data: { content: 'a' } }, 'data.content'],
  ['mentions', { type: 6, data: { allowed_mentions: { parse: [] } } }, 'data.allowed_mentions'],
])('the check of deferrals finds %s', (_, body, field) => {
  expect(found(checkDeferral, callback(body))).toEqual([expect.stringContaining(field)]);
});

it('the check of deferrals finds a file', () => {
  const file = { part: 'files[0]', filename: 'a.mp4', contentType: 'video/mp4', sizeBytes: 1 };
  expect(found(checkDeferral, callback({ type: 5 }, { files: [file] }))).toHaveLength(1);
});

it('the check of deferrals passes those that decide who sees the answer, and answers', () => {
  const bodies = [{ type: 5 }, { type: 5, data: {} }, { type: 5, data: { flags: 64 } }, { type: 6 }];
  for (const body of bodies) expect(found(checkDeferral, callback(body))).toEqual([]);
  expect(found(checkDeferral, reply())).toEqual([]);
});
