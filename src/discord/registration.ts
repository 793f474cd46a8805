import { isDeepStrictEqual } from 'node:util';
import { ApplicationCommandType, type REST, Routes } from 'discord.js';
import type { Logger } from 'pino';
import type { AnyCommand } from './command.ts';

type Declaration = AnyCommand['declaration'];

type RegistrationRest = Pick<REST, 'get' | 'put'>;

/** Where commands stand: everywhere, or in one guild alone. */
interface Scope {
  readonly guildId: string | null;
  readonly wanted: readonly Declaration[];
}

export interface RegistrationOptions {
  /** Is given the commands of all guilds as Discord lists them, once it has them. */
  readonly onStanding?: (commands: unknown) => void;
  /** Guilds in which commands of ours may stand from before: those that no command names any more are taken away. */
  readonly otherGuilds?: readonly string[];
  /** Writes in any case. */
  readonly force?: boolean;
}

/**
 * Tells Discord our commands, if they differ from what it has: those for all guilds, and apart those of single guilds. New
 * names count towards 200 a day (https://docs.discord.com/developers/interactions/application-commands), and a write makes
 * every client load them anew.
 * @returns whether anything was written
 */
export async function registerCommands(
  rest: RegistrationRest,
  applicationId: string,
  commands: readonly AnyCommand[],
  { force = false, otherGuilds = [] }: Omit<RegistrationOptions, 'onStanding'> = {},
): Promise<boolean> {
  let written = false;
  for (const scope of scopesOf(commands, otherGuilds)) {
    const registered = await registerScope(rest, applicationId, scope, force);
    if (registered.written) written = true;
  }
  return written;
}

/**
 * Tells Discord our commands at a start. A start does not fail by it: Discord goes on with the commands that it has, and
 * the log says what to do. What fails in one guild keeps nothing from the others.
 */
export async function registerAtStart(
  rest: RegistrationRest,
  applicationId: string,
  commands: readonly AnyCommand[],
  log: Logger,
  { otherGuilds = [], onStanding }: Omit<RegistrationOptions, 'force'> = {},
): Promise<void> {
  for (const scope of scopesOf(commands, otherGuilds)) {
    const where = scope.guildId === null ? {} : { guildId: scope.guildId };
    try {
      const { written, standing } = await registerScope(rest, applicationId, scope, false);
      if (scope.guildId === null) onStanding?.(standing);
      const message = written ? 'commands registered' : 'commands are up to date';
      log.info({ ...where, commands: scope.wanted.length, written }, message);
    } catch (error) {
      log.error({ ...where, err: error }, `The commands could not be registered. ${registrationAdvice(error)}`);
    }
  }
}

function scopesOf(commands: readonly AnyCommand[], otherGuilds: readonly string[]): Scope[] {
  const named = commands.flatMap(({ onlyGuild }) => onlyGuild ?? []);
  return [null, ...new Set([...named, ...otherGuilds])].map((guildId) => ({
    guildId,
    wanted: commands
      .filter(({ onlyGuild = null }) => onlyGuild === guildId)
      .map(({ declaration }) => (guildId === null ? declaration : withoutPlaces(declaration))),
  }));
}

interface Registered {
  readonly written: boolean;
  /** What Discord answered: its list. */
  readonly standing: unknown;
}

async function registerScope(
  rest: RegistrationRest,
  applicationId: string,
  scope: Scope,
  force: boolean,
): Promise<Registered> {
  try {
    return await writeScope(rest, applicationId, scope, force);
  } catch (error) {
    const { status } = error as { status?: unknown };
    // Where we are not, nothing of ours is left to be taken away.
    const hasNothingThere = scope.guildId !== null && scope.wanted.length === 0 && (status === 403 || status === 404);
    if (hasNothingThere) return { written: false, standing: [] };
    throw error;
  }
}

async function writeScope(
  rest: RegistrationRest,
  applicationId: string,
  { guildId, wanted }: Scope,
  force: boolean,
): Promise<Registered> {
  const route =
    guildId === null
      ? Routes.applicationCommands(applicationId)
      : Routes.applicationGuildCommands(applicationId, guildId);
  if (!force) {
    const present = (await rest.get(route, {
      query: new URLSearchParams({ with_localizations: 'true' }),
    })) as unknown;
    if (Array.isArray(present) && sameCommands(guildId === null ? present : present.map(withoutPlaces), wanted))
      return { written: false, standing: present };
  }
  return { written: true, standing: await rest.put(route, { body: wanted }) };
}

/** Where it can be used is said of a global command only; Discord answers something for the others as well. */
function withoutPlaces({ contexts: _, integration_types: __, ...declaration }: Declaration): Declaration {
  return declaration;
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

/** Whether two sets of commands are the same to a member, in any order. Of each kind a name stands once. */
export function sameCommands(present: readonly Declaration[], wanted: readonly Declaration[]): boolean {
  return isDeepStrictEqual(
    present.map(essence).toSorted(byKindAndName),
    wanted.map((declaration) => essence(JSON.parse(JSON.stringify(declaration)))).toSorted(byKindAndName),
  );
}

/** Fields that mean the same whether they are absent, null, empty, false or at Discord's default. */
const emptyMeansAbsent = (value: unknown) =>
  value === undefined ||
  value === null ||
  value === false ||
  // A message command has no description, which Discord writes so.
  value === '' ||
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
  readonly type: number;
}

function byKindAndName(a: Named, b: Named): number {
  return a.type === b.type ? (a.name < b.name ? -1 : 1) : a.type - b.type;
}

function essence(declaration: Declaration): Named & Record<string, unknown> {
  const { name, type = ApplicationCommandType.ChatInput } = declaration;
  return { ...(reduce(declaration) as Record<string, unknown>), name, type };
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
