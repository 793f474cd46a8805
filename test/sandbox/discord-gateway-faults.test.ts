import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { channelObject } from '../../sandbox/discord/objects.ts';
import { openDiscord } from './discord-fixture.ts';
import { type Connection, connect, identity, isNamed } from './gateway-connection.ts';

/** Everything that the gateway can do to a client that does nothing wrong. */

const HELLO = 10;
const HEARTBEAT_ACK = 11;
const INVALID_SESSION = 9;

async function openLoggedIn() {
  const room = await openDiscord();
  const connection = await connect(room.discord);
  connection.send(2, identity(room.discord));
  const ready = await connection.next(isNamed('READY'));
  await connection.next((payload) => payload.s === 3);
  const resume = { token: room.discord.token, session_id: ready.d.session_id, seq: 3 };
  return { ...room, connection, resume };
}

/** Everything that came before the answer to a heartbeat, which is the proof that nothing else will come. */
async function namesUntilAck(connection: Connection): Promise<(string | null)[]> {
  connection.send(1, null);
  await connection.next(({ op }) => op === HEARTBEAT_ACK);
  return connection.received.filter(({ op }) => op === 0).map(({ t }) => t);
}

test('a connection can be refused before it is one', async () => {
  const { discord } = await openDiscord();
  discord.faults.gateway.refuseConnections = 1;
  const refused = new WebSocket(`${discord.origin.replace('http', 'ws')}/gateway?v=10&encoding=json`);
  expect(String(await once(refused, 'error'))).toContain('502');
  expect((await (await connect(discord)).next(({ op }) => op === HELLO)).op).toBe(HELLO);
});

test('hello may never come, though heartbeats are answered', async () => {
  const { discord } = await openDiscord();
  discord.faults.gateway.noHello = true;
  const connection = await connect(discord);
  await namesUntilAck(connection);
  expect(connection.received.map(({ op }) => op)).toEqual([HEARTBEAT_ACK]);
});

test('READY may never come, and then nothing else does', async () => {
  const { discord, guild } = await openDiscord();
  discord.faults.gateway.noReady = true;
  const connection = await connect(discord);
  connection.send(2, identity(discord));
  expect(await namesUntilAck(connection)).toEqual([]);
  discord.setGuildUnavailable(guild.id);
  expect(await namesUntilAck(connection)).toEqual([]);
  await expect(discord.whenReady({ timeoutMs: 1 })).rejects.toThrow('logged in: no');
});

test('a guild that is out of order at the login is listed and does not come until it is back', async () => {
  const { discord, guild, otherGuild } = await openDiscord();
  discord.setGuildUnavailable(guild.id);
  const connection = await connect(discord);
  connection.send(2, identity(discord));
  expect(await namesUntilAck(connection)).toEqual(['READY', 'GUILD_CREATE']);
  expect(connection.received.find(isNamed('READY'))?.d.guilds).toContainEqual({ id: guild.id, unavailable: true });
  expect(connection.received.find(isNamed('GUILD_CREATE'))?.d.id).toBe(otherGuild.id);
  discord.setGuildUnavailable(guild.id, false);
  expect((await connection.next(({ t, d }) => t === 'GUILD_CREATE' && d.id === guild.id)).d.unavailable).toBe(false);
});

test('a guild that removes the bot says so without calling itself unavailable, and comes whole when it invites it again', async () => {
  const { discord, guild } = await openDiscord();
  const connection = await connect(discord);
  connection.send(2, identity(discord));
  await namesUntilAck(connection);
  connection.received.length = 0;
  discord.removeBot(guild.id);
  expect((await connection.next(isNamed('GUILD_DELETE'))).d).toEqual({ id: guild.id });
  discord.inviteBot(guild.id);
  const { d: whole } = await connection.next(isNamed('GUILD_CREATE'));
  expect(whole).toMatchObject({ id: guild.id, unavailable: false, channels: expect.any(Array) });
});

test('heartbeats can go without an answer, at the pace that hello names', async () => {
  const { discord } = await openDiscord();
  discord.faults.gateway.heartbeatIntervalMs = 50;
  discord.faults.gateway.ignoreHeartbeats = true;
  const connection = await connect(discord);
  expect((await connection.next(({ op }) => op === HELLO)).d.heartbeat_interval).toBe(50);
  connection.send(1, null);
  // The login is looked at after the heartbeat, so that its answer shows that the heartbeat got none.
  connection.send(2, identity(discord));
  await connection.next(isNamed('READY'));
  expect(connection.received.some(({ op }) => op === HEARTBEAT_ACK)).toBe(false);
});

test('a heartbeat can be asked for', async () => {
  const { discord, connection } = await openLoggedIn();
  discord.askForHeartbeat();
  expect((await connection.next(({ op }) => op === 1)).op).toBe(1);
});

test('a reconnect is asked for without ending the session', async () => {
  const { discord, connection, resume } = await openLoggedIn();
  discord.sendReconnect();
  await connection.next(({ op }) => op === 7);
  const again = await connect(discord);
  again.send(6, resume);
  await again.next(isNamed('RESUMED'));
});

test.each([true, false])('a session is declared invalid, resumable: %s', async (resumable) => {
  const { discord, connection, resume } = await openLoggedIn();
  discord.invalidateSession(resumable);
  expect((await connection.next(({ op }) => op === INVALID_SESSION)).d).toBe(resumable);
  const again = await connect(discord);
  again.send(6, resume);
  const answer = await again.next(({ op, t }) => op === INVALID_SESSION || t === 'RESUMED');
  expect(answer.t).toBe(resumable ? 'RESUMED' : null);
});

test('a close with 4000 leaves the session to be resumed, with what was missed', async () => {
  const { discord, guild, connection, resume } = await openLoggedIn();
  discord.dropGateway(4_000);
  expect(await connection.closed).toBe(4_000);
  discord.setGuildUnavailable(guild.id);
  const again = await connect(discord);
  again.send(6, resume);
  await again.next(isNamed('RESUMED'));
  expect(again.received.map(({ s, t }) => [s, t])).toEqual([
    [null, null],
    [4, 'GUILD_DELETE'],
    [5, 'RESUMED'],
  ]);
});

test('a resume can be refused as often as asked, and the session is still there', async () => {
  const { discord, connection, resume } = await openLoggedIn();
  connection.socket.terminate();
  discord.faults.gateway.refuseResumes = 1;
  const again = await connect(discord);
  again.send(6, resume);
  expect((await again.next(({ op }) => op === INVALID_SESSION)).d).toBe(false);
  again.send(6, resume);
  await again.next(isNamed('RESUMED'));
});

test('a login can be turned away, or its connection closed', async () => {
  const { discord } = await openDiscord();
  Object.assign(discord.faults.gateway, { refuseLogins: 1, closeLogins: { count: 1, code: 4_008 } });
  const closed = await connect(discord);
  closed.send(2, identity(discord));
  expect(await closed.closed).toBe(4_008);
  const connection = await connect(discord);
  connection.send(2, identity(discord));
  expect((await connection.next(({ op }) => op === INVALID_SESSION)).d).toBe(false);
  connection.send(2, identity(discord));
  await connection.next(isNamed('READY'));
});

test('a token that is replaced while the bot runs ends its sessions, its logins and its requests', async () => {
  const { discord, connection, resume, call } = await openLoggedIn();
  expect((await call('GET', '/users/@me')).status).toBe(200);
  discord.revokeToken();
  expect(await connection.closed).toBe(4_004);
  for (const [op, d] of [
    [6, resume],
    [2, identity(discord)],
  ] as const) {
    const again = await connect(discord);
    again.send(op, d);
    expect(await again.closed).toBe(4_004);
  }
  expect(await call('GET', '/users/@me')).toMatchObject({
    status: 401,
    body: { message: '401: Unauthorized', code: 0 },
  });
  expect(discord.requests.at(-1)?.authorization).toBe('invalid');

  discord.faults.tokenRevoked = false;
  const stranger = await connect(discord);
  stranger.send(6, resume);
  expect((await stranger.next(({ op }) => op === INVALID_SESSION)).d).toBe(false);
});

test('a channel that is deleted is told of and unknown from then on', async () => {
  const { discord, connection, videos, call } = await openLoggedIn();
  await call('POST', `/channels/${videos.id}/messages`, { json: { content: 'still here' } });
  discord.deleteChannel(videos.id);
  expect((await connection.next(isNamed('CHANNEL_DELETE'))).d).toEqual(
    JSON.parse(JSON.stringify(channelObject(videos, null))),
  );
  for (const method of ['GET', 'POST'])
    expect(await call(method, `/channels/${videos.id}/messages`)).toMatchObject({ status: 404, body: { code: 10003 } });
  expect(discord.messages(videos.id)).toEqual([]);
});
