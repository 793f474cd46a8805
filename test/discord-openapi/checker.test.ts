import { describe, expect, it } from 'vitest';
import { RequestChecker } from './checker.ts';
import { readDescription } from './description.ts';
import type { ObservedRequest } from './observed-request.ts';
import {
  ask,
  callback,
  commandOf,
  edit,
  interactionToken,
  post,
  postVideo,
  register,
  registerInGuild,
  reply,
} from './sample-requests.ts';

const description = readDescription();
const checker = description && new RequestChecker(description, { secrets: ['the-bots-own-token'] });

function check(request: ObservedRequest) {
  if (!checker) throw new Error('there is no description');
  return checker.check(request);
}

/** What is found, as `field: problem`. */
const found = (request: ObservedRequest) => check(request).findings.map(({ field, problem }) => `${field}: ${problem}`);

const withoutBody = { body: undefined, headers: { 'user-agent': 'DiscordBot (https://example.org, 1)' } };

describe.skipIf(!description)('Discord’s description', () => {
  it.each<[string, ObservedRequest]>([
    ['create_message', post()],
    ['create_message', postVideo()],
    ['update_original_webhook_message', edit()],
    ['update_original_webhook_message', { ...edit(), path: edit().path.replace('@', '%40') }],
    ['update_webhook_message', { ...edit(), path: edit().path.replace('@original', '300000000000000003') }],
    ['delete_original_webhook_message', { ...edit(), ...withoutBody, method: 'DELETE' }],
    ['create_interaction_response', reply()],
    ['create_interaction_response', callback({ type: 5, data: { flags: 64 } })],
    ['bulk_set_application_commands', register([commandOf()])],
    ['bulk_set_guild_application_commands', registerInGuild([commandOf()])],
    ['list_messages', ask('/channels/200000000000000002/messages', { limit: '100', after: '1' })],
    ['list_application_commands', ask('/applications/1/commands', { with_localizations: 'true' })],
    ['get_bot_gateway', ask('/gateway/bot')],
  ])('knows %s', (operation, request) => {
    expect(check(request)).toEqual({ operation, findings: [], lines: [] });
  });

  it.each<[string, ObservedRequest, string]>([
    ['an operation that does not exist', ask('/channels/1/videos'), 'path: Discord has no such operation'],
    ['a method that does not exist', { ...post(), method: 'PUT' }, 'path: Discord has no such operation'],
    ['an id that is none', ask('/channels/abc/messages'), 'path channel_id: must match pattern'],
    ['a parameter that does not exist', ask('/gateway/bot', { wait: 'true' }), 'query wait: Discord knows no such'],
    ['a parameter out of range', ask('/channels/1/messages', { limit: '101' }), 'query limit: must be <= 100'],
    ['a parameter that is no number', ask('/channels/1/messages', { limit: 'all' }), 'query limit: must be integer'],
    ['no parameter where one is needed', ask('/guilds/1/members/search'), 'query query: is missing'],
    ['a body where none is taken', { ...ask('/gateway/bot'), body: {} }, 'the body: this operation takes none'],
    [
      'a body that nobody could read, where none is taken',
      { ...ask('/gateway/bot'), headers: { ...post().headers } },
      'the body: this operation takes none',
    ],
    ['no body where one is needed', { ...post(), ...withoutBody }, 'the body: is missing'],
    [
      'a form where none is taken',
      { ...register([commandOf()]), headers: postVideo().headers },
      'the body: this operation takes no such content',
    ],
    ['a field of a wrong type', post({ flags: '4' }), 'flags: must be integer,null'],
    ['a field of a wrong type in a form', postVideo({ flags: '4' }), 'flags: must be integer,null'],
    ['a nonce of 26 letters', post({ nonce: 'x'.repeat(26) }), 'nonce: must NOT have more than 25 characters'],
    [
      'an id of a user that is none',
      post({ allowed_mentions: { parse: [], users: ['Mira'] } }),
      'allowed_mentions.users',
    ],
    ['an answer of no known type', callback({ type: 99 }), 'type: must be equal to one of the allowed values [8,4,5'],
    [
      'a suggestion too many',
      callback({ type: 8, data: { choices: Array(26).fill({ name: 'a', value: 'a' }) } }),
      '25',
    ],
    ['a command without a name', register([commandOf({ name: undefined })]), '[0]: must have required property'],
    [
      'a description of 101 letters in an option',
      register([commandOf({ options: [{ type: 5, name: 'loop', description: 'x'.repeat(101) }] })]),
      '[0].options[0].description: must NOT have more than 100 characters',
    ],
  ])('finds %s', (_, request, expected) => {
    expect(found(request).join('\n')).toContain(expected);
  });

  it('says of an option only what concerns its own type', () => {
    const choices = [{ name: '5 s', value: '5' }];
    const option = { type: 4, name: 'length', description: 'Seconds', choices };
    expect(found(register([commandOf({ options: [option] })]))).toEqual([
      '[0].options[0].choices[0].value: must be integer',
    ]);
  });
});

describe.skipIf(!description)('where Discord’s description is wrong or silent, the checker', () => {
  it('reads permissions as the string that they are on the wire, and refuses the number', () => {
    for (const permissions of ['0', '8', '2147483648', null])
      expect(found(register([commandOf({ default_member_permissions: permissions })]))).toEqual([]);
    expect(found(register([commandOf({ default_member_permissions: 8 })]))).toHaveLength(1);
    expect(found(register([commandOf({ default_member_permissions: 'admin' })]))).not.toEqual([]);
  });

  it.each([
    ['nsfw', [commandOf({ nsfw: true })]],
    ['file_types', [commandOf({ options: [{ type: 11, name: 'a', description: 'b', file_types: ['image'] }] })]],
  ])('knows the field %s, which Discord documents', (_, commands) => {
    expect(found(register(commands))).toEqual([]);
  });

  it.each<[string, ObservedRequest, string]>([
    ['of a message', post({ allow_mentions: {} }), 'allow_mentions'],
    ['of an edit', edit({ tts: false }), 'tts'],
    ['of a form', postVideo({ message: 'A kite' }), 'message'],
    [
      'of an answer',
      callback({ type: 4, data: { content: 'a', flags: 64, allowed_mentions: { parse: [] } }, text: 1 }),
      'text',
    ],
    ['of an answer’s message', reply({ reply_to: '1' }), 'data.reply_to'],
    ['of an attachment', postVideo({ attachments: [{ id: '0', name: 'a.mp4' }] }), 'attachments[0].name'],
    ['of a command', register([commandOf({ slug: 'a' })]), '[0].slug'],
    [
      'of an option, though another type has it',
      register([commandOf({ options: [{ type: 5, name: 'loop', description: 'Loop', min_length: 1 }] })]),
      '[0].options[0].min_length',
    ],
    ['of what may be pinged', post({ allowed_mentions: { parse: [], everyone: false } }), 'allowed_mentions.everyone'],
  ])('finds an unknown field %s', (_, request, field) => {
    expect(found(request)).toContain(`${field}: Discord knows no such field here`);
  });

  it('leaves maps open: translations are by language', () => {
    expect(found(register([commandOf({ description_localizations: { de: 'Macht einen Drachen' } })]))).toEqual([]);
  });

  it.each<[string, ObservedRequest, string]>([
    ['a name with a capital', register([commandOf({ name: 'Fly' })]), '[0].name'],
    ['content of 2,001 characters', post({ content: 'x'.repeat(2_001) }), 'content'],
    ['content beside components of the second kind', post({ flags: 1 << 15 }), 'content'],
    ['a nonce that a callback ignores', reply({ enforce_nonce: true }), 'data.enforce_nonce'],
    ['a message that may ping whom it names', post({ allowed_mentions: undefined }), 'allowed_mentions.parse'],
    ['a deferral with a text', callback({ type: 5, data: { content: 'a' } }), 'data.content'],
    [
      'an id of 101 characters',
      post({ components: [{ type: 1, components: [{ type: 2, style: 1, label: 'a', custom_id: 'x'.repeat(101) }] }] }),
      'components[0].components[0].custom_id',
    ],
    ['a file that is not listed', postVideo({ attachments: [] }), 'attachments'],
    ['a part of another name', postVideo({}, { part: 'video' }), 'video'],
    ['permissions for one guild alone', registerInGuild([commandOf({ contexts: [0] })]), '[0].contexts'],
    ['two commands of one name', register([commandOf(), commandOf()]), '[1].name'],
    ['a login on an interaction’s road', { ...reply(), authorization: 'valid' }, 'header authorization'],
    ['no user agent', { ...ask('/gateway/bot'), headers: {} }, 'header user-agent'],
    [
      'a body of plain text',
      { ...post(), headers: { ...post().headers, 'content-type': 'text/plain' } },
      'header content-type',
    ],
  ])('finds %s', (_, request, field) => {
    expect(check(request).findings.map((finding) => finding.field)).toContain(field);
  });

  it('says nothing about a body that was never read, but looks at the rest', () => {
    const unread = { ...post(), body: undefined, bodyWasRead: false };
    expect(found(unread)).toEqual([]);
    expect(found({ ...unread, authorization: 'none' })).toHaveLength(1);
  });
});

describe.skipIf(!description)('a finding in a line', () => {
  it('names operation, field and value', () => {
    expect(check(post({ flags: '4' })).lines).toEqual(['create_message: flags = "4": must be integer,null']);
  });

  it('shows no token, wherever it stands, and no more of a value than one can read', () => {
    const long = `the-bots-own-token ${interactionToken} ${'x'.repeat(2_000)}`;
    const { lines } = check(edit({ content: long, allowed_mentions: { users: ['the-bots-own-token'] }, token: long }));
    expect(lines.length).toBeGreaterThan(2);
    const { lines: elsewhere } = check(post({ flags: interactionToken }));
    expect(elsewhere).toEqual(['create_message: flags = "•••": must be integer,null']);
    const stray = check({ ...edit(), path: `/webhooks/1/${interactionToken}/videos` });
    expect(stray.lines).toHaveLength(1);
    for (const line of [...lines, ...stray.lines]) {
      expect(line).not.toContain(interactionToken);
      expect(line).not.toContain('the-bots-own-token');
      expect(line.length).toBeLessThan(400);
    }
  });
});
