import { expect, test } from 'vitest';
import { combine } from '../../sandbox/discord/permissions.ts';
import type { GuildSetup } from '../../sandbox/discord/world-setup.ts';
import { CLIP_COMMAND, register } from './discord-fixture.ts';
import { openPlaces, outcome } from './people-world.ts';

const EVERYWHERE = { ...CLIP_COMMAND, integration_types: [0, 1], contexts: [0, 1, 2] };
const USERS = [
  { username: 'mira', displayName: 'Mira' },
  { username: 'tomas', displayName: 'Tomás', hasInstalledApp: true },
  { username: 'noor', displayName: 'Noor' },
];
const WITHOUT_BOT: GuildSetup = {
  name: 'Strangers',
  installation: 'none',
  everyone: ['viewChannel', 'useApplicationCommands', 'attachFiles'],
  roles: [{ name: 'Guests', permissions: ['useExternalApps', 'sendMessages'] }],
  members: ['mira', { username: 'tomas', roles: ['Guests'] }],
  channels: [{ name: 'strange' }],
};
const COMMANDS_ONLY: GuildSetup = {
  name: 'Quiet',
  installation: 'commands',
  everyone: ['viewChannel', 'useApplicationCommands'],
  channels: [{ name: 'quiet' }],
};
const PRIVATE = [{ participants: ['tomas', 'noor'] }, { participants: ['tomas', 'noor', 'mira'], name: 'Kites' }];

async function openInstalls(strangers: Partial<GuildSetup> = {}) {
  const others = [{ ...WITHOUT_BOT, ...strangers }, COMMANDS_ONLY];
  const places = await openPlaces({ users: USERS, others, privateChannels: PRIVATE });
  await register(places.discord, [EVERYWHERE]);
  return places;
}

test('who brought the app is told in every place', async () => {
  const { discord, clip, at, guild, named } = await openInstalls();
  const owners = (...command: Parameters<typeof clip>) => clip(...command).payload.authorizing_integration_owners;
  expect(owners('mira')).toEqual({ 0: guild.id });
  expect(owners('tomas')).toEqual({ 0: guild.id, 1: named('tomas') });
  expect(owners('tomas', { channelId: at('strange') })).toEqual({ 1: named('tomas') });
  const direct = (name: string) => ({ channelId: discord.world.directChannelWith(named(name))?.id ?? '' });
  expect(owners('mira', direct('mira'))).toEqual({ 0: '0' });
  expect(owners('tomas', direct('tomas'))).toEqual({ 0: '0', 1: named('tomas') });
  expect(() => clip('mira', { channelId: at('strange') })).toThrow('not-usable-here');
  await register(discord, [{ ...EVERYWHERE, integration_types: [0] }]);
  expect(owners('tomas')).toEqual({ 0: guild.id });
  await register(discord, [{ ...EVERYWHERE, integration_types: [1] }]);
  expect(owners('tomas')).toEqual({ 1: named('tomas') });
});

test('whoever shares no guild with the bot does not have its commands in their conversation with it', async () => {
  const { discord, clip, named } = await openPlaces({ club: { members: ['mira'] }, others: [] });
  await register(discord, [EVERYWHERE]);
  const direct = (name: string) => ({ channelId: discord.world.directChannelWith(named(name))?.id ?? '' });
  expect(clip('mira', direct('mira')).payload).toMatchObject({ context: 1 });
  expect(clip('tomas', direct('tomas')).payload).toMatchObject({ context: 1 });
  expect(() => clip('noor', direct('noor'))).toThrow('not-usable-here');
});

test('in conversations among people only those who brought the app have it', async () => {
  const { discord, clip, named, call } = await openInstalls();
  const [pair, group] = discord.world.privateChannels;
  const inPair = clip('tomas', { channelId: pair?.id ?? '' }).payload;
  expect(inPair).toMatchObject({
    context: 2,
    user: { id: named('tomas') },
    channel: { type: 1 },
    authorizing_integration_owners: { 1: named('tomas') },
    app_permissions: combine('attachFiles', 'embedLinks', 'mentionEveryone').toString(),
  });
  expect(inPair).not.toHaveProperty('guild_id');
  const inGroup = clip('tomas', { channelId: group?.id ?? '' }).payload;
  expect(inGroup).toMatchObject({ context: 2, channel: { type: 3, name: 'Kites', owner_id: named('tomas') } });
  expect(() => clip('noor', { channelId: pair?.id ?? '' })).toThrow('not-usable-here');
  const posted = await call('POST', `/channels/${pair?.id}/messages`, { json: { content: 'x' } });
  expect(outcome(posted)).toBe(50001);
});

test('with the bot itself an app may a little more than among people', async () => {
  const { discord, clip, named } = await openInstalls();
  const channelId = discord.world.directChannelWith(named('tomas'))?.id ?? '';
  const bits = combine('attachFiles', 'embedLinks', 'mentionEveryone', 'useExternalEmojis');
  expect(clip('tomas', { channelId }).payload).toMatchObject({ context: 1, app_permissions: bits.toString() });
});

test('in a guild without it an app has the bits of who called it, and no road but the answer', async () => {
  const { clip, at, callback, call, discord } = await openInstalls();
  const called = clip('tomas', { channelId: at('strange') });
  const bits = combine('viewChannel', 'useApplicationCommands', 'attachFiles', 'useExternalApps', 'sendMessages');
  expect(called.payload).toMatchObject({ context: 0, app_permissions: bits.toString(), member: { nick: null } });
  expect(outcome(await call('POST', `/channels/${at('strange')}/messages`, { json: { content: 'x' } }))).toBe(50001);
  expect(outcome(await call('GET', `/channels/${at('strange')}`))).toBe(50001);
  const stranger = discord.world.otherGuilds[0]?.id;
  expect(outcome(await call('GET', `/guilds/${stranger}`))).toBe(10004);
  const own = `/applications/${discord.applicationId}/guilds/${stranger}/commands`;
  expect(outcome(await call('PUT', own, { json: [CLIP_COMMAND] }))).toBe(50001);
  expect((await call('GET', '/users/@me/guilds')).body).toHaveLength(2);
  expect(outcome(await callback(called, 4, { content: 'here' }))).toBe(204);
  expect(discord.messages(at('strange'))).toMatchObject([{ content: 'here', ephemeral: false }]);
});

test('without the right for external apps every answer is for one pair of eyes', async () => {
  const everyone = ['viewChannel', 'useApplicationCommands'] as const;
  const { clip, at, callback, followUp, discord } = await openInstalls({
    everyone,
    roles: [],
    members: ['tomas', 'mira'],
  });
  const channelId = at('strange');
  const first = clip('tomas', { channelId });
  await callback(first, 4, { content: 'one' });
  await followUp(first, { content: 'two' });
  const second = clip('tomas', { channelId });
  await callback(second, 5);
  expect(discord.messages(channelId).map(({ ephemeral }) => ephemeral)).toEqual([true, true, true]);
  expect(await second.acknowledged).toMatchObject({ type: 5, ephemeral: true });
});

test('a guest may follow up five times, whoever is at home as often as it likes', async () => {
  const { clip, at, callback, followUp } = await openInstalls();
  const outcomes = async (channelId: string) => {
    const called = clip('tomas', { channelId });
    await callback(called, 4, { content: 'first' });
    const codes: number[] = [];
    for (let count = 0; count < 6; count += 1) codes.push(outcome(await followUp(called, { content: 'more' })));
    return codes;
  };
  expect(await outcomes(at('strange'))).toEqual([200, 200, 200, 200, 200, 40094]);
  expect(await outcomes(at('videos'))).toEqual([200, 200, 200, 200, 200, 200]);
});

test('commands alone bring no bot: the app has what everyone has, and no way into the channel', async () => {
  const { clip, at, call, callback, discord } = await openInstalls();
  const called = clip('mira', { channelId: at('quiet') });
  const { id } = discord.world.otherGuilds[1] ?? { id: '' };
  expect(called.payload).toMatchObject({
    guild_id: id,
    authorizing_integration_owners: { 0: id },
    app_permissions: combine('viewChannel', 'useApplicationCommands').toString(),
  });
  expect(outcome(await callback(called, 5))).toBe(204);
  expect(outcome(await call('POST', `/channels/${at('quiet')}/messages`, { json: { content: 'x' } }))).toBe(50001);
  const webhook = `/webhooks/${discord.applicationId}/${called.token}/messages/@original`;
  const files = { 'files[0]': new File(['x'], 'x.txt') };
  expect(outcome(await call('PATCH', webhook, { files, authorization: null }))).toBe(50013);
});

test('a button stands on the installation that brought its message, whoever presses it', async () => {
  const { clip, at, callback, named, discord } = await openInstalls({
    members: ['mira', { username: 'tomas', roles: ['Guests'] }],
  });
  const row = { type: 1, components: [{ type: 2, style: 1, label: 'Again', custom_id: 'again' }] };
  await callback(clip('tomas', { channelId: at('strange') }), 4, { content: 'x', components: [row] });
  const [{ id } = { id: '' }] = discord.messages(at('strange'));
  const press = discord.press({ userId: named('mira'), messageId: id, customId: 'again' });
  expect(press.payload).toMatchObject({
    authorizing_integration_owners: { 1: named('tomas') },
    member: { user: { id: named('mira') } },
    message: { id, interaction_metadata: { authorizing_integration_owners: { 1: named('tomas') } } },
  });
});
