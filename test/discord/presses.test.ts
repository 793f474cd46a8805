import type { APIInteraction } from 'discord.js';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Command, Fields, PressCall, PressResult } from '../../src/discord/command.ts';
import { InteractionRouter } from '../../src/discord/interaction-router.ts';
import { Refusal } from '../../src/errors/refusal.ts';
import { type FakeAnswers, fakeAnswers } from '../builders/fake-answers.ts';
import { aMember, anInteraction, aPress, aSubmit, command } from '../builders/interactions.ts';
import { aJob } from '../builders/jobs.ts';
import { settled } from '../builders/manual-clock.ts';
import { servicesWith } from '../builders/services.ts';

/** Everything that happened, in order. */
let log: string[];
let logged: Record<string, unknown>[];
let answers: FakeAnswers;
let result: (command: string) => Promise<PressResult>;

beforeEach(() => {
  log = [];
  logged = [];
  answers = fakeAnswers(log);
  result = async () => ({ kind: 'reply', content: 'done' });
});

const unused = () => Promise.reject(new Error('not to be called here'));
const admin = { member: aMember('32') };

function aCommand(name: string, more: Partial<Command> = {}): Command {
  return {
    declaration: { name, description: 'x' },
    async execute() {
      log.push(`execute ${name}`);
      const own = await result(name);
      if (own.kind === 'update' || own.kind === 'relabel' || own.kind === 'errand')
        throw new Error('a command has no message');
      return own;
    },
    ...more,
  };
}

/** `/quota` with buttons and modals for admins, `/ray` for everyone, `/there` for one guild. */
function createRouter(allowedGuilds: '*' | string[] = '*'): InteractionRouter {
  const quota = aCommand('quota', {
    access: 'manage-guild',
    press: async (payload: string, call: PressCall) => {
      log.push(`press ${payload} ${call.values.join()}`);
      return result('press');
    },
    submit: async (payload: string, fields: Fields) => {
      log.push(`submit ${payload} ${JSON.stringify(fields)}`);
      const own = await result('submit');
      if (own.kind === 'modal' || own.kind === 'relabel' || own.kind === 'errand')
        throw new Error(`no modal is answered by ${own.kind}`);
      return own;
    },
  });
  return new InteractionRouter({
    commands: [quota, aCommand('ray'), aCommand('there', { onlyGuild: '999999999999999999' })],
    services: servicesWith({}),
    acknowledgement: answers,
    generations: {
      acknowledged: async (jobId) => void log.push(`acknowledged ${jobId}`),
      abandon: unused,
    },
    isServed: (guildId) => allowedGuilds === '*' || allowedGuilds.includes(guildId),
    log: pino({ base: null, level: 'debug' }, { write: (line) => void logged.push(JSON.parse(line)) }),
  });
}

async function handle(interaction: APIInteraction, router = createRouter()): Promise<void> {
  router.handle(interaction);
  await router.idle();
}

describe('a button', () => {
  it('comes to its command with its payload', async () => {
    await handle(aPress('quota:audit:7', {}, admin));
    expect(log).toEqual(['press audit:7 ', 'reply: done']);
  });

  it('may change its message', async () => {
    result = async () => ({ kind: 'update', content: 'page 2' });
    await handle(aPress('quota:audit:7', {}, admin));
    expect(log[1]).toBe('update: page 2');
  });

  it('may open a modal, which comes back to the same command', async () => {
    result = async () => ({ kind: 'modal', payload: 'grant 7', title: 'Grant', inputs: [] });
    await handle(aPress('quota:grant', {}, admin));
    expect(log[1]).toBe('modal quota:grant 7: Grant');
  });

  it('may make a job', async () => {
    result = async () => ({ kind: 'job', job: aJob({ id: '1' }) });
    await handle(aPress('quota:again', {}, admin));
    expect(log).toEqual(['press again ', 'defer', 'acknowledged 1']);
  });

  it('may be refused by its command', async () => {
    result = () => Promise.reject(new Refusal('shutting-down'));
    await handle(aPress('quota:x', {}, admin));
    expect(log[1]).toContain('restarting');
  });
});

it('a menu brings what was chosen', async () => {
  await handle(aPress('quota:role', { component_type: 6, values: ['1', '2'] }, admin));
  expect(log[0]).toBe('press role 1,2');
});

describe('a modal', () => {
  it('brings what was typed', async () => {
    await handle(aSubmit('quota:grant 7', { credits: '+50', why: 'a contest' }, admin));
    expect(log).toEqual(['submit grant 7 {"credits":"+50","why":"a contest"}', 'reply: done']);
  });

  it('changes the message from which it was opened', async () => {
    result = async () => ({ kind: 'update', content: 'set' });
    await handle(aSubmit('quota:x', {}, { ...admin, message: { id: '5' } }));
    expect(log[1]).toBe('update: set');
  });

  it('that was opened by a command has no message to change, and is answered', async () => {
    result = async () => ({ kind: 'update', content: 'set' });
    await handle(aSubmit('quota:x', {}, admin));
    expect(log[1]).toBe('reply: set');
  });
});

describe('what is not known', () => {
  it.each([
    ['a button of another age', aPress('again', {}, admin)],
    ['a button of a command that is gone', aPress('dream:x', {}, admin)],
    ['a button of a command that has none', aPress('ray:x', {}, admin)],
    ['a modal of a command that has none', aSubmit('ray:x', {}, admin)],
    ['a button without an id', aPress('x', { custom_id: undefined }, admin)],
    ['a button of a command of another guild', aPress('there:x', {}, admin)],
  ])('%s is answered plainly, to the member alone', async (_what, interaction) => {
    await handle(interaction);
    expect(log).toEqual([expect.stringMatching(/^reply: This button or menu is not known/)]);
  });

  it.each([
    [
      aPress('quota:x', {}, { guild_id: undefined, member: undefined, user: { id: '4' } }),
      '*',
      'not in direct messages',
    ],
    [aPress('quota:x', {}, admin), ['999999999999999999'], 'not switched on for this server'],
    [aPress('quota:x'), '*', 'Manage Server'],
    [anInteraction({ data: command('there') }), '*', 'not known any more'],
  ] as const)('nor is what is not served: %#', async (interaction, allowed, text) => {
    await handle(interaction, createRouter(allowed === '*' ? '*' : [...allowed]));
    expect(log).toEqual([expect.stringContaining(text)]);
  });

  it('and what cannot be read stops nothing', async () => {
    await handle(aPress('quota:x', {}, { data: null }));
    await handle(aSubmit('quota:x', {}, { data: undefined }));
    expect(log).toEqual([]);
    expect(logged).toMatchObject([{ level: 50 }, { level: 50 }]);
  });

  it('and is run once where Discord delivers it twice', async () => {
    const router = createRouter();
    for (const interaction of [
      aPress('quota:x', {}, admin),
      anInteraction({ data: command('quota'), id: '9', ...admin }),
    ]) {
      router.handle(interaction);
      router.handle(interaction);
    }
    await router.idle();
    expect(log.filter((line) => /^(press|execute)/.test(line))).toEqual(['press x ', 'execute quota']);
    expect(logged.filter(({ msg }) => msg === 'interaction came twice')).toHaveLength(2);
  });
});

describe('while members wait for an acknowledgement,', () => {
  it('what admins and buttons ask for comes after them', async () => {
    const answer = Promise.withResolvers<PressResult>();
    result = (name) => (name === 'ray' ? answer.promise : Promise.resolve({ kind: 'reply', content: 'done' }));
    const router = createRouter();
    router.handle(anInteraction({ data: command('ray'), id: '1' }));
    router.handle(anInteraction({ data: command('quota'), id: '2', ...admin }));
    router.handle(aPress('quota:x', {}, { id: '3', ...admin }));
    router.handle(aSubmit('quota:x', {}, { id: '4', ...admin }));
    await settled();
    expect(log).toEqual(['execute ray']);
    answer.resolve({ kind: 'job', job: aJob({ id: '1' }) });
    await router.idle();
    expect(log.slice(0, 2)).toEqual(['execute ray', 'defer']);
    expect(log).toEqual(expect.arrayContaining(['execute quota', 'press x ', 'submit x {}']));
  });
});

describe('at a stop', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('what was promised has some seconds, then whoever waits is told', async () => {
    result = async () => ({ kind: 'later', work: () => new Promise(() => {}) });
    const router = createRouter();
    router.handle(aPress('quota:x', {}, admin));
    await vi.advanceTimersByTimeAsync(60_000);
    const idle = router.idle();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(log).toEqual(['press x ', 'defer privately']);
    await vi.advanceTimersByTimeAsync(1_000);
    await idle;
    expect(log[2]).toMatch(/^complete: The bot is restarting/);
    expect(vi.getTimerCount()).toBe(0);
  });
});
