import { ApplicationCommandType, ChannelType, InteractionType, PermissionFlagsBits } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { isSlashCommand, readCommandCall } from '../../src/discord/interaction.ts';
import { allPermissions, anInteraction, anotherInteraction, command } from '../builders/interactions.ts';

const origin = (changes: Readonly<Record<string, unknown>>) => readCommandCall(anInteraction(changes)).origin;
const without = (...missing: bigint[]) => String(missing.reduce((all, flag) => all & ~flag, BigInt(allPermissions)));

it('a slash command is told from everything else', () => {
  expect(isSlashCommand(anInteraction())).toBe(true);
  expect(isSlashCommand(anotherInteraction({ type: InteractionType.MessageComponent }))).toBe(false);
  expect(isSlashCommand(anotherInteraction({ type: InteractionType.Ping, data: undefined }))).toBe(false);
  const menu = { ...command('Animate this'), type: ApplicationCommandType.Message };
  expect(isSlashCommand(anotherInteraction({ data: menu }))).toBe(false);
});

describe('a command', () => {
  it('is read in our own words', () => {
    const options = { prompt: 'a red fox', duration: 9, loop: true };
    expect(readCommandCall(anInteraction({ data: command('ray-flash', options) }))).toEqual({
      name: 'ray-flash',
      options,
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
      },
    });
  });

  it.each([undefined, null])('of which fields are %s gets the careful assumption', (missing) => {
    const names = ['locale', 'attachment_size_limit', 'authorizing_integration_owners', 'app_permissions', 'channel'];
    const call = readCommandCall(
      anInteraction({
        ...Object.fromEntries(names.map((name) => [name, missing])),
        data: { ...command('credits'), options: missing },
      }),
    );
    expect(call).toMatchObject({
      options: {},
      origin: {
        locale: 'en-US',
        attachmentLimitBytes: 10 * 1024 * 1024,
        channelId: '333333333333333333',
        mayPost: true,
      },
    });
  });

  it('in direct messages has no guild, and its member is the user', () => {
    const changes = { guild_id: undefined, member: undefined, user: { id: '777777777777777777' } };
    expect(origin(changes)).toMatchObject({ guildId: '', memberId: '777777777777777777' });
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
