import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ChannelType,
  InteractionType,
  PermissionFlagsBits,
} from 'discord.js';
import { describe, expect, it } from 'vitest';
import { isAutocomplete, isSlashCommand, readCommandCall, readFocused } from '../../src/discord/interaction.ts';
import {
  aFocusedInteraction,
  allPermissions,
  anInteraction,
  anotherInteraction,
  command,
} from '../builders/interactions.ts';

const origin = (changes: Readonly<Record<string, unknown>>) => readCommandCall(anInteraction(changes)).origin;
const without = (...missing: bigint[]) => String(missing.reduce((all, flag) => all & ~flag, BigInt(allPermissions)));

it('a slash command is told from everything else', () => {
  expect(isSlashCommand(anInteraction())).toBe(true);
  expect(isSlashCommand(anotherInteraction({ type: InteractionType.MessageComponent }))).toBe(false);
  expect(isSlashCommand(anotherInteraction({ type: InteractionType.Ping, data: undefined }))).toBe(false);
  const menu = { ...command('Animate this'), type: ApplicationCommandType.Message };
  expect(isSlashCommand(anotherInteraction({ data: menu }))).toBe(false);
});

describe('somebody who types', () => {
  const typing = (options: Parameters<typeof command>[1], focused = 'concepts') =>
    aFocusedInteraction('ray', options, focused);

  it('is told from everything else', () => {
    expect(isAutocomplete(typing({ concepts: '' }))).toBe(true);
    expect(isSlashCommand(typing({ concepts: '' }))).toBe(false);
    for (const type of [1, 2, 3, 5, undefined]) expect(isAutocomplete(anotherInteraction({ type }))).toBe(false);
    expect(isAutocomplete(null as never)).toBe(false);
  });

  it('types into one option, beside what stands in the others', () => {
    const interaction = typing({ prompt: 'a fox', concepts: 'pu' });
    expect(readFocused(interaction)).toEqual({ name: 'concepts', value: 'pu' });
    expect(readCommandCall(interaction)).toMatchObject({ name: 'ray', options: { prompt: 'a fox', concepts: 'pu' } });
  });

  it('of whom no option is told types into none', () => {
    expect(readFocused(typing({ concepts: 'pu' }, 'prompt'))).toBeNull();
    expect(readFocused(aFocusedInteraction('ray', {}, 'x', { data: { name: 'ray' } }))).toBeNull();
    const bare = { options: [{ type: 3, name: 'concepts', focused: true, value: undefined }] };
    expect(readFocused(aFocusedInteraction('ray', {}, 'x', { data: bare }))).toEqual({ name: 'concepts', value: '' });
  });
});

describe('a command', () => {
  it('is read in our own words', () => {
    const options = { prompt: 'a red fox', duration: 9, loop: true };
    expect(readCommandCall(anInteraction({ data: command('ray-flash', options) }))).toEqual({
      name: 'ray-flash',
      subcommand: null,
      options,
      attachments: {},
      users: {},
      roles: {},
      channels: {},
      callerName: 'ann',
      callerIsOperator: false,
      origin: {
        interactionId: '1573641915008548864',
        interactionToken: 'aW50ZXJhY3Rpb246-token-of-this-interaction',
        applicationId: '111111111111111111',
        guildId: '222222222222222222',
        channelId: '333333333333333333',
        memberId: '444444444444444444',
        locale: 'en-US',
        mayPost: true,
        attachmentLimitBytes: 26_214_400,
        roleIds: [],
        mayManage: false,
        mayModerate: false,
        channel: { id: '333333333333333333', threadOf: null, ageRestricted: false },
      },
    });
  });

  it.each([undefined, null])('of which fields are %s gets the careful assumption', (missing) => {
    const names = [
      ...['locale', 'attachment_size_limit', 'authorizing_integration_owners', 'app_permissions', 'channel'],
      'member',
    ];
    const call = readCommandCall(
      anInteraction({
        ...Object.fromEntries(names.map((name) => [name, missing])),
        data: { ...command('credits'), options: missing },
      }),
    );
    expect(call).toMatchObject({
      options: {},
      attachments: {},
      origin: {
        locale: 'en-US',
        attachmentLimitBytes: 10 * 1024 * 1024,
        channelId: '333333333333333333',
        mayPost: true,
        roleIds: [],
        mayManage: false,
        mayModerate: false,
        channel: { id: '333333333333333333', threadOf: null, ageRestricted: false },
      },
    });
  });

  it('in direct messages has no guild, and its member is the user', () => {
    const changes = { guild_id: undefined, member: undefined, user: { id: '777777777777777777' } };
    expect(origin(changes)).toMatchObject({ guildId: '', memberId: '777777777777777777' });
  });
});

describe('the files of a command', () => {
  const { Attachment, String: Text } = ApplicationCommandOptionType;
  const file = {
    id: '9',
    filename: 'fox.jpg',
    content_type: 'image/jpeg',
    size: 5,
    url: 'https://cdn.discordapp.com/a',
    proxy_url: 'https://media.discordapp.net/a',
    width: 3,
    height: 2,
  };
  const attachments = (options: unknown, resolved: unknown) =>
    readCommandCall(anInteraction({ data: { ...command('animate'), options, resolved } })).attachments;
  const image = { name: 'image', type: Attachment, value: '9' };

  it('are read by the names of their options', () => {
    const options = [image, { ...image, name: 'end_image', value: '8' }];
    const other = { ...file, id: '8', filename: 'end.png', content_type: null };
    expect(attachments(options, { attachments: { 9: file, 8: other, 7: file } })).toEqual({
      image: { url: file.url, fileName: 'fox.jpg', contentType: 'image/jpeg', bytes: 5, width: 3, height: 2 },
      end_image: { url: file.url, fileName: 'end.png', contentType: null, bytes: 5, width: 3, height: 2 },
    });
  });

  it.each([undefined, null])('get the careful assumption where their fields are %s', (missing) => {
    const bare = Object.fromEntries(Object.keys(file).map((name) => [name, missing]));
    expect(attachments([image], { attachments: { 9: bare } })).toEqual({
      image: { url: '', fileName: '', contentType: null, bytes: null, width: null, height: null },
    });
  });

  it('have no size where Discord writes it as text', () => {
    const odd = { ...file, size: '1000', width: '800', height: {} };
    expect(attachments([image], { attachments: { 9: odd } })).toMatchObject({
      image: { bytes: null, width: null, height: null },
    });
  });

  it.each([
    ['nothing is resolved', [image], undefined],
    ['null is resolved', [image], null],
    ['no files are resolved', [image], { users: {} }],
    ['null files are resolved', [image], { attachments: null }],
    ['another file is resolved', [image], { attachments: { 8: file } }],
    ['their file is null', [image], { attachments: { 9: null } }],
    ['the option is of another kind', [{ ...image, type: Text }], { attachments: { 9: file } }],
    ['no option names them', [], { attachments: { 9: file } }],
    ['there are no options', null, { attachments: { 9: file } }],
  ])('are none where %s', (_what, options, resolved) => {
    expect(attachments(options, resolved)).toEqual({});
  });
});

describe('the bot may post', () => {
  const thread = (type: ChannelType) => ({ channel: { id: '9', type } });
  const { ViewChannel, SendMessages, SendMessagesInThreads, AttachFiles, Administrator } = PermissionFlagsBits;
  it.each([
    ['with the permissions it needs', {}, true],
    ['as an administrator, whatever else is missing', { app_permissions: String(Administrator) }, true],
    ['not where it sees nothing', { app_permissions: without(ViewChannel) }, false],
    ['not where it may not write', { app_permissions: without(SendMessages) }, false],
    ['not where it may not attach files', { app_permissions: without(AttachFiles) }, false],
    ['not without any permission', { app_permissions: '0' }, false],
    ['in a channel without the right for threads', { app_permissions: without(SendMessagesInThreads) }, true],
    [
      'in a thread without the right for channels',
      { ...thread(ChannelType.PublicThread), app_permissions: without(SendMessages) },
      true,
    ],
    [
      'not in a thread without the right for threads',
      { ...thread(ChannelType.PrivateThread), app_permissions: without(SendMessagesInThreads) },
      false,
    ],
    ['not where the member alone installed it', { authorizing_integration_owners: { 1: '444' } }, false],
    ['where both installed it', { authorizing_integration_owners: { 0: '222', 1: '444' } }, true],
    ['with permissions beyond 53 bits', { app_permissions: String((1n << 62n) | BigInt(allPermissions)) }, true],
  ] as const)('%s', (_what, changes, expected) => {
    expect(origin(changes).mayPost).toBe(expected);
  });
});
