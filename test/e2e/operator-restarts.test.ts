import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { kite, type QuickWorld, startQuickWorld } from './quick-world.ts';
import { type Ending, startTestBot } from './world.ts';

/** What of the operator's part holds over restarts, and where `/operator` stands when the operator has moved. */

const projectRoot = fileURLToPath(new URL('../../', import.meta.url));
const patience = { timeoutMs: 15_000 };

async function openWorld(test: Ending) {
  const world = await startQuickWorld(test);
  const { discord } = world;
  const [home, guest] = discord.world.guilds;
  if (!home || !guest) throw new Error('two servers are needed');
  const operator = discord.world.userNamed('mira.okafor').id;
  const clips = discord.world.channelNamed('clips').id;
  const environment = { OPERATOR_IDS: operator };
  return { world, home, guest, operator, clips, environment };
}

/** Guilds in which `/operator` stands. */
function operatorGuilds({ discord }: QuickWorld): unknown[] {
  return discord.commands().flatMap((command) => (command.name === 'operator' ? [Object(command).guild_id] : []));
}

it('a server that was denied stays so over a restart, and the audit tells its admins later', async (test) => {
  const { world, guest, operator, clips, environment } = await openWorld(test);
  const first = await startTestBot(test, world, { environment });
  const order = async (command: string, options: Readonly<Record<string, string | number>>) => {
    const { id } = await world.give(`operator ${command}`, { server: guest.id, ...options }, { userId: operator });
    const answer = await world.discord.whenMessage(
      ({ interactionId, loading }) => interactionId === id && !loading,
      patience,
    );
    return answer.content;
  };
  const inGuest = async (command: string, options = {}) =>
    (await world.ask(command, options, { userId: operator, channelId: clips, strict: false })).content;

  expect(await order('deny', { reason: 'no answer for weeks' })).toContain('served no longer');
  await first.stop();
  await startTestBot(test, world, { environment });
  expect(await inGuest('ray-flash', kite)).toContain('not switched on for this server');
  expect(await order('allow', { reason: 'they have answered' })).toContain('is served from now on');
  expect(await order('pool set', { credits: 700, period: 'total', reason: 'for a start' })).toContain('700');
  const audit = await inGuest('quota audit');
  expect(audit).toMatch(/switched (the|this) bot off for this server.*\n> no answer for weeks/);
  expect(audit).toMatch(/switched (the|this) bot on for this server.*\n> they have answered/);
  expect(audit).toMatch(/set what this server may spend.*\nnone → 700 in all\n> for a start/);
  expect(audit.match(new RegExp(`<@${operator}>`, 'g'))).toHaveLength(3);
});

it('an operator who has switched off their own server can switch it on again', async (test) => {
  const { world, home, operator, environment } = await openWorld(test);
  await startTestBot(test, world, { environment });
  const told = async (command: string, options: Readonly<Record<string, string | number>>) =>
    (await world.ask(command, options, { userId: operator, strict: false })).content;
  expect(await told('operator deny', { server: home.id, reason: 'a slip' })).toContain('served no longer');
  expect(await told('ray-flash', kite)).toContain('not switched on for this server');
  expect(await told('operator allow', { server: home.id, reason: 'put right' })).toContain('is served from now on');
  expect(await told('ray-flash', kite)).not.toContain('not switched on');
});

it('/operator goes along when the operator’s channel is in another server, and npm run register knows it', async (test) => {
  const { world, home, guest, operator, clips, environment } = await openWorld(test);
  const first = await startTestBot(test, world, { environment });
  expect(operatorGuilds(world)).toEqual([home.id]);
  await first.stop();

  const moved = { ...environment, OPERATOR_CHANNEL_ID: clips };
  await startTestBot(test, world, { environment: moved });
  expect(operatorGuilds(world)).toEqual([guest.id]);
  const { id } = await world.give('operator spend', {}, { userId: operator, channelId: clips });
  const answer = await world.discord.whenMessage(
    ({ interactionId, loading }) => interactionId === id && !loading,
    patience,
  );
  expect(answer.content).toContain('Today (UTC), all servers');

  const written = world.discord.commandWrites;
  const env = { PATH: process.env.PATH, ...world.environment, ...moved };
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/register.ts'], { cwd: projectRoot, env });
  expect(stdout).toContain('/operator');
  expect(world.discord.commandWrites).toBe(written + 2);
  expect(operatorGuilds(world)).toEqual([guest.id]);
});
