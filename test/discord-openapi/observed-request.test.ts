import { expect, it } from 'vitest';
import type { RecordedRequest } from '../../sandbox/discord/request-log.ts';
import { observed } from './observed-request.ts';

const form = { 'content-type': 'multipart/form-data; boundary=a', 'content-length': '9' };
const json = { 'content-type': 'application/json', 'content-length': '9' };
const none = { 'content-length': '0' };

const record = (more: Partial<RecordedRequest>): RecordedRequest => ({
  method: 'POST',
  path: '/channels/1/messages',
  query: {},
  userAgent: undefined,
  authorization: 'valid',
  atMs: 0,
  files: [],
  ...more,
});

it.each<[string, Partial<RecordedRequest>, Record<string, string>, boolean]>([
  ['one that was taken', { status: 200, body: {} }, json, true],
  ['one that was refused for what it says', { status: 400, body: {} }, json, true],
  ['one that was refused before', { status: 429 }, json, false],
  ['one without any, that was refused', { status: 404 }, none, true],
  ['one that was taken, though nobody read it', { status: 204 }, json, true],
  ['a form with a file over the limit', { status: 413, body: {} }, form, false],
  ['a form that was cut off', { body: {} }, form, false],
  ['one whose answer was lost', { body: {} }, json, true],
])('of a body it is known whether it was read: %s', (_, more, headers, expected) => {
  expect(observed(record(more), headers, 'a-token').bodyWasRead).toBe(expected);
});

it.each([
  [undefined, 'none'],
  ['Bot a-token', 'valid'],
  ['a-token', 'invalid'],
  ['Bearer a-token', 'invalid'],
  ['Bot another', 'invalid'],
])('the login «%s» counts as %s, whatever the server made of it', (authorization, expected) => {
  expect(observed(record({ authorization: 'invalid' }), { authorization }, 'a-token').authorization).toBe(expected);
});
