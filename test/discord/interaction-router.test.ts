import { DiscordAPIError, RateLimitError } from 'discord.js';
import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Acknowledgement } from '../../src/discord/acknowledgement.ts';
import type { Command, CommandCall, CommandResult } from '../../src/discord/command.ts';
import { InteractionRouter } from '../../src/discord/interaction-router.ts';
import { DuplicateJobError } from '../../src/errors/job-error.ts';
import { Refusal } from '../../src/errors/refusal.ts';
import { anInteraction, anotherInteraction, command } from '../builders/interactions.ts';
import { aJob } from '../builders/jobs.ts';
import { settled } from '../builders/manual-clock.ts';

/** Everything that happened, in order. */
let log: string[];
let logged: Record<string, unknown>[];
let execute: (call: CommandCall) => Promise<CommandResult>;
let acknowledgement: Acknowledgement;
let onAcknowledged: () => Promise<void>;

beforeEach(() => {
  log = [];
  logged = [];
  execute = async () => ({ kind: 'reply', content: 'your credits' });
  onAcknowledged = async () => {};
  acknowledgement = {
    async defer(_origin, isPrivate) {
      log.push(isPrivate ? 'defer privately' : 'defer');
      return '555';
    },
    async reply(_origin, content) {
      log.push(`reply: ${content}`);
    },
  };
});

function createRouter(allowedGuilds: '*' | string[] = '*'): InteractionRouter {
  const rayFlash: Command = {
    declaration: { name: 'ray-flash', description: 'x' },
    execute: async (call) => {
      log.push(`execute ${call.name}`);
      return execute(call);
    },
  };
  return new InteractionRouter({
    commands: [rayFlash],
    services: { generations: { accept: unused }, wallet: { overview: unused } },
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
    allowedGuilds,
    log: pino({ base: null }, { write: (line) => void logged.push(JSON.parse(line)) }),
  });
}

const unused = () => Promise.reject(new Error('not to be called here'));
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
    ['a guild that is not served is refused', elsewhere, ['222222222222222222'], 'adding `999999999999999999` to'],
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
  it('that are no slash commands are left alone', async () => {
    await handle(anotherInteraction({ type: 3 }) as never);
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
