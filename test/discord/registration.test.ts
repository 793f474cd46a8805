import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createCommands, createMessageMenus } from '../../commands/index.ts';
import { shownTo } from '../../src/discord/access.ts';
import type { AnyCommand, Command } from '../../src/discord/command.ts';
import { registerAtStart, registerCommands, sameCommands } from '../../src/discord/registration.ts';
import { rows } from '../builders/jobs.ts';

const commands = createCommands(rows, ['https://cdn.discordapp.com']);
const wanted = commands.map(({ declaration }) => declaration);
type Declaration = AnyCommand['declaration'];

/** A command as Discord gives it back: with fields of its own, and its defaults written out. */
function asDiscordHasIt(declaration: Declaration, index: number): Declaration {
  const { options = [], ...rest } = JSON.parse(JSON.stringify(declaration));
  return {
    id: `77777777777777777${index}`,
    application_id: '111111111111111111',
    version: '888888888888888888',
    default_member_permissions: null,
    dm_permission: false,
    flags: 0,
    global_popularity_rank: 3,
    nsfw: false,
    name_localizations: null,
    description_localizations: null,
    ...rest,
    ...(options.length > 0 && { options: options.map(asDiscordHasTheOption) }),
  };
}

function asDiscordHasTheOption({ choices, ...option }: { choices?: object[] }) {
  return {
    required: false,
    name_localizations: null,
    description_localizations: {},
    ...option,
    ...(choices && { choices: choices.map((choice) => ({ name_localizations: null, ...choice })) }),
  };
}

const present = wanted.map(asDiscordHasIt);

describe('commands are the same', () => {
  it('with what Discord adds, in any order', () => {
    expect(sameCommands(present, wanted)).toBe(true);
    expect(sameCommands(present.toReversed(), wanted)).toBe(true);
  });

  it.each([
    ['a description', '"description":"What to show', '"description":"What to see'],
    ['a limit', '"max_length":4000', '"max_length":2000'],
    ['a choice', '"value":"9:21"', '"value":"9:22"'],
    ['the name of a choice', '(phone)', '(tall phone)'],
    ['whether an option is needed', '"required":true', '"required":false'],
    ['where it can be used', '"contexts":[0]', '"contexts":[0,1]'],
    ['a name', '"name":"credits"', '"name":"wallet"'],
    ['who sees it', '"default_member_permissions":null', '"default_member_permissions":"8"'],
    ['its kind of content', '"nsfw":false', '"nsfw":true'],
  ])('unless %s differs', (_what, before, after) => {
    const json = JSON.stringify(present);
    expect(json).toContain(before);
    expect(sameCommands(JSON.parse(json.replace(before, after)), wanted)).toBe(false);
  });

  it('unless one is missing or too many', () => {
    expect(sameCommands(present.slice(1), wanted)).toBe(false);
    expect(sameCommands([], wanted)).toBe(false);
    expect(sameCommands([...present, ...present.slice(0, 1)], wanted)).toBe(false);
  });
});

describe('message commands are the same', () => {
  const menus = createMessageMenus(rows, []).map(({ declaration }) => declaration);
  const all: AnyCommand['declaration'][] = [...wanted, ...menus];
  /** Discord gives them back with an empty description. */
  const asThey = (own: AnyCommand['declaration'], index: number) => ({
    description: '',
    ...asDiscordHasIt(own, index),
  });
  const there = all.map(asThey);

  it('with the empty description that Discord adds, in any order', () => {
    expect(menus.map(({ name, type }) => [name, type])).toEqual([
      ['Animate this', 3],
      ['Report', 3],
    ]);
    expect(sameCommands(there, all)).toBe(true);
    expect(sameCommands(there.toReversed(), all)).toBe(true);
  });

  it('as slash commands of the same name only where the kind is', () => {
    const [menu] = menus;
    if (!menu) throw new Error('there is no menu');
    const both: AnyCommand['declaration'][] = [{ name: menu.name, description: 'x' }, menu];
    const given = both.map(asThey);
    expect(sameCommands(given.toReversed(), both)).toBe(true);
    expect(sameCommands(given, [menu])).toBe(false);
    expect(sameCommands(given.slice(1), [{ name: menu.name, description: '' }])).toBe(false);
  });

  it('unless one is missing, or called otherwise', () => {
    expect(sameCommands(there.slice(0, -1), all)).toBe(false);
    expect(sameCommands(there, [...all.slice(0, -1), { ...menus[1], name: 'Report this', type: 3 }])).toBe(false);
  });
});

describe('at a start the commands', () => {
  function register(answer: unknown, options?: { force: boolean }) {
    const written: unknown[] = [];
    const rest = {
      get: async () => answer,
      put: async (route: string, request?: { body?: unknown }) => {
        written.push(route, request?.body);
      },
    };
    return { written, done: registerCommands(rest, '111', commands, options) };
  }

  it.each([
    ['are left where they are the same', present, undefined, false],
    ['are written where they differ', present.slice(1), undefined, true],
    ['are written where Discord has none', [], undefined, true],
    ['are written where the answer is no list', { message: 'odd' }, undefined, true],
    ['are written where that is wanted in any case', present, { force: true }, true],
  ])('%s', async (_what, answer, options, writes) => {
    const { written, done } = register(answer, options);
    expect(await done).toBe(writes);
    expect(written).toEqual(writes ? ['/applications/111/commands', wanted] : []);
  });
});

describe('what Discord lists of all guilds', () => {
  const written = [{ id: '9', name: 'ray' }];
  const log = pino({ level: 'silent' });

  it.each([
    ['is told where nothing had to be written', present, present],
    ['is told as it is after a write', [], written],
  ])('%s', async (_what, had, told) => {
    const lists: unknown[] = [];
    const onStanding = (commands: unknown) => lists.push(commands);
    const rest = { get: async () => had, put: async () => written };
    await registerAtStart(rest, '111', commands, log, { otherGuilds: ['5'], onStanding });
    expect(lists).toEqual([told]);
  });
});

describe('commands of one guild', () => {
  const places = { contexts: [0], integration_types: [0] };
  const own = (name: string, onlyGuild?: string): Command => ({
    declaration: { name, description: 'x', ...places, ...shownTo('operator') },
    ...(onlyGuild && { onlyGuild }),
    execute: () => Promise.reject(new Error('not to be called here')),
  });
  const asIs = { description: 'x', default_member_permissions: '32' };
  const everywhere = '/applications/111/commands';
  const inGuild = (id: string) => `/applications/111/guilds/${id}/commands`;

  /** @param had - what Discord has already, by route */
  function discordWith(had: Record<string, unknown>) {
    const written: [string, unknown][] = [];
    return {
      written,
      rest: {
        get: async (route: string) => {
          const answer = had[route] ?? [];
          if (answer instanceof Error) throw answer;
          return answer;
        },
        put: async (route: string, request?: { body?: unknown }) => void written.push([route, request?.body]),
      },
    };
  }

  it('are written there alone, without the places that only global ones have', async () => {
    const { rest, written } = discordWith({});
    expect(await registerCommands(rest, '111', [own('quota'), own('operator', '5')])).toBe(true);
    expect(written).toEqual([
      [everywhere, [{ name: 'quota', ...asIs, ...places }]],
      [inGuild('5'), [{ name: 'operator', ...asIs }]],
    ]);
  });

  it('are left where they are the same, whatever Discord answers of places', async () => {
    const present = {
      id: '1',
      version: '2',
      guild_id: '5',
      type: 1,
      name: 'operator',
      ...asIs,
      integration_types: [0],
    };
    const { rest, written } = discordWith({
      [everywhere]: [{ name: 'quota', ...asIs, ...places }],
      [inGuild('5')]: [{ ...present, contexts: null, options: [] }],
    });
    expect(await registerCommands(rest, '111', [own('quota'), own('operator', '5')])).toBe(false);
    expect(written).toEqual([]);
  });

  it('are written where who sees them differs', async () => {
    const present = { name: 'operator', description: 'x', default_member_permissions: null };
    const { rest, written } = discordWith({ [inGuild('5')]: [present] });
    await registerCommands(rest, '111', [own('operator', '5')]);
    expect(written).toEqual([[inGuild('5'), [{ name: 'operator', ...asIs }]]]);
  });

  it('are taken away from guilds that no command names any more', async () => {
    const { rest, written } = discordWith({ [inGuild('6')]: [{ name: 'operator', ...asIs }] });
    expect(await registerCommands(rest, '111', [], { otherGuilds: ['6', '7'] })).toBe(true);
    expect(written).toEqual([[inGuild('6'), []]]);
  });

  it('are not looked for where we are not any more, which is no error', async () => {
    const url = 'https://discord.com/api/v10/x';
    const error = new DiscordAPIError({ code: 50001, message: 'Missing Access' }, 50001, 403, 'GET', url, {});
    const { rest, written } = discordWith({ [inGuild('6')]: error });
    expect(await registerCommands(rest, '111', [], { otherGuilds: ['6'] })).toBe(false);
    await expect(registerCommands(rest, '111', [own('operator', '6')])).rejects.toBe(error);
    expect(written).toEqual([]);
  });

  it('that cannot be registered at a start keep nothing from the other guilds', async () => {
    const { rest, written } = discordWith({ [inGuild('5')]: new TypeError('fetch failed') });
    const lines: { level: number; guildId?: string }[] = [];
    const log = pino({ base: null }, { write: (line: string) => lines.push(JSON.parse(line)) });
    await registerAtStart(rest, '111', [own('operator', '5'), own('operator', '8')], log);
    expect(written).toEqual([[inGuild('8'), [{ name: 'operator', ...asIs }]]]);
    expect(lines.map(({ level, guildId }) => [level, guildId])).toEqual([
      [30, undefined],
      [50, '5'],
      [30, '8'],
    ]);
  });
});

describe('a start whose commands cannot be registered', () => {
  const url = 'https://discord.com/api/v10/applications/111/commands';
  const refusal = (status: number, code: number) =>
    new DiscordAPIError({ code, message: 'refused' }, code, status, 'PUT', url, {});
  const limit = new RateLimitError({
    timeToReset: 60_000,
    limit: 2,
    retryAfter: 60_000,
    sublimitTimeout: 0,
    hash: 'x',
    global: false,
    method: 'PUT',
    url,
    route: '/applications/:id/commands',
    majorParameter: 'global',
    scope: 'user',
  });

  it.each([
    ['a rate limit', limit, /run `npm run register` later/],
    ['a fault of Discord', new HTTPError(502, 'Bad Gateway', 'PUT', url, {}), /run `npm run register` later/],
    ['no connection', new TypeError('fetch failed'), /run `npm run register` later/],
    ['the limit of new commands', refusal(400, 30034), /200 new commands a day.*`npm run register` tomorrow/],
    ['a token that was reset', refusal(401, 0), /does not accept DISCORD_TOKEN any more: copy the new one/],
    ['a refusal', refusal(403, 20012), /forbids it.*DISCORD_TOKEN is of the application that you invited/],
  ])('by %s goes on, and the log says what to do', async (_what, error, words) => {
    const lines: { level: number; msg: string }[] = [];
    const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line)) });
    const rest = {
      get: async () => [],
      put: async () => {
        throw error;
      },
    };
    await registerAtStart(rest, '111', commands, log);
    expect(lines).toMatchObject([{ level: 50, msg: expect.stringMatching(words) }]);
  });
});
