import { isDeepStrictEqual } from 'node:util';
import { COMMAND_TYPE, type CommandBody, type CommandOption } from './command-body.ts';
import { DiscordError } from './errors.ts';
import { invalidForm } from './form.ts';
import { compareSnowflakes, type Snowflakes } from './snowflake.ts';

const CHAT_INPUT_MAX = 100;
const MENU_MAX = 15;

/** A registered command: for one guild, or everywhere when `guildId` is undefined. */
export interface Command {
  readonly id: string;
  readonly version: string;
  readonly guildId: string | undefined;
  readonly type: number;
  readonly body: CommandBody;
}

/** The commands of the application, by scope. */
export class CommandStore {
  readonly #applicationId: string;
  readonly #ids: Snowflakes;
  #commands: readonly Command[] = [];
  readonly #listeners = new Set<() => void>();
  /** How often commands were written, by any method. */
  writes = 0;

  constructor(applicationId: string, ids: Snowflakes) {
    this.#applicationId = applicationId;
    this.#ids = ids;
  }

  all(): readonly Command[] {
    return this.#commands;
  }

  list(guildId: string | undefined): Command[] {
    return this.#commands
      .filter((command) => command.guildId === guildId)
      .sort((left, right) => compareSnowflakes(left.id, right.id));
  }

  get(guildId: string | undefined, id: string): Command {
    const command = this.list(guildId).find((candidate) => candidate.id === id);
    if (!command) throw new DiscordError('unknownCommand');
    return command;
  }

  /** A guild's own command hides a global one of the same name. */
  findByName(name: string, guildId: string | undefined, type: number = COMMAND_TYPE.chatInput): Command | undefined {
    const matches = this.#commands
      .filter((command) => command.body.name === name && command.type === type)
      .filter((command) => command.guildId === guildId || command.guildId === undefined);
    return matches.find((command) => command.guildId !== undefined) ?? matches[0];
  }

  /** Replaces all commands of a scope. A command that keeps its name keeps its id. */
  replaceAll(guildId: string | undefined, bodies: readonly CommandBody[]): Command[] {
    const keys = bodies.map((body) => `${typeOf(body)} ${body.name}`);
    const repeated = keys.findIndex((key, at) => keys.indexOf(key) !== at);
    if (repeated >= 0)
      throw invalidForm([
        {
          path: [repeated],
          code: 'APPLICATION_COMMANDS_DUPLICATE_NAME',
          message: 'Application command names must be unique',
        },
      ]);
    const commands = bodies.map((body) => this.#build(guildId, body, this.#same(guildId, body)));
    this.#write([...this.#commands.filter((command) => command.guildId !== guildId), ...commands]);
    return commands;
  }

  /** @returns the command, and whether it is new: creating one that exists overwrites it */
  upsert(guildId: string | undefined, body: CommandBody): { command: Command; created: boolean } {
    const existing = this.#same(guildId, body);
    const command = this.#build(guildId, body, existing);
    this.#write([...this.#commands.filter((other) => other.id !== command.id), command]);
    return { command, created: existing === undefined };
  }

  change(existing: Command, body: CommandBody): Command {
    const command = this.#build(existing.guildId, body, existing);
    this.#write(this.#commands.map((other) => (other.id === existing.id ? command : other)));
    return command;
  }

  remove(command: Command): void {
    this.#write(this.#commands.filter((other) => other.id !== command.id));
  }

  onWrite(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * The command as Discord returns it, with every default filled in.
   * @param withLocalisations - Discord leaves the dictionaries out of lists unless they are asked for
   */
  toObject(command: Command, withLocalisations = true) {
    const { body } = command;
    const place =
      command.guildId === undefined
        ? { contexts: body.contexts ?? null, dm_permission: body.dm_permission ?? body.contexts?.includes(1) ?? true }
        : { guild_id: command.guildId, contexts: null };
    const options = 'options' in body && body.options?.length ? { options: body.options.map(optionObject) } : {};
    const object = {
      id: command.id,
      application_id: this.#applicationId,
      version: command.version,
      default_member_permissions: body.default_member_permissions ?? null,
      type: command.type,
      name: body.name,
      name_localizations: body.name_localizations ?? null,
      description: body.description ?? '',
      description_localizations: ('description_localizations' in body ? body.description_localizations : null) ?? null,
      integration_types: body.integration_types ?? [0],
      nsfw: body.nsfw ?? false,
      ...place,
      ...options,
    };
    return withLocalisations ? object : (withoutLocalisations(object) as typeof object);
  }

  #same(guildId: string | undefined, body: CommandBody): Command | undefined {
    return this.list(guildId).find((command) => command.body.name === body.name && command.type === typeOf(body));
  }

  #build(guildId: string | undefined, body: CommandBody, existing: Command | undefined): Command {
    const version = existing && isDeepStrictEqual(existing.body, body) ? existing.version : this.#ids.next();
    return { id: existing?.id ?? this.#ids.next(), version, guildId, type: typeOf(body), body };
  }

  #write(commands: readonly Command[]): void {
    for (const guildId of new Set(commands.map((command) => command.guildId)))
      for (const [type, maximum] of [
        [COMMAND_TYPE.chatInput, CHAT_INPUT_MAX],
        [COMMAND_TYPE.user, MENU_MAX],
        [COMMAND_TYPE.message, MENU_MAX],
      ])
        if (commands.filter((command) => command.guildId === guildId && command.type === type).length > (maximum ?? 0))
          throw new DiscordError('tooManyCommands');
    this.#commands = commands;
    this.writes += 1;
    for (const listener of this.#listeners) listener();
  }
}

function typeOf(body: CommandBody): number {
  return body.type ?? COMMAND_TYPE.chatInput;
}

function optionObject(option: CommandOption): Record<string, unknown> {
  const { name_localizations, description_localizations, ...rest } = withoutNulls(option);
  const nested = 'options' in option ? { options: (option.options ?? []).map(optionObject) } : {};
  const required = 'required' in option || option.type > 2 ? { required: rest.required ?? false } : {};
  const choices = 'choices' in option && option.choices ? { choices: option.choices.map(choiceObject) } : {};
  return {
    ...rest,
    name_localizations: name_localizations ?? null,
    description_localizations: description_localizations ?? null,
    ...required,
    ...choices,
    ...nested,
  };
}

function choiceObject(choice: { name: string; value: unknown; name_localizations?: unknown }) {
  return { name: choice.name, name_localizations: choice.name_localizations ?? null, value: choice.value };
}

function withoutNulls(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null && field !== undefined));
}

function withoutLocalisations(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutLocalisations);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([key]) => !key.endsWith('_localizations'));
  return Object.fromEntries(fields.map(([key, field]) => [key, withoutLocalisations(field)]));
}
