import { DiscordAPIError, RateLimitError } from 'discord.js';
import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Command, CommandCall, CommandResult, Suggestion } from '../../src/discord/command.ts';
import { InteractionRouter } from '../../src/discord/interaction-router.ts';
import { DuplicateJobError } from '../../src/errors/job-error.ts';
import { Refusal } from '../../src/errors/refusal.ts';
import { type FakeAnswers, fakeAnswers } from '../builders/fake-answers.ts';
import { aFocusedInteraction, anInteraction, anotherInteraction, command } from '../builders/interactions.ts';
import { aJob } from '../builders/jobs.ts';
import { settled } from '../builders/manual-clock.ts';
import { servicesWith } from '../builders/services.ts';

/** Everything that happened, in order. */
let log: string[];
let logged: Record<string, unknown>[];
let execute: (call: CommandCall) => Promise<CommandResult>;
let acknowledgement: FakeAnswers;
let onAcknowledged: () => Promise<void>;
let suggest: Command['suggest'];

beforeEach(() => {
  log = [];
  logged = [];
  execute = async () => ({ kind: 'reply', content: 'your credits' });
  onAcknowledged = async () => {};
  suggest = ({ name, value }) => [{ name, value }];
  acknowledgement = fakeAnswers(log);
});

function createRouter(allowedGuilds: '*' | string[] = '*'): InteractionRouter {
  const rayFlash: Command = {
    declaration: { name: 'ray-flash', description: 'x' },
    execute: async (call) => {
      log.push(`execute ${call.name}`);
      return execute(call);
    },
    ...(suggest && { suggest }),
  };
  return new InteractionRouter({
    commands: [rayFlash],
    services: servicesWith({}),
    acknowledgement,
    generations: {
      async acknowledged(jobId, messageId) {
        await onAcknowledged();
        log.push(`acknowledged ${jobId} by ${messageId}`);
      },
      async abandon(jobId, mayBeSeen) {
        log.push(`abandon ${jobId}${mayBeSeen ? ', and tell' : ''}`);
      },
    },
    isServed: (guildId) => allowedGuilds === '*' || allowedGuilds.includes(guildId),
    log: pino({ base: null, level: 'debug' }, { write: (line) => void logged.push(JSON.parse(line)) }),
  });
}

const job = (changes = {}): CommandResult => ({ kind: 'job', job: aJob({ id: '1', ...changes }) });

async function handle(interaction = anInteraction(), router = createRouter()): Promise<void> {
  router.handle(interaction);
  await router.idle();
}

describe('a command', () => {
  it('that answers is answered to the member alone', async () => {
    await handle();
    expect(log).toEqual(['execute ray-flash', 'reply: your credits']);
  });

  it('that makes a job is acknowledged, then run', async () => {
    execute = async () => job();
    await handle();
    expect(log).toEqual(['execute ray-flash', 'defer', 'acknowledged 1 by 555']);
  });

  it('that makes a private job is acknowledged privately', async () => {
    const { request } = aJob();
    execute = async () => job({ request: { ...request, isPrivate: true } });
    await handle();
    expect(log[1]).toBe('defer privately');
  });
});

describe('before the command does anything,', () => {
  const elsewhere = { guild_id: '999999999999999999' };
  it.each([
    ['direct messages are refused', { guild_id: undefined }, [], 'in a server, not in direct messages'],
    ['a guild that is not served is refused', elsewhere, ['222222222222222222'], 'and the number `999999999999999999`'],
    ['no guild is served where none is named', {}, [], 'not switched on for this server'],
    ['a command that nobody knows is refused', { data: command('old') }, '*', 'not known any more'],
    [
      'a guild that is not served comes before a command that nobody knows',
      { ...elsewhere, data: command('old') },
      ['222222222222222222'],
      'not switched on for this server',
    ],
  ] as const)('%s', async (_what, changes, allowed, words) => {
    await handle(anInteraction(changes), createRouter(allowed === '*' ? '*' : [...allowed]));
    expect(log).toEqual([expect.stringContaining(words)]);
  });

  it('a guild that is served passes', async () => {
    await handle(anInteraction(), createRouter(['222222222222222222']));
    expect(log[0]).toBe('execute ray-flash');
  });
});

describe('what a command throws', () => {
  it('as a refusal is an answer, and no fault', async () => {
    execute = () => Promise.reject(new Refusal('too-few-credits', { price: 51, available: 7 }));
    await handle();
    expect(log).toEqual(['execute ray-flash', expect.stringContaining('**51 credits**, and you have **7**')]);
    expect(logged).toMatchObject([{ level: 30, msg: 'refused', refusal: 'too-few-credits' }]);
  });

  it('as a duplicate is met with silence', async () => {
    execute = () => Promise.reject(new DuplicateJobError('1'));
    await handle();
    expect(log).toEqual(['execute ray-flash']);
    expect(logged).toMatchObject([{ level: 30 }]);
  });

  it('as anything else is a fault: logged, and told with a reference but without its message', async () => {
    execute = () => Promise.reject(new Error('SQLITE_CORRUPT at /srv/data'));
    await handle();
    expect(log[1]).toContain('`1573641915008548864`');
    expect(log[1]).not.toContain('SQLITE');
    expect(logged).toMatchObject([{ level: 50, msg: 'command failed', interactionId: '1573641915008548864' }]);
  });

  it('synchronously is caught as well', async () => {
    execute = () => {
      throw new Refusal('no-provider', { model: 'Ray 2' });
    };
    await handle();
    expect(log[1]).toContain('No video service for Ray 2');
  });
});

describe('an acknowledgement that fails', () => {
  const url = 'https://discord.com/api/v10/interactions/157/canary-token/callback';
  const apiError = (code: number, status: number) =>
    new DiscordAPIError({ code, message: 'x' }, code, status, 'POST', url, {});
  const limit = { timeToReset: 1, limit: 5, retryAfter: 1, sublimitTimeout: 0, hash: 'x', global: false, url };
  it.each([
    ['as it came too late, unseen', apiError(10062, 404), ''],
    ['as somebody else answered, unseen', apiError(40060, 400), ''],
    ['at Discord, perhaps seen', apiError(0, 500), ', and tell'],
    ['by a timeout, perhaps seen', new DOMException('aborted', 'AbortError'), ', and tell'],
    [
      'by a rate limit, perhaps seen',
      new RateLimitError({ ...limit, method: 'POST', route: 'x', majorParameter: '1', scope: 'user' }),
      ', and tell',
    ],
  ])('%s: the job is abandoned', async (_what, error, told) => {
    execute = async () => job();
    acknowledgement.defer = () => Promise.reject(error);
    await handle();
    expect(log).toEqual(['execute ray-flash', `abandon 1${told}`]);
    expect(JSON.stringify(logged)).not.toContain('canary');
  });

  it('in our own database abandons the job too', async () => {
    execute = async () => job();
    onAcknowledged = () => Promise.reject(new Error('disk full'));
    await handle();
    expect(log.at(-1)).toBe('abandon 1, and tell');
  });

  it('as a reply is logged, without the token', async () => {
    acknowledgement.reply = () => Promise.reject(apiError(10062, 404));
    await handle();
    expect(logged).toMatchObject([{ level: 40, msg: 'reply failed', reason: 'DiscordAPIError[10062] 404 10062' }]);
    expect(JSON.stringify(logged)).not.toContain('canary');
  });
});

describe('interactions', () => {
  it.each([
    ['a ping', { type: 1 }],
    ['a menu of people', { data: { ...command('Credits of this member'), type: 2 } }],
    ['a kind that there is not yet', { type: 9 }],
  ])('that nobody waits for are left alone: %s', async (_what, changes) => {
    await handle(anotherInteraction(changes) as never);
    expect([log, logged]).toEqual([[], []]);
  });

  it('that cannot be read stop nothing', async () => {
    const router = createRouter();
    for (const changes of [{ data: undefined }, { data: null }, { app_permissions: 'many' }]) {
      router.handle(anInteraction(changes));
    }
    await router.idle();
    expect(log).toEqual([]);
    expect(logged).toMatchObject(Array.from({ length: 3 }, () => ({ level: 50 })));
  });

  it('under way are waited for', async () => {
    const answer = Promise.withResolvers<CommandResult>();
    execute = () => answer.promise;
    const router = createRouter();
    router.handle(anInteraction());
    let idle = false;
    const waiting = router.idle().then(() => {
      idle = true;
    });
    await settled();
    expect(idle).toBe(false);
    answer.resolve({ kind: 'reply', content: 'late' });
    await waiting;
    expect(log.at(-1)).toBe('reply: late');
  });
});

describe('somebody who types', () => {
  const typing = (changes = {}) => aFocusedInteraction('ray-flash', { concepts: 'pu' }, 'concepts', changes);
  const id = '1573641915008548864';
  const nothing = [`suggest to ${id}: []`];
  const suggestions = (count: number, change: (index: number) => Partial<Suggestion> = () => ({})) =>
    Array.from({ length: count }, (_, index) => ({ name: `${index}`, value: `${index}`, ...change(index) }));

  async function type(interaction = typing(), allowedGuilds: '*' | string[] = '*'): Promise<void> {
    const router = createRouter(allowedGuilds);
    router.handle(interaction);
    await router.idle();
  }

  it('is offered what the command makes of it, and nothing is run or logged', async () => {
    await type();
    expect(log).toEqual([`suggest to ${id}: [{"name":"concepts","value":"pu"}]`]);
    expect(logged).toEqual([]);
  });

  it('is understood in the language and with the other options of the call', async () => {
    const seen: unknown[] = [];
    suggest = (focused, call, words) => {
      seen.push(focused, call.options, words('concept.pov'));
      return [];
    };
    await type();
    expect(seen).toEqual([{ name: 'concepts', value: 'pu' }, { concepts: 'pu' }, 'POV']);
    expect(log).toEqual(nothing);
    expect(logged).toEqual([]);
  });

  it('gets no more than Discord takes: 25 lines, of 1 to 100 characters', async () => {
    suggest = () => suggestions(26);
    await type();
    expect(log[0]).toContain('"24"');
    expect(log[0]).not.toContain('"25"');
    const odd = ['x'.repeat(101), '', 'x'.repeat(100)];
    for (const part of ['name', 'value'] as const) {
      log.length = 0;
      suggest = () => suggestions(odd.length, (index) => ({ [part]: odd[index] ?? '' }));
      await type();
      expect(log[0]?.match(/"name"/g)).toHaveLength(1);
    }
  });

  it.each([
    ['a command that nobody knows', { data: { ...command('old'), options: typing().data.options } }, '*'],
    ['no option', { data: command('ray-flash') }, '*'],
    ['direct messages', { guild_id: undefined }, '*'],
    ['a guild that is not served', {}, ['999999999999999999']],
    ['data that cannot be read', { data: null }, '*'],
  ] as const)('%s: gets an empty list, and one line of the log', async (_what, changes, allowed) => {
    await type(typing(changes), allowed === '*' ? '*' : [...allowed]);
    expect(log).toEqual(nothing);
    expect(logged).toMatchObject([{ level: 20, interactionId: id }]);
  });

  const broken = () => {
    throw new Error('broken');
  };
  it.each([
    ['throws', broken],
    ['knows nothing of the option', () => null],
    ['has none', undefined],
  ] satisfies [string, Command['suggest']][])('into a command that %s gets an empty list', async (_what, odd) => {
    suggest = odd;
    await type();
    expect(log).toEqual(nothing);
    expect(logged).toMatchObject([{ level: 20 }]);
  });

  it('hears nothing where the answer is not taken; the log holds no token', async () => {
    const url = 'https://discord.com/api/v10/interactions/157/canary-token/callback';
    acknowledgement.suggest = () =>
      Promise.reject(new DiscordAPIError({ code: 10062, message: 'x' }, 10062, 404, 'POST', url, {}));
    await type();
    expect(log).toEqual([]);
    expect(logged).toMatchObject([{ level: 20, msg: 'suggestions failed' }]);
    expect(JSON.stringify(logged)).not.toContain('canary');
  });

  it('comes after those who wait for an acknowledgement', async () => {
    const answer = Promise.withResolvers<CommandResult>();
    execute = () => answer.promise;
    const router = createRouter();
    router.handle(anInteraction());
    router.handle(typing());
    await settled();
    expect(log).toEqual(['execute ray-flash']);
    answer.resolve({ kind: 'reply', content: 'your credits' });
    await router.idle();
    expect(log).toEqual(['execute ray-flash', 'reply: your credits', expect.stringContaining('suggest to')]);
  });

  it('keeps nobody waiting for an acknowledgement, however long the answer takes', async () => {
    const taken = Promise.withResolvers<void>();
    acknowledgement.suggest = () => taken.promise;
    execute = async () => job();
    const router = createRouter();
    router.handle(typing());
    await settled();
    router.handle(anInteraction());
    await settled();
    expect(log).toEqual(['execute ray-flash', 'defer', 'acknowledged 1 by 555']);
    const idle = router.idle().then(() => log.push('idle'));
    await settled();
    expect(log).not.toContain('idle');
    taken.resolve();
    await idle;
  });
});
