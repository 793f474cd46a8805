import type { APIInteraction } from 'discord.js';
import { pino } from 'pino';
import { beforeEach, expect, it } from 'vitest';
import type { Command } from '../../src/discord/command.ts';
import { InteractionRouter } from '../../src/discord/interaction-router.ts';
import { fakeAnswers } from '../builders/fake-answers.ts';
import { anInteraction, aPress, aSubmit, command } from '../builders/interactions.ts';
import { servicesWith } from '../builders/services.ts';

/** What works in guilds that are not served and in direct messages, and what does not. */

let log: string[];
beforeEach(() => {
  log = [];
});

const unused = () => Promise.reject(new Error('not to be called here'));
const inDirectMessage = { guild_id: undefined, member: undefined, user: { id: '4', username: 'ann' } };

function aCommand(name: string, more: Partial<Command> = {}): Command {
  const done = { kind: 'reply', content: `${name} was done` } as const;
  return {
    declaration: { name, description: 'x' },
    execute: async ({ origin }) => ({ ...done, content: `${done.content} for ${origin.memberId}` }),
    press: async (payload) => ({ ...done, content: `${name} was pressed: ${payload}` }),
    submit: async (payload) => ({ ...done, content: `${name} was sent off: ${payload}` }),
    ...more,
  };
}

/** Serves no guild at all. */
async function handle(interaction: APIInteraction): Promise<string[]> {
  const router = new InteractionRouter({
    commands: [
      aCommand('mine', { worksUnserved: true }),
      aCommand('ray'),
      aCommand('rules', { worksUnserved: true, access: 'manage-guild' }),
      aCommand('there', { worksUnserved: true, onlyGuild: '999999999999999999' }),
    ],
    services: servicesWith({}),
    acknowledgement: fakeAnswers(log),
    generations: { acknowledged: unused, abandon: unused },
    isServed: () => false,
    log: pino({ level: 'silent' }),
  });
  router.handle(interaction);
  await router.idle();
  return log;
}

it.each([
  ['a command', anInteraction({ data: command('mine') }), 'mine was done for 444444444444444444'],
  ['its button', aPress('mine:erase'), 'mine was pressed: erase'],
  ['its modal', aSubmit('mine:ask', {}), 'mine was sent off: ask'],
  [
    'a command in a direct message',
    anInteraction({ data: command('mine'), ...inDirectMessage }),
    'mine was done for 4',
  ],
  ['its button there', aPress('mine:erase', {}, inDirectMessage), 'mine was pressed: erase'],
])('what people may always ask for works: %s', async (_what, interaction, answer) => {
  expect(await handle(interaction)).toEqual([`reply: ${answer}`]);
});

it.each([
  ['a command', anInteraction({ data: command('ray') }), 'not switched on for this server'],
  ['a button', aPress('ray:again'), 'not switched on for this server'],
  ['a modal', aSubmit('ray:again', {}), 'not switched on for this server'],
  ['a command in a direct message', anInteraction({ data: command('ray'), ...inDirectMessage }), 'direct messages'],
  ['what nobody knows', anInteraction({ data: command('old') }), 'not switched on for this server'],
  ['what the caller may not do', anInteraction({ data: command('rules') }), 'Manage Server'],
  ['what is for another guild', anInteraction({ data: command('there') }), 'not known any more'],
])('everything else is refused: %s', async (_what, interaction, answer) => {
  expect(await handle(interaction)).toEqual([expect.stringContaining(answer)]);
});
