import { ApplicationCommandOptionType, ChannelType } from 'discord.js';
import { describe, expect, it } from 'vitest';
import type { Operators } from '../../src/discord/access.ts';
import { readCommandCall, readFields, readFocused, readPressCall } from '../../src/discord/interaction.ts';
import { aFocusedInteraction, aMember, anInteraction, aPress, aSubmit, subcommand } from '../builders/interactions.ts';

const { Boolean: Switch, Integer, Mentionable, Role, String: Text, User, Channel } = ApplicationCommandOptionType;
const call = (data: unknown, changes = {}) => readCommandCall(anInteraction({ data, ...changes }));
const guildId = '222222222222222222';

describe('a subcommand', () => {
  const options = [
    { type: Integer, name: 'credits', value: 50 },
    { type: Text, name: 'why', value: 'a contest' },
    { type: Switch, name: 'silent', value: true },
  ];
  const values = { credits: 50, why: 'a contest', silent: true };

  it.each([
    ['quota grant', 'grant'],
    ['quota tier set', 'tier set'],
  ])('%s is named, and its options are read as those of a command', (path, name) => {
    expect(call(subcommand(path, options))).toMatchObject({ name: 'quota', subcommand: name, options: values });
  });

  it.each([
    ['no options', { ...subcommand('quota show'), options: [{ type: 1, name: 'show' }] }],
    ['options that are null', { ...subcommand('quota show'), options: [{ type: 1, name: 'show', options: null }] }],
    ['an empty list', subcommand('quota show')],
  ])('with %s is read', (_what, data) => {
    expect(call(data)).toMatchObject({ subcommand: 'show', options: {}, users: {}, attachments: {} });
  });

  it('is typed into', () => {
    const data = subcommand('settings words remove', [
      { type: Text, name: 'word', value: 'ha', focused: true } as never,
    ]);
    const interaction = aFocusedInteraction('settings', {}, 'word', { data });
    expect(readFocused(interaction)).toEqual({ name: 'word', value: 'ha' });
    expect(readCommandCall(interaction)).toMatchObject({ subcommand: 'words remove', options: { word: 'ha' } });
  });
});

describe('whom and what a member chooses', () => {
  const bea = { id: '10', username: 'bea_x', global_name: 'Bea', bot: false };
  const resolved = {
    users: { 10: bea, 11: { id: '11', username: 'gone' }, 12: { id: '12', username: 'robo', bot: true } },
    members: { 10: { nick: null, roles: ['20', '21'] }, 12: { nick: 'Robo' } },
    roles: { 20: { id: '20', name: 'Crew' }, [guildId]: { id: guildId, name: '@everyone' } },
    channels: {
      30: { id: '30', name: 'videos', type: ChannelType.GuildText },
      31: { id: '31', name: 'a thread', type: ChannelType.PublicThread },
    },
  };
  const chosen = (...options: { type: number; name: string; value: string }[]) =>
    call(subcommand('quota grant', options, resolved));

  it('is told by the names of the options', () => {
    expect(
      chosen(
        { type: User, name: 'member', value: '10' },
        { type: Role, name: 'role', value: '20' },
        { type: Channel, name: 'where', value: '30' },
        { type: Channel, name: 'thread', value: '31' },
      ),
    ).toMatchObject({
      options: { member: '10', role: '20', where: '30', thread: '31' },
      users: { member: { id: '10', name: 'Bea', isBot: false, roleIds: ['20', '21'] } },
      roles: { role: { id: '20', name: 'Crew', isEveryone: false } },
      channels: {
        where: { id: '30', name: 'videos', isThread: false },
        thread: { id: '31', name: 'a thread', isThread: true },
      },
    });
  });

  it.each([
    ['who left', '11', { id: '11', name: 'gone', isBot: false, roleIds: null }],
    ['who is a bot, and whose roles are not told', '12', { id: '12', name: 'Robo', isBot: true, roleIds: [] }],
  ])('may be somebody %s', (_what, value, user) => {
    expect(chosen({ type: User, name: 'member', value }).users).toEqual({ member: user });
  });

  it('may be the role of everyone, and either kind where both may be given', () => {
    expect(chosen({ type: Role, name: 'role', value: guildId }).roles).toMatchObject({ role: { isEveryone: true } });
    expect(chosen({ type: Mentionable, name: 'who', value: '20' })).toMatchObject({ roles: { who: { id: '20' } } });
    expect(chosen({ type: Mentionable, name: 'who', value: '10' })).toMatchObject({ users: { who: { id: '10' } } });
  });

  it.each(['99', 'constructor', '__proto__', ''])('is missing where Discord does not describe it: «%s»', (value) => {
    const { users, roles, channels } = chosen({ type: User, name: 'member', value });
    expect([users, roles, channels]).toEqual([{}, {}, {}]);
  });

  it.each([[undefined], [null], [{}], [{ users: null, roles: null, channels: null }], [{ users: { 10: null } }]])(
    'is missing where Discord describes nothing: %j',
    (odd) => {
      const data = { ...subcommand('quota grant', [{ type: User, name: 'member', value: '10' }]), resolved: odd };
      expect(call(data)).toMatchObject({ users: {}, options: { member: '10' } });
    },
  );
});

describe('whoever calls', () => {
  const operators: Operators = { ids: new Set(['444444444444444444']), guildId: () => guildId };

  it.each([
    ['by the name in the guild', { nick: 'Annie', user: { id: '4', username: 'ann', global_name: 'Ann' } }, 'Annie'],
    ['by the name elsewhere', { nick: null, user: { id: '4', username: 'ann', global_name: 'Ann' } }, 'Ann'],
    ['by the name of the account', { user: { id: '4', username: 'ann', global_name: null } }, 'ann'],
    ['not at all', { user: { id: '4' } }, ''],
  ])('is called %s', (_what, member, name) => {
    expect(call(subcommand('quota show'), { member }).callerName).toBe(name);
  });

  it('has roles and rights', () => {
    const member = aMember('32', { roles: ['20'] });
    expect(call(subcommand('quota show'), { member }).origin).toMatchObject({ roleIds: ['20'], mayManage: true });
    expect(call(subcommand('quota show'), { member: aMember('0') }).origin.mayManage).toBe(false);
  });

  it('is an operator only in the operator’s guild', () => {
    const isOperator = (changes: Readonly<Record<string, unknown>>) =>
      readCommandCall(anInteraction(changes), operators).callerIsOperator;
    expect(isOperator({})).toBe(true);
    expect(isOperator({ guild_id: '999999999999999999' })).toBe(false);
    expect(isOperator({ member: aMember('8', { user: { id: '777' } }) })).toBe(false);
    const nowhere = { ...operators, guildId: () => null };
    expect(readCommandCall(anInteraction({ guild_id: undefined }), nowhere).callerIsOperator).toBe(false);
  });
});

describe('the channel of a call', () => {
  const channelOf = (channel: unknown) => call(subcommand('quota show'), { channel }).origin.channel;
  it.each([
    ['a channel', { id: '3', type: ChannelType.GuildText, parent_id: '1', nsfw: false }, null, false],
    ['an age-restricted one', { id: '3', type: ChannelType.GuildText, nsfw: true }, null, true],
    ['a thread', { id: '3', type: ChannelType.PublicThread, parent_id: '1' }, '1', false],
    ['a private thread', { id: '3', type: ChannelType.PrivateThread, parent_id: '1', nsfw: true }, '1', true],
    ['a thread of news', { id: '3', type: ChannelType.AnnouncementThread, parent_id: null }, null, false],
  ])('%s', (_what, channel, threadOf, ageRestricted) => {
    expect(channelOf(channel)).toEqual({ id: '3', threadOf, ageRestricted });
  });

  it('is known by its id at least', () => {
    expect(channelOf(undefined)).toEqual({ id: '333333333333333333', threadOf: null, ageRestricted: false });
  });
});

describe('a press', () => {
  it('of a button has no values', () => {
    expect(readPressCall(aPress('quota:x'))).toMatchObject({ values: [], users: {}, callerName: 'ann' });
  });

  it('of a menu has values, and by their ids what they are', () => {
    const resolved = { roles: { 20: { id: '20', name: 'Crew' }, [guildId]: { id: guildId, name: '@everyone' } } };
    expect(readPressCall(aPress('quota:x', { values: ['20', guildId], resolved }))).toMatchObject({
      values: ['20', guildId],
      roles: { 20: { name: 'Crew', isEveryone: false }, [guildId]: { isEveryone: true } },
    });
  });

  it.each([[undefined], [null], ['20'], [{}]])('whose values are odd has none: %j', (values) => {
    expect(readPressCall(aPress('quota:x', { values })).values).toEqual([]);
  });
});

describe('the fields of a modal', () => {
  it('are read by their names', () => {
    expect(readFields(aSubmit('quota:x', { credits: '50', why: '' }))).toEqual({ credits: '50', why: '' });
  });

  it('may stand in rows, between texts, and among fields of other kinds', () => {
    const components = [
      { type: 10, id: 1 },
      { type: 1, components: [{ type: 4, custom_id: 'old', value: 'row' }] },
      { type: 18, component: { type: 6, custom_id: 'role', values: ['1'] } },
      { type: 18, component: { type: 4, custom_id: 'none' } },
    ];
    expect(readFields(aSubmit('quota:x', {}, { data: { custom_id: 'quota:x', components } }))).toEqual({
      old: 'row',
      role: ['1'],
    });
    expect(readFields(aSubmit('quota:x', {}, { data: { custom_id: 'quota:x' } }))).toEqual({});
  });
});
