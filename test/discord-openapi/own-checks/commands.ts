import type { Complaint } from '../finding.ts';
import { fieldAt, isRecord, lengthOf, recordsIn, textOf } from '../shape.ts';
import type { Call, Check } from './call.ts';

/**
 * What may be declared as a command:
 * https://docs.discord.com/developers/interactions/application-commands#application-command-object
 */

type Declared = Readonly<Record<string, unknown>>;

const nameForm = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const sizeMax = 8_000;
const commandsMax = 100;
/** Types of commands and of options. */
const chatInput = 1;
const [subcommand, group, attachment] = [1, 2, 11];
const fileTypesMax = 10;
const fileTypeForm = /^(image|video|audio|\.[a-z0-9]+)$/;

export const checkCommands: Check = function* (call) {
  for (const { command, parent } of commandsOf(call)) {
    yield* checkPermissions(command, parent);
    if ((command.type ?? chatInput) !== chatInput) continue;
    yield* checkNamed(command, parent);
    yield* checkOptions(command, parent);
    const size = sizeOf(command);
    if (size > sizeMax)
      yield {
        field: fieldAt(parent, 'name'),
        value: command.name,
        problem: `${size} of ${sizeMax} characters together`,
      };
  }
};

/** Two commands of one name and type, or more than a scope may have. */
export const checkCommandList: Check = function* (call) {
  const commands = commandsOf(call);
  yield* repeated(
    commands.map(({ command, parent }) => [`${command.type ?? chatInput} ${command.name}`, fieldAt(parent, 'name')]),
  );
  const count = commands.filter(({ command }) => (command.type ?? chatInput) === chatInput).length;
  if (count > commandsMax) yield { field: 'the body', value: count, problem: `at most ${commandsMax} slash commands` };
};

/** Where a command can be used is said of global commands only. */
export const checkPlaces: Check = function* (call) {
  if (!call.template.includes('{guild_id}')) return;
  for (const { command, parent } of commandsOf(call))
    for (const key of ['contexts', 'integration_types'])
      if (command[key] !== undefined)
        yield { field: fieldAt(parent, key), value: command[key], problem: 'is for global commands only' };
};

function commandsOf({ operation, request: { body } }: Call): { command: Declared; parent: string }[] {
  if (!/_application_commands?$/.test(operation)) return [];
  if (Array.isArray(body)) return recordsIn(body).map((command, index) => ({ command, parent: `[${index}]` }));
  return isRecord(body) ? [{ command: body, parent: '' }] : [];
}

/** On the wire a string of digits, though the description says integer: 64 bits are more than JSON's numbers hold. */
function* checkPermissions({ default_member_permissions: value }: Declared, parent: string): Generator<Complaint> {
  if (value === undefined || value === null || /^\d+$/.test(textOf(value))) return;
  yield { field: fieldAt(parent, 'default_member_permissions'), value, problem: 'must be digits in a string' };
}

function* checkNamed(named: Declared, parent: string): Generator<Complaint> {
  for (const [key, name] of textsOf(named, 'name')) {
    const field = fieldAt(parent, key);
    if (!nameForm.test(name)) yield { field, value: name, problem: `must match ${nameForm}` };
    if (name !== name.toLowerCase()) yield { field, value: name, problem: 'must be lower case' };
  }
  const length = lengthOf(textOf(named.description));
  if (length < 1 || length > 100)
    yield { field: fieldAt(parent, 'description'), value: named.description, problem: 'must have 1 to 100 characters' };
}

function* checkOptions(owner: Declared, parent: string): Generator<Complaint> {
  const options = recordsIn(owner.options);
  const path = (index: number, key: string) => fieldAt(fieldAt(fieldAt(parent, 'options'), index), key);
  const firstOptional = options.findIndex(({ required }) => required !== true);
  for (const [index, option] of options.entries()) {
    yield* checkNamed(option, fieldAt(fieldAt(parent, 'options'), index));
    yield* checkValues(option, fieldAt(fieldAt(parent, 'options'), index));
    if (isNested(option)) yield* checkOptions(option, fieldAt(fieldAt(parent, 'options'), index));
    else if (option.required === true && firstOptional !== -1 && index > firstOptional)
      yield { field: path(index, 'required'), value: option.name, problem: 'required options come first' };
    if (isNested(option) !== options.some(isNested))
      yield { field: path(index, 'type'), value: option.type, problem: 'subcommands and values do not mix' };
  }
  yield* repeated(options.map(({ name }, index) => [textOf(name), path(index, 'name')]));
}

function* checkValues(option: Declared, parent: string): Generator<Complaint> {
  const choices = recordsIn(option.choices);
  const choicesPath = fieldAt(parent, 'choices');
  if (choices.length > 25) yield { field: choicesPath, value: choices.length, problem: 'at most 25 choices' };
  if (choices.length > 0 && option.autocomplete === true)
    yield {
      field: fieldAt(parent, 'autocomplete'),
      value: true,
      problem: 'choices and autocomplete exclude each other',
    };
  yield* repeated(choices.map(({ name }, at) => [textOf(name), fieldAt(fieldAt(choicesPath, at), 'name')]));
  for (const [least, most] of [
    ['min_length', 'max_length'],
    ['min_value', 'max_value'],
  ] as const) {
    const [low, high] = [option[least], option[most]];
    if (typeof low === 'number' && typeof high === 'number' && low > high)
      yield { field: fieldAt(parent, least), value: low, problem: `is above ${most} (${high})` };
  }
  yield* checkFileTypes(option, fieldAt(parent, 'file_types'));
}

/** The description does not know them yet, so all that is known of them stands here. */
function* checkFileTypes({ type, file_types: value }: Declared, field: string): Generator<Complaint> {
  if (value === undefined || value === null) return;
  if (type !== attachment) yield { field, value, problem: 'is for attachments only' };
  const isList = Array.isArray(value) && value.length >= 1 && value.length <= fileTypesMax;
  if (!isList || !value.every((entry) => fileTypeForm.test(textOf(entry))))
    yield { field, value, problem: `1 to ${fileTypesMax} of image, video, audio or an extension with its dot` };
}

function isNested({ type }: Declared): boolean {
  return type === subcommand || type === group;
}

/** A text and its translations, by field. */
function textsOf(named: Declared, key: 'name' | 'description'): [string, string][] {
  const translations = named[`${key}_localizations`];
  const own = isRecord(translations) ? Object.entries(translations) : [];
  return [
    [key, textOf(named[key])],
    ...own.map(([locale, text]): [string, string] => [`${key}_localizations.${locale}`, textOf(text)]),
  ];
}

/** Names, descriptions and values together; of a text in several languages the longest one counts. */
function sizeOf(declared: Declared): number {
  const longest = (key: 'name' | 'description') =>
    Math.max(0, ...textsOf(declared, key).map(([, text]) => lengthOf(text)));
  const value = 'value' in declared ? lengthOf(String(declared.value)) : 0;
  const nested = [...recordsIn(declared.options), ...recordsIn(declared.choices)];
  return nested.reduce((sum, own) => sum + sizeOf(own), longest('name') + longest('description') + value);
}

function* repeated(names: readonly (readonly [name: string, field: string])[]): Generator<Complaint> {
  for (const [index, [name, field]] of names.entries())
    if (names.findIndex(([other]) => other === name) < index)
      yield { field, value: name, problem: 'stands here twice' };
}
