import { expect, test } from 'vitest';
import { CLIP_COMMAND, openDiscord, register } from './discord-fixture.ts';
import { connect, identity, isNamed } from './gateway-connection.ts';

/** The gateway's protocol, spoken by hand: what no well-behaved library would ever send. */

test('a login is greeted with hello, ready and its guilds, in rising order', async () => {
  const { discord } = await openDiscord();
  const connection = await connect(discord);
  connection.send(2, identity(discord));
  await connection.next((payload) => payload.s === 3);
  expect(connection.received.map(({ op, s, t }) => [op, s, t])).toEqual([
    [10, null, null],
    [0, 1, 'READY'],
    [0, 2, 'GUILD_CREATE'],
    [0, 3, 'GUILD_CREATE'],
  ]);
  expect(connection.received[1]?.d).toMatchObject({
    resume_gateway_url: `${discord.origin.replace('http', 'ws')}/gateway`,
    guilds: [{ unavailable: true }, { unavailable: true }],
    application: { id: discord.applicationId },
  });
  connection.send(1, 3);
  expect(await connection.next((payload) => payload.op === 11)).toMatchObject({ op: 11 });
});

test('without the intent for guilds only interactions come', async () => {
  const { discord, videos, mira } = await openDiscord();
  await register(discord, [CLIP_COMMAND]);
  const connection = await connect(discord);
  connection.send(2, identity(discord, { intents: 0 }));
  await connection.next(isNamed('READY'));
  discord.invoke({ userId: mira.id, channelId: videos.id, command: 'clip', options: { prompt: 'x' } });
  await connection.next(isNamed('INTERACTION_CREATE'));
  expect(connection.received.map((payload) => payload.t)).toEqual([null, 'READY', 'INTERACTION_CREATE']);
});

test.each([
  ['a wrong token', 2, { token: 'wrong' }, 4004],
  ['intents that do not exist', 2, { intents: 1 << 30 }, 4013],
  ['intents without approval', 2, { intents: 1 << 15 }, 4014],
  ['a shard outside of its number', 2, { shard: [2, 2] }, 4010],
  ['an opcode that does not exist', 99, {}, 4001],
  ['a presence before the login', 3, {}, 4003],
])('%s closes the connection', async (_, op, change, code) => {
  const { discord } = await openDiscord();
  const connection = await connect(discord);
  connection.send(op, identity(discord, change));
  expect(await connection.closed).toBe(code);
});

test('bytes that are no payload, a second login and an old version close the connection', async () => {
  const { discord } = await openDiscord();
  const garbled = await connect(discord);
  garbled.socket.send('{');
  expect(await garbled.closed).toBe(4002);
  const large = await connect(discord);
  large.send(2, identity(discord, { properties: { os: 'x'.repeat(5_000) } }));
  expect(await large.closed).toBe(4002);
  const twice = await connect(discord);
  twice.send(2, identity(discord));
  twice.send(2, identity(discord));
  expect(await twice.closed).toBe(4005);
  expect(await (await connect(discord, '?v=8')).closed).toBe(4012);
});

test('a session is resumed with exactly what was missed, and a stranger has to log in anew', async () => {
  const { discord, videos, mira } = await openDiscord();
  await register(discord, [CLIP_COMMAND]);
  const first = await connect(discord);
  first.send(2, identity(discord));
  const ready = await first.next(isNamed('READY'));
  await first.next((payload) => payload.s === 3);
  discord.dropGateway();
  await first.closed;
  const missed = discord.invoke({ userId: mira.id, channelId: videos.id, command: 'clip', options: { prompt: 'x' } });

  const second = await connect(discord);
  second.send(6, { token: discord.token, session_id: ready.d.session_id, seq: 3 });
  await second.next(isNamed('RESUMED'));
  expect(second.received.map(({ s, t }) => [s, t])).toEqual([
    [null, null],
    [4, 'INTERACTION_CREATE'],
    [5, 'RESUMED'],
  ]);
  expect(second.received[1]?.d).toEqual(JSON.parse(JSON.stringify(missed.payload)));

  const stranger = await connect(discord);
  stranger.send(6, { token: discord.token, session_id: 'unknown', seq: 1 });
  expect(await stranger.next((payload) => payload.op === 9)).toMatchObject({ d: false });
});

test('a session that was declared invalid, is too far behind or asks for the future, is gone', async () => {
  const { discord } = await openDiscord();
  const login = async () => {
    const connection = await connect(discord);
    connection.send(2, identity(discord));
    const ready = await connection.next(isNamed('READY'));
    return { connection, resume: { token: discord.token, session_id: ready.d.session_id, seq: 1 } };
  };
  const invalidated = await login();
  discord.invalidateSession(false);
  await invalidated.connection.next((payload) => payload.op === 9);
  const late = await connect(discord);
  late.send(6, invalidated.resume);
  expect(await late.next((payload) => payload.op === 9)).toMatchObject({ d: false });

  const forgotten = await login();
  for (let at = 0; at < 500; at += 1) {
    discord.setGuildUnavailable(discord.world.guilds[0]?.id ?? '', true);
    discord.setGuildUnavailable(discord.world.guilds[0]?.id ?? '', false);
  }
  const behind = await connect(discord);
  behind.send(6, { ...forgotten.resume, seq: 1 });
  expect(await behind.next((payload) => payload.op === 9)).toMatchObject({ d: false });

  const other = await login();
  const ahead = await connect(discord);
  ahead.send(6, { ...other.resume, seq: 1_000 });
  expect(await ahead.closed).toBe(4007);
});

test('the same event can be delivered twice', async () => {
  const { discord, videos, mira } = await openDiscord();
  await register(discord, [CLIP_COMMAND]);
  const connection = await connect(discord);
  connection.send(2, identity(discord, { intents: 0 }));
  await connection.next(isNamed('READY'));
  discord.invoke({ userId: mira.id, channelId: videos.id, command: 'clip', options: { prompt: 'x' } }).replay();
  const second = await connection.next((payload) => payload.s === 3);
  expect(second.d).toEqual(connection.received.find((payload) => payload.s === 2)?.d);
});

test('every shard gets its own guilds, and direct messages go to the first', async () => {
  const { discord, mira } = await openDiscord();
  await register(discord, [CLIP_COMMAND]);
  const shards = await Promise.all([0, 1].map(() => connect(discord)));
  for (const [id, shard] of shards.entries()) shard.send(2, identity(discord, { shard: [id, 2] }));
  const ready = await Promise.all(shards.map((shard) => shard.next(isNamed('READY'))));
  const guildIds = ready.map(({ d }) => (d.guilds as { id: string }[]).map((guild) => guild.id));
  for (const [id, ids] of guildIds.entries())
    expect(ids).toEqual(
      discord.world.guilds.map((guild) => guild.id).filter((guild) => (BigInt(guild) >> 22n) % 2n === BigInt(id)),
    );
  const channelId = discord.world.directChannelWith(mira.id)?.id ?? '';
  discord.invoke({ userId: mira.id, channelId, command: 'clip', options: { prompt: 'x' } });
  await shards[0]?.next(isNamed('INTERACTION_CREATE'));
  expect(shards[1]?.received.some(isNamed('INTERACTION_CREATE'))).toBe(false);
});
