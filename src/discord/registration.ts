import { isDeepStrictEqual } from 'node:util';
import { type REST, Routes } from 'discord.js';
import type { Logger } from 'pino';
import type { Command } from './command.ts';

type Declaration = Command['declaration'];

/**
 * Tells Discord our commands, if they differ from what it has. New names count towards 200 a day
 * (https://docs.discord.com/developers/interactions/application-commands), and a write makes every client load them anew.
 * @param force - writes in any case
 * @returns whether anything was written
 */
export async function registerCommands(
  rest: Pick<REST, 'get' | 'put'>,
  applicationId: string,
  commands: readonly Command[],
  { force = false } = {},
): Promise<boolean> {
  const route = Routes.applicationCommands(applicationId);
  const wanted = commands.map(({ declaration }) => declaration);
  if (!force) {
    const present = (await rest.get(route, {
      query: new URLSearchParams({ with_localizations: 'true' }),
    })) as unknown;
    if (Array.isArray(present) && sameCommands(present as Declaration[], wanted)) return false;
  }
  await rest.put(route, { body: wanted });
  return true;
}

/**
 * Tells Discord our commands at a start. A start does not fail by it: Discord goes on with the commands that it has, and
 * the log says what to do.
 */
export async function registerAtStart(
  rest: Pick<REST, 'get' | 'put'>,
  applicationId: string,
  commands: readonly Command[],
  log: Logger,
): Promise<void> {
  try {
    const written = await registerCommands(rest, applicationId, commands);
    log.info({ commands: commands.length, written }, written ? 'commands registered' : 'commands are up to date');
  } catch (error) {
    log.error({ err: error }, `The commands could not be registered. ${registrationAdvice(error)}`);
  }
}

/** https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const dailyLimitOfCommands = 30034;

/** What an operator can do about a registration that failed. */
export function registrationAdvice(error: unknown): string {
  const { status, code } = error as { status?: unknown; code?: unknown };
  if (status === 401) {
    return 'Discord does not accept DISCORD_TOKEN any more: copy the new one from the Bot page of your application at https://discord.com/developers/applications, then start again.';
  }
  if (status === 403) {
    return 'Discord forbids it to this bot: check that DISCORD_TOKEN is of the application that you invited, and that no proxy stands in the way, then run `npm run register`.';
  }
  if (code === dailyLimitOfCommands) {
    return 'Discord takes 200 new commands a day, and today’s are used up: run `npm run register` tomorrow. Until then it shows those that it has.';
  }
  return 'Discord shows those that it has: run `npm run register` later, when this has passed.';
}

/** Whether two sets of commands are the same to a member, in any order. */
export function sameCommands(present: readonly Declaration[], wanted: readonly Declaration[]): boolean {
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
  return isDeepStrictEqual(
    present.map(essence).toSorted(byName),
    wanted.map((declaration) => essence(JSON.parse(JSON.stringify(declaration)))).toSorted(byName),
  );
}

/** Fields that mean the same whether they are absent, null, empty, false or at Discord's default. */
const emptyMeansAbsent = (value: unknown) =>
  value === undefined ||
  value === null ||
  value === false ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && Object.keys(value).length === 0);

/** What a declaration can say (https://docs.discord.com/developers/interactions/application-commands); the rest is Discord's. */
const declared = new Set([
  ...['name', 'type', 'description', 'options', 'required', 'choices', 'value', 'autocomplete', 'channel_types'],
  ...['min_length', 'max_length', 'min_value', 'max_value', 'file_types', 'contexts', 'integration_types', 'nsfw'],
  ...['default_member_permissions', 'name_localizations', 'description_localizations'],
]);

interface Named {
  readonly name: string;
}

function essence(declaration: Declaration): Named & Record<string, unknown> {
  return { ...(reduce({ type: 1, ...declaration }) as Record<string, unknown>), name: declaration.name };
}

function reduce(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reduce);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, own]) => declared.has(key) && !emptyMeansAbsent(own))
      .map(([key, own]) => [key, key.endsWith('_localizations') ? own : reduce(own)])
      .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  );
}
