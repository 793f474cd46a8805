import { EventEmitter } from 'node:events';
import type { Client } from 'discord.js';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { watchGuilds } from '../../src/discord/guild-presence.ts';
import { findOperatorGuild } from '../../src/discord/operator-guild.ts';

it.each([
  ['GUILD_CREATE', { id: '1', name: 'home' }, ['joined 1']],
  ['GUILD_CREATE', { id: '1', unavailable: true }, ['joined 1']],
  ['GUILD_DELETE', { id: '1' }, ['left 1']],
  ['GUILD_DELETE', { id: '1', unavailable: true }, []],
  ['GUILD_DELETE', {}, []],
  ['GUILD_DELETE', null, []],
])('%s %j: %j', (event, data, expected) => {
  const ws = new EventEmitter();
  const told: string[] = [];
  const client = { ws } as unknown as Pick<Client, 'ws'>;
  watchGuilds(client, { onJoined: (id) => told.push(`joined ${id}`), onLeft: (id) => told.push(`left ${id}`) });
  ws.emit(event, data, 0);
  expect(told).toEqual(expected);
});

it.each([
  [async () => ({ id: '3', guild_id: '2' }), '2'],
  [async () => ({ id: '3' }), null],
  [async () => null, null],
  [() => Promise.reject(new Error('Unknown Channel')), null],
])('the operator’s guild is that of the channel (%#)', async (get, expected) => {
  expect(await findOperatorGuild({ get }, '3', pino({ level: 'silent' }))).toBe(expected);
});
