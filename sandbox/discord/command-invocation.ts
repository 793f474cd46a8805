import { type CommandOption, OPTION_TYPE, type ValueOption } from './command-body.ts';
import type { Command } from './commands.ts';
import { channelObject, memberObject, roleObject, userObject } from './objects.ts';
import type { World } from './world.ts';

/** What a person types behind an option. Users, channels, roles and uploaded files are given by id. */
export type OptionValue = string | number | boolean;

export type InvocationProblem =
  | 'unknown-command'
  | 'unknown-option'
  | 'missing-option'
  | 'wrong-type'
  | 'out-of-range'
  | 'not-a-choice'
  | 'not-usable-here'
  | 'not-permitted';

/** Discord's own app would not let a person send this command. */
export class InvocationRefused extends Error {
  readonly problem: InvocationProblem;
  readonly option: string | undefined;

  constructor(problem: InvocationProblem, option?: string) {
    super(option === undefined ? problem : `${problem}: ${option}`);
    this.name = 'InvocationRefused';
    this.problem = problem;
    this.option = option;
  }
}

interface TypedOption {
  readonly type: number;
  readonly name: string;
  readonly value?: OptionValue;
  readonly options?: readonly TypedOption[];
  readonly focused?: true;
}

export interface CommandInput {
  /** Words after the slash: `quota grant` reaches a subcommand. */
  readonly path: readonly string[];
  readonly command: Command | undefined;
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly guildId: string | undefined;
  /** Whether to refuse what Discord's own app would refuse. */
  readonly strict: boolean;
  /** The option that is being typed, when suggestions for it are asked for. */
  readonly focused?: string | undefined;
}

/** Where the objects behind ids come from. */
export interface Lookup {
  readonly world: World;
  readonly attachment: (id: string) => Record<string, unknown> | undefined;
}

/**
 * The `data` of a command's INTERACTION_CREATE: options in the declared order, values checked as the app checks them.
 * @param fallbackId - id of a command that is not registered, which only a lenient call can send
 * @throws {InvocationRefused} in strict mode
 */
export function commandData(input: CommandInput, lookup: Lookup, fallbackId: () => string): Record<string, unknown> {
  const { command, path, strict } = input;
  if (!command && strict) throw new InvocationRefused('unknown-command');
  const declared = command && 'options' in command.body ? (command.body.options ?? []) : [];
  const options = typedOptions(path.slice(1), declared, input);
  const resolved = resolve(options, lookup, input.guildId);
  return {
    id: command?.id ?? fallbackId(),
    name: path[0],
    type: command?.type ?? 1,
    ...(options.length > 0 ? { options } : {}),
    ...(Object.keys(resolved).length > 0 ? { resolved } : {}),
    ...(command?.guildId === undefined ? {} : { guild_id: command.guildId }),
  };
}

function typedOptions(path: readonly string[], declared: readonly CommandOption[], input: CommandInput): TypedOption[] {
  const [word, ...rest] = path;
  if (word !== undefined) {
    const nested = declared.find((option) => option.name === word && option.type <= OPTION_TYPE.subcommandGroup);
    if (!nested || !('options' in nested)) throw new InvocationRefused('unknown-command', word);
    return [{ type: nested.type, name: word, options: typedOptions(rest, nested.options ?? [], input) }];
  }
  if (input.strict && declared.some((option) => option.type <= OPTION_TYPE.subcommandGroup))
    throw new InvocationRefused('unknown-command');
  const values = declared.filter((option): option is ValueOption => option.type > OPTION_TYPE.subcommandGroup);
  const known = values.flatMap((option) => knownOption(option, input));
  return [...known, ...unknownOptions(values, input)];
}

function knownOption(option: ValueOption, input: CommandInput): TypedOption[] {
  const value = input.options[option.name];
  if (value === undefined) {
    if (option.required && input.strict) throw new InvocationRefused('missing-option', option.name);
    return [];
  }
  if (input.strict) {
    const problem = problemWith(option, value);
    if (problem) throw new InvocationRefused(problem, option.name);
  }
  const focused = input.focused === option.name ? ({ focused: true } as const) : {};
  return [{ type: option.type, name: option.name, value, ...focused }];
}

function unknownOptions(declared: readonly ValueOption[], input: CommandInput): TypedOption[] {
  const names = new Set(declared.map((option) => option.name));
  return Object.entries(input.options)
    .filter(([name]) => !names.has(name))
    .map(([name, value]) => {
      if (input.strict) throw new InvocationRefused('unknown-option', name);
      return { type: guessType(value), name, value };
    });
}

function guessType(value: OptionValue): number {
  if (typeof value === 'string') return OPTION_TYPE.string;
  if (typeof value === 'boolean') return OPTION_TYPE.boolean;
  return Number.isInteger(value) ? OPTION_TYPE.integer : OPTION_TYPE.number;
}

function problemWith(option: ValueOption, value: OptionValue): InvocationProblem | undefined {
  switch (option.type) {
    case OPTION_TYPE.boolean:
      return typeof value === 'boolean' ? undefined : 'wrong-type';
    case OPTION_TYPE.string:
      if (typeof value !== 'string') return 'wrong-type';
      return (
        choiceProblem(option.choices, value) ?? rangeProblem([...value].length, option.min_length, option.max_length)
      );
    case OPTION_TYPE.integer:
    case OPTION_TYPE.number:
      if (typeof value !== 'number') return 'wrong-type';
      if (option.type === OPTION_TYPE.integer && !Number.isSafeInteger(value)) return 'wrong-type';
      return choiceProblem(option.choices, value) ?? rangeProblem(value, option.min_value, option.max_value);
    default:
      return typeof value === 'string' ? undefined : 'wrong-type';
  }
}

function choiceProblem(choices: readonly { value: unknown }[] | null | undefined, value: OptionValue) {
  if (!choices?.length || choices.some((choice) => choice.value === value)) return undefined;
  return 'not-a-choice' as const;
}

function rangeProblem(size: number, minimum: number | null | undefined, maximum: number | null | undefined) {
  const inside = size >= (minimum ?? Number.NEGATIVE_INFINITY) && size <= (maximum ?? Number.POSITIVE_INFINITY);
  return inside ? undefined : ('out-of-range' as const);
}

/** The objects behind ids: https://docs.discord.com/developers/interactions/receiving-and-responding */
function resolve(options: readonly TypedOption[], { world, attachment }: Lookup, guildId: string | undefined) {
  const resolved: Record<string, Record<string, unknown>> = {};
  const add = (kind: string, id: string, value: unknown) => {
    resolved[kind] = { ...resolved[kind], [id]: value };
  };
  const leaves = options.flatMap(function leavesOf(option): readonly TypedOption[] {
    return option.options ? option.options.flatMap(leavesOf) : [option];
  });
  for (const { type, value } of leaves) {
    const id = String(value);
    const user = type === OPTION_TYPE.user || type === OPTION_TYPE.mentionable ? world.user(id) : undefined;
    if (user) add('users', id, userObject(user));
    const member = user && guildId ? world.member(guildId, id) : undefined;
    if (member) {
      const { user: _, deaf: __, mute: ___, ...partial } = memberObject(member);
      add('members', id, { ...partial, permissions: '0' });
    }
    const role = guildId ? world.guild(guildId)?.roles.find((candidate) => candidate.id === id) : undefined;
    if (role && (type === OPTION_TYPE.role || type === OPTION_TYPE.mentionable)) add('roles', id, roleObject(role));
    const file = type === OPTION_TYPE.attachment ? attachment(id) : undefined;
    if (file) add('attachments', id, file);
    const channel = type === OPTION_TYPE.channel ? world.channel(id) : undefined;
    if (channel) add('channels', id, { ...channelObject(channel, null), permissions: '0' });
  }
  return resolved;
}
