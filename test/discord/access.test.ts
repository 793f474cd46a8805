import { type APIInteraction, PermissionFlagsBits } from 'discord.js';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { type Access, shownTo } from '../../src/discord/access.ts';
import type { Command } from '../../src/discord/command.ts';
import { InteractionRouter } from '../../src/discord/interaction-router.ts';
import { fakeAnswers } from '../builders/fake-answers.ts';
import {
  aFocusedInteraction,
  allPermissions,
  aMember,
  anInteraction,
  aPress,
  aSubmit,
  command,
} from '../builders/interactions.ts';
import { servicesWith } from '../builders/services.ts';

const { Administrator, ManageGuild, ManageChannels, ManageRoles, ModerateMembers } = PermissionFlagsBits;
const operatorId = '444444444444444444';
const [guildId, elsewhere] = ['222222222222222222', '999999999999999999'];
const stranger = { user: { id: '777777777777777777', username: 'eve' } };

/** What a caller is in the interaction, and which commands that opens. */
const everybody = ['everyone'];
const managers = ['everyone', 'manage-guild'];
const callers: readonly (readonly [string, Readonly<Record<string, unknown>>, readonly string[]])[] = [
  ['a member', { member: aMember(0n, stranger) }, everybody],
  ['a member with every right of a channel', { member: aMember(allPermissions, stranger) }, everybody],
  ['a moderator', { member: aMember(ManageChannels | ManageRoles | ModerateMembers, stranger) }, everybody],
  ['a manager', { member: aMember(ManageGuild, stranger) }, managers],
  ['an administrator', { member: aMember(Administrator, stranger) }, managers],
  ['an owner, with bits that nobody knows yet', { member: aMember((1n << 62n) | ManageGuild, stranger) }, managers],
  ['the operator', { member: aMember(0n) }, ['everyone', 'operator']],
  ['the operator, who manages too', { member: aMember(ManageGuild) }, [...managers, 'operator']],
  ['the operator in another guild', { guild_id: elsewhere, member: aMember(0n) }, everybody],
  ['the operator, who manages another guild', { guild_id: elsewhere, member: aMember(ManageGuild) }, managers],
  ['somebody without any field of rights', { member: aMember(undefined, stranger) }, everybody],
  ['somebody whose rights are null', { member: { ...stranger, roles: [], permissions: null } }, everybody],
  ['somebody whose rights are a number', { member: { ...stranger, roles: [], permissions: 32 } }, everybody],
  ['somebody whose rights are hexadecimal', { member: aMember('0x20', stranger) }, everybody],
  ['somebody whose rights are below zero', { member: aMember('-1', stranger) }, everybody],
  ['somebody whose rights are empty', { member: aMember('', stranger) }, everybody],
  ['somebody whose rights are many', { member: aMember('9'.repeat(5_000), stranger) }, everybody],
  ['nobody: no member is told', { member: undefined, user: { id: operatorId } }, everybody],
  ['nobody: the member is null', { member: null, user: { id: operatorId } }, everybody],
  ['a member without a user', { member: { roles: [], permissions: '0' } }, everybody],
  ['the rights of the app alone', { app_permissions: '8', member: aMember(0n, stranger) }, everybody],
  [
    'a channel that says what one may',
    { channel: { id: '3', type: 0, permissions: '8' }, member: aMember('0', stranger) },
    everybody,
  ],
  ['direct messages', { guild_id: undefined, member: undefined, user: { id: operatorId } }, []],
  ['an empty guild', { guild_id: '', member: aMember(Administrator) }, []],
];

/** The ways to a command, each with the one interaction that takes it. */
const ways: readonly (readonly [string, (name: string, changes: object) => APIInteraction])[] = [
  ['by its name', (name, changes) => anInteraction({ data: command(name), ...changes })],
  ['by a button', (name, changes) => aPress(`${name}:x`, {}, { ...changes })],
  ['by a menu', (name, changes) => aPress(`${name}:x`, { component_type: 3, values: ['a'] }, { ...changes })],
  ['by a modal', (name, changes) => aSubmit(`${name}:x`, { reason: 'none' }, { ...changes })],
  ['by typing', (name, changes) => aFocusedInteraction(name, { who: 'a' }, 'who', { ...changes })],
];

const all: readonly (Access | undefined)[] = [undefined, 'everyone', 'manage-guild', 'operator'];

/** @param access - as it is declared; what it says to Discord has no say here */
function aCommand(access: Access | undefined, ran: string[]): Command {
  const run = async () => {
    ran.push('ran');
    return { kind: 'reply', content: 'done' } as const;
  };
  return {
    declaration: { name: 'thing', description: 'x', default_member_permissions: null },
    ...(access && { access }),
    execute: run,
    press: run,
    submit: run,
    suggest(focused) {
      ran.push('ran');
      return [focused];
    },
  };
}

async function call(access: Access | undefined, interaction: APIInteraction, operators = [operatorId]) {
  const [ran, log]: [string[], string[]] = [[], []];
  const unused = () => Promise.reject(new Error('not to be called here'));
  const router = new InteractionRouter({
    commands: [aCommand(access, ran)],
    services: servicesWith({}),
    acknowledgement: fakeAnswers(log),
    generations: { acknowledged: unused, abandon: unused },
    isServed: () => true,
    operators: { ids: new Set(operators), guildId: () => guildId },
    log: pino({ level: 'silent' }),
  });
  router.handle(interaction);
  await router.idle();
  return { hasRun: ran.length > 0, answers: log };
}

const refusals = { 'manage-guild': 'Manage Server', operator: 'whoever runs this bot' } as const;

describe.each(ways)('a command %s', (way, interactionOf) => {
  describe.each(callers)('is used by %s:', (_who, changes, allowed) => {
    it.each(all)('access %s', async (access) => {
      const { hasRun, answers } = await call(access, interactionOf('thing', changes));
      const mayRun = allowed.includes(access ?? 'everyone');
      expect(hasRun).toBe(mayRun);
      expect(answers).toHaveLength(1);
      if (mayRun) return;
      if (way === 'by typing') expect(answers[0]).toMatch(/: \[\]$/);
      else if (allowed.length === 0) expect(answers[0]).toContain('not in direct messages');
      else expect(answers[0]).toContain(refusals[access as keyof typeof refusals]);
    });
  });

  it('is refused where its access is a word that nobody knows', async () => {
    const odd = 'owner' as Access;
    expect(await call(odd, interactionOf('thing', { member: aMember(Administrator) }))).toMatchObject({
      hasRun: false,
    });
  });

  it('is no operator’s where none is named', async () => {
    expect(await call('operator', interactionOf('thing', {}), [])).toMatchObject({ hasRun: false });
  });
});

it('Discord is told to show a command to managers only, or to everyone', () => {
  expect(shownTo('everyone')).toEqual({});
  expect(shownTo('manage-guild')).toEqual({ default_member_permissions: '32' });
  expect(shownTo('operator')).toEqual({ default_member_permissions: '32' });
});
