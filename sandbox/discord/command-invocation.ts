import { type CommandOption, OPTION_TYPE, type ValueOption } from './command-body.ts';
import type { Command } from './commands.ts';
import { acceptsFile } from './file-types.ts';
import { type InvocationProblem, InvocationRefused } from './invocation-refused.ts';
import { isKnown, type Lookup, type Reference, type ReferenceKind, resolve } from './resolved.ts';

export { type InvocationProblem, InvocationRefused } from './invocation-refused.ts';

/** What a person types behind an option. Users, channels, roles and uploaded files are given by id. */
export type OptionValue = string | number | boolean;

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
  /** Whether to refuse what Discord's own app would refuse. */
  readonly strict: boolean;
  /** The option that is being typed, when suggestions for it are asked for. */
  readonly focused?: string | undefined;
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
  const options = typedOptions(path.slice(1), declared, input, lookup);
  const resolved = resolve(references(options), lookup);
  return {
    id: command?.id ?? fallbackId(),
    name: path[0],
    type: command?.type ?? 1,
    ...(options.length > 0 ? { options } : {}),
    ...(Object.keys(resolved).length > 0 ? { resolved } : {}),
    ...(command?.guildId === undefined ? {} : { guild_id: command.guildId }),
  };
}

function typedOptions(
  path: readonly string[],
  declared: readonly CommandOption[],
  input: CommandInput,
  lookup: Lookup,
): TypedOption[] {
  const [word, ...rest] = path;
  if (word !== undefined) {
    const nested = declared.find((option) => option.name === word && option.type <= OPTION_TYPE.subcommandGroup);
    if (!nested) throw new InvocationRefused('unknown-command', word);
    // A subcommand may have none.
    const inside = 'options' in nested ? (nested.options ?? []) : [];
    return [{ type: nested.type, name: word, options: typedOptions(rest, inside, input, lookup) }];
  }
  if (input.strict && declared.some((option) => option.type <= OPTION_TYPE.subcommandGroup))
    throw new InvocationRefused('unknown-command');
  const values = declared.filter((option): option is ValueOption => option.type > OPTION_TYPE.subcommandGroup);
  const known = values.flatMap((option) => knownOption(option, input, lookup));
  return [...known, ...unknownOptions(values, input)];
}

function knownOption(option: ValueOption, input: CommandInput, lookup: Lookup): TypedOption[] {
  const value = input.options[option.name];
  if (value === undefined) {
    if (option.required && input.strict) throw new InvocationRefused('missing-option', option.name);
    return [];
  }
  if (input.strict) {
    const problem = problemWith(option, value, lookup);
    if (problem) throw new InvocationRefused(problem, option.name);
  }
  const focused = input.focused === option.name ? ({ focused: true } as const) : {};
  // The app asks only for options that say that they have suggestions.
  if (input.focused === option.name && !('autocomplete' in option && option.autocomplete))
    throw new InvocationRefused('not-typed', option.name);
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

function problemWith(option: ValueOption, value: OptionValue, lookup: Lookup): InvocationProblem | undefined {
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
      return typeof value === 'string' ? objectProblem(option, value, lookup) : 'wrong-type';
  }
}

const REFERENCE_KINDS: Readonly<Record<number, ReferenceKind>> = {
  [OPTION_TYPE.user]: 'user',
  [OPTION_TYPE.channel]: 'channel',
  [OPTION_TYPE.role]: 'role',
  [OPTION_TYPE.mentionable]: 'mentionable',
  [OPTION_TYPE.attachment]: 'attachment',
};

/** The app lets people choose only what is there and of the right kind. */
function objectProblem(option: ValueOption, id: string, lookup: Lookup): InvocationProblem | undefined {
  const kind = REFERENCE_KINDS[option.type];
  if (!kind) return undefined;
  if (!isKnown({ kind, id }, lookup)) return 'nothing-behind-id';
  const object = resolve([{ kind, id }], lookup)[`${kind}s`]?.[id];
  if ('file_types' in option && option.file_types?.length)
    return acceptsFile(option.file_types, String(fieldOf(object, 'filename'))) ? undefined : 'wrong-file-type';
  if ('channel_types' in option && option.channel_types?.length)
    return option.channel_types.includes(Number(fieldOf(object, 'type'))) ? undefined : 'wrong-channel-type';
  return undefined;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? Reflect.get(value, name) : undefined;
}

function choiceProblem(choices: readonly { value: unknown }[] | null | undefined, value: OptionValue) {
  if (!choices?.length || choices.some((choice) => choice.value === value)) return undefined;
  return 'not-a-choice' as const;
}

function rangeProblem(size: number, minimum: number | null | undefined, maximum: number | null | undefined) {
  const inside = size >= (minimum ?? Number.NEGATIVE_INFINITY) && size <= (maximum ?? Number.POSITIVE_INFINITY);
  return inside ? undefined : ('out-of-range' as const);
}

function references(options: readonly TypedOption[]): Reference[] {
  return options.flatMap(({ type, value, options: nested }) => {
    if (nested) return references(nested);
    const kind = REFERENCE_KINDS[type];
    return kind ? [{ kind, id: String(value) }] : [];
  });
}
