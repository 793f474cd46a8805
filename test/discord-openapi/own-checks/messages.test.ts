import { describe, expect, it } from 'vitest';
import { callback, channelId, edit, found, post, postVideo, reply } from '../sample-requests.ts';
import {
  checkContent,
  checkEmbeds,
  checkFlags,
  checkMentions,
  checkNonce,
  checkNotEmpty,
  checkStyle,
  componentsV2,
} from './messages.ts';

const deferral = callback({ type: 5, data: { flags: 64 } });

describe('the check of the content', () => {
  it('finds 2,001 characters, which the description lets pass in a channel', () => {
    for (const request of [post({ content: 'x'.repeat(2_001) }), edit({ content: 'x'.repeat(2_001) })])
      expect(found(checkContent, request)).toEqual(['content: has more than 2000 characters']);
    expect(found(checkContent, reply({ content: 'x'.repeat(2_001) }))[0]).toContain('data.content');
  });

  it('passes 2,000, and counts an emoji once', () => {
    expect(found(checkContent, post({ content: '🎬'.repeat(2_000) }))).toEqual([]);
  });

  it('finds a new message without anything in it', () => {
    for (const request of [post({ content: '' }), post({ content: ' \n' }), reply({ content: undefined, embeds: [] })])
      expect(found(checkNotEmpty, request)).toHaveLength(1);
    for (const request of [post(), postVideo({ content: '' }), edit({ content: '' }), deferral])
      expect(found(checkNotEmpty, request)).toEqual([]);
  });

  it('finds embeds of 6,001 characters together', () => {
    const embeds = [
      { title: 'a', description: 'x'.repeat(4_000) },
      { fields: [{ name: 'n', value: 'y'.repeat(1_999) }] },
    ];
    expect(found(checkEmbeds, post({ embeds }))).toHaveLength(1);
    expect(found(checkEmbeds, post({ embeds: embeds.slice(1) }))).toEqual([]);
  });
});

describe('the check of mentions', () => {
  it.each([
    ['none at all', { allowed_mentions: undefined }, 'allowed_mentions.parse: must be an empty list'],
    ['null', { allowed_mentions: null }, 'allowed_mentions.parse: must be an empty list'],
    ['users by id without the empty list', { allowed_mentions: { users: ['1'] } }, 'allowed_mentions.parse: must be'],
    ['everyone', { allowed_mentions: { parse: ['everyone'] } }, 'allowed_mentions.parse: must be an empty list'],
    ['roles by id', { allowed_mentions: { parse: [], roles: ['1'] } }, 'allowed_mentions.roles: nobody is pinged'],
    ['the author', { allowed_mentions: { parse: [], replied_user: true } }, 'allowed_mentions.replied_user: nobody'],
  ])('finds %s', (_, fields, expected) => {
    for (const request of [post(fields), edit(fields)])
      expect(found(checkMentions, request)).toEqual([expect.stringContaining(expected)]);
    expect(found(checkMentions, reply(fields))).toEqual([expect.stringContaining(`data.${expected}`)]);
  });

  it('passes an empty list, users by id, and a deferral, which is no message', () => {
    for (const request of [post(), reply(), edit({ allowed_mentions: { parse: [], users: ['1'] } }), deferral])
      expect(found(checkMentions, request)).toEqual([]);
  });
});

describe('the check of flags', () => {
  it.each([
    ['a message of a channel for one alone', post({ flags: 64 })],
    ['an edit that hides the answer', edit({ flags: 64 })],
    ['the flag that Discord sets while it waits', reply({ flags: 128 })],
  ])('finds %s', (_, request) => {
    expect(found(checkFlags, request)).toHaveLength(1);
  });

  it('passes what can be set', () => {
    for (const request of [post({ flags: 4 | 4096 }), reply({ flags: 64 | 4 }), edit({ flags: 4 | componentsV2 })])
      expect(found(checkFlags, request)).toEqual([]);
  });

  it('finds content or embeds beside components of the second kind', () => {
    expect(found(checkStyle, post({ flags: componentsV2, embeds: [{ title: 'a' }] }))).toEqual([
      'content: does not go with components of the second kind',
      'embeds: does not go with components of the second kind',
    ]);
    expect(found(checkStyle, edit({ flags: componentsV2, content: null, embeds: [] }))).toEqual([]);
    expect(found(checkStyle, post({ flags: 4 }))).toEqual([]);
  });
});

describe('the check of the nonce', () => {
  const check = checkNonce(['900000000000000009']);

  it.each([
    ['a video without one', postVideo({ nonce: undefined }), 'nonce: is missing'],
    ['a link without one', post({ nonce: undefined }), 'nonce: is missing'],
    ['one of 26 characters', post({ nonce: 'x'.repeat(26) }), 'nonce: must have 1 to 25'],
    ['an empty one', post({ nonce: '' }), 'nonce: must have 1 to 25'],
    ['one that is not enforced', post({ enforce_nonce: false }), 'enforce_nonce: must be true'],
    ['one in an edit', edit({ nonce: '1' }), 'nonce: Discord ignores it here'],
    ['one in a callback', reply({ enforce_nonce: false }), 'data.enforce_nonce: Discord ignores it here'],
  ])('finds %s', (_, request, expected) => {
    expect(found(check, request)).toEqual([expect.stringContaining(expected)]);
  });

  it('lets a text stand twice where that is allowed, though no file', () => {
    const path = '/channels/900000000000000009/messages';
    const without = { nonce: undefined, enforce_nonce: undefined };
    expect(found(check, { ...post(without), path })).toEqual([]);
    expect(found(check, { ...postVideo(without), path })).toHaveLength(2);
    expect(found(check, post(without))).toHaveLength(2);
    expect(post().path).toContain(channelId);
  });
});
