import { expect, test } from 'vitest';
import { scaledClock } from '../../sandbox/clock.ts';
import { computePermissions, type Overwrite, PERMISSIONS } from '../../sandbox/discord/permissions.ts';
import { compareSnowflakes, Snowflakes, snowflakeTimeMs } from '../../sandbox/discord/snowflake.ts';
import { World } from '../../sandbox/discord/world.ts';
import { openDiscord } from './discord-fixture.ts';

test('a scaled clock starts now, runs faster, and does not wake too early', async () => {
  const clock = scaledClock(1_000);
  const before = clock.now();
  await clock.sleep(5_000);
  expect(clock.now() - before).toBeGreaterThanOrEqual(5_000 - 1_000);
  const stopped = clock.sleep(3_600_000_000, AbortSignal.abort());
  await expect(stopped).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  expect(() => scaledClock(0)).toThrow(RangeError);
});

test('snowflakes are unique, tell their time and are ordered by number', () => {
  const ids = new Snowflakes(() => Date.UTC(2026, 0, 1));
  const made = Array.from({ length: 5_000 }, () => ids.next());
  expect(new Set(made).size).toBe(5_000);
  expect(made.every((id) => /^\d{17,19}$/.test(id) && snowflakeTimeMs(id) === Date.UTC(2026, 0, 1))).toBe(true);
  expect([...made].sort(compareSnowflakes)).toEqual(made);
  expect(snowflakeTimeMs(ids.next(Date.UTC(2025, 0, 1)))).toBe(Date.UTC(2025, 0, 1));
});

test('a world has the same ids after a restart', () => {
  const ids = (world: World) => [world.applicationId, ...world.guilds.flatMap(({ id, channels }) => [id, channels])];
  expect(ids(new World())).toEqual(ids(new World()));
});

const GUILD = '1';
const MEMBER = '2';
const ROLE = '3';
const { viewChannel, sendMessages, administrator } = PERMISSIONS;
const deny = (id: string, type: 0 | 1, bits: bigint): Overwrite => ({ id, type, allow: 0n, deny: bits });
const allow = (id: string, type: 0 | 1, bits: bigint): Overwrite => ({ id, type, allow: bits, deny: 0n });

test.each([
  ['everyone has what the base role gives', [], viewChannel],
  ['an overwrite for everyone takes away', [deny(GUILD, 0, viewChannel)], 0n],
  ["a role's overwrite is stronger", [deny(GUILD, 0, viewChannel), allow(ROLE, 0, viewChannel)], viewChannel],
  ["the member's own is the strongest", [allow(ROLE, 0, sendMessages), deny(MEMBER, 1, sendMessages)], viewChannel],
  ['overwrites for others mean nothing', [allow('9', 0, sendMessages), deny('9', 1, viewChannel)], viewChannel],
])('permissions: %s', (_, overwrites, expected) => {
  const place = {
    guildId: GUILD,
    ownerId: '8',
    roles: [
      { id: GUILD, permissions: viewChannel },
      { id: ROLE, permissions: 0n },
    ],
  };
  expect(computePermissions({ userId: MEMBER, roleIds: [ROLE] }, place, overwrites)).toBe(expected);
});

test('owners and administrators are above every overwrite', () => {
  const place = { guildId: GUILD, ownerId: '8', roles: [{ id: ROLE, permissions: administrator }] };
  const overwrites = [deny(GUILD, 0, viewChannel)];
  for (const subject of [
    { userId: '8', roleIds: [] },
    { userId: MEMBER, roleIds: [ROLE] },
  ])
    expect(computePermissions(subject, place, overwrites) & viewChannel).toBe(viewChannel);
});

test('who and where can be looked up as a bot does', async () => {
  const { discord, call, guild, mira, videos } = await openDiscord();
  const get = async (path: string) => (await call('GET', path)).body;
  expect(await get('/users/@me')).toMatchObject({ id: discord.botUserId, bot: true });
  expect(await get('/applications/@me')).toMatchObject({ id: discord.applicationId, bot_public: false });
  expect(await get('/users/@me/guilds')).toHaveLength(2);
  expect(await get(`/guilds/${guild.id}?with_counts=true`)).toMatchObject({
    premium_tier: 0,
    approximate_member_count: 4,
  });
  expect(await get(`/guilds/${guild.id}/members/${mira.id}`)).toMatchObject({ user: { global_name: 'Mira' } });
  expect(await get(`/channels/${videos.id}`)).toMatchObject({ name: 'videos', guild_id: guild.id });
  expect(await get('/users/123456789012345678')).toMatchObject({ code: 10013 });
  const direct = await call('POST', '/users/@me/channels', { json: { recipient_id: mira.id } });
  expect(direct.body).toMatchObject({ type: 1, recipients: [{ id: mira.id }] });
  const unversioned = await fetch(`${discord.apiUrl}/gateway`, { headers: { 'user-agent': 'DiscordBot (x, 1)' } });
  expect(await unversioned.json()).toEqual({ url: `${discord.origin.replace('http', 'ws')}/gateway` });
  const old = await fetch(`${discord.apiUrl}/v8/gateway`, { headers: { 'user-agent': 'DiscordBot (x, 1)' } });
  expect(await old.json()).toMatchObject({ code: 50041 });
});

test('a person with closed direct messages cannot be written to', async () => {
  const { discord, call } = await openDiscord({
    users: [
      { username: 'open', displayName: 'Open' },
      { username: 'closed', displayName: 'Closed', acceptsDirectMessages: false },
    ],
  });
  const post = (at: number) =>
    call('POST', `/channels/${discord.world.directChannels[at]?.id}/messages`, { json: { content: 'x' } });
  expect((await post(0)).status).toBe(200);
  expect((await post(1)).body).toMatchObject({ code: 50007 });
});

test('the wait for a message ends with what was said instead', async () => {
  const { discord, call, videos } = await openDiscord();
  await call('POST', `/channels/${videos.id}/messages`, { json: { content: 'something else' } });
  const waiting = discord.whenMessage((message) => message.content === 'never', { timeoutMs: 20 });
  await expect(waiting).rejects.toThrow(/after 20 ms: .*\n- Clip Maker: something else/);
  await expect(discord.whenReady({ timeoutMs: 20 })).rejects.toThrow('logged in: no, commands: 0');
});
