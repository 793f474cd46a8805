import { describe, expect, it } from 'vitest';
import { ask, edit, found, post, postVideo, reply } from '../sample-requests.ts';
import { checkContentType, checkLogin, checkUserAgent } from './client.ts';

describe('the check of the user agent', () => {
  it.each([
    ['raybot', ['header user-agent: must read «DiscordBot (address, version)»']],
    ['DiscordBot', ['header user-agent: must read «DiscordBot (address, version)»']],
    ['DiscordBot (raybot 1)', ['header user-agent: must read «DiscordBot (address, version)»']],
    [undefined, ['header user-agent: must read «DiscordBot (address, version)»']],
    ['DiscordBot (https://example.org/bot, 1.0.0)', []],
    ['DiscordBot (https://discord.js.org, 2.6.3) Node.js/24.0.0', []],
  ])('of «%s»', (userAgent, expected) => {
    expect(found(checkUserAgent, { ...ask('/gateway/bot'), headers: { 'user-agent': userAgent } })).toEqual(expected);
  });
});

describe('the check of the login', () => {
  it.each([
    ['the bot’s own road without it', { ...post(), authorization: 'none' as const }],
    ['the bot’s own road with another', { ...post(), authorization: 'invalid' as const }],
    ['an interaction’s road with it', { ...edit(), authorization: 'valid' as const }],
    ['a callback with it', { ...reply(), authorization: 'valid' as const }],
  ])('finds %s', (_, request) => {
    expect(found(checkLogin, request)).toHaveLength(1);
  });

  it('passes each on its own road', () => {
    for (const request of [post(), edit(), reply(), ask('/gateway/bot')])
      expect(found(checkLogin, request)).toEqual([]);
  });
});

describe('the check of the content type', () => {
  const typed = (type: string | undefined, length = '100') => ({ 'content-type': type, 'content-length': length });

  it.each([
    ['a form without a boundary', { ...postVideo(), headers: typed('multipart/form-data') }],
    ['a body of plain text', { ...post(), headers: typed('text/plain') }],
    ['a body of no type', { ...post(), headers: typed(undefined) }],
    ['a type of no body', { ...ask('/gateway/bot'), headers: typed('application/json', '0') }],
    ['files in JSON', { ...postVideo(), headers: typed('application/json') }],
  ])('finds %s', (_, request) => {
    expect(found(checkContentType, request)).toHaveLength(1);
  });

  it('passes JSON, forms, and requests without a body', () => {
    for (const request of [post(), postVideo(), ask('/gateway/bot')])
      expect(found(checkContentType, request)).toEqual([]);
  });
});
