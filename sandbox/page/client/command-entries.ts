import type { PageChoice, PageCommand, PageOption } from '../wire.ts';

/** Commands as they are typed: a command with subcommands is one entry for each of them. */

export const OPTION = {
  subcommand: 1,
  group: 2,
  string: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
  attachment: 11,
} as const;

export interface CommandEntry {
  /** As it is typed, without the slash: `quota grant`. */
  readonly name: string;
  readonly description: string;
  readonly options: readonly PageOption[];
  readonly commandId: string;
}

/** @param locale - the language of the descriptions, where the command has them in it */
export function entriesOf(command: PageCommand, locale: string): CommandEntry[] {
  return below(command.id, command.name, descriptionOf(command, locale), inLanguage(command.options ?? [], locale));
}

/** Names of commands and options are the same in every language; what they are for, and choices, are not. */
function inLanguage(options: readonly PageOption[], locale: string): PageOption[] {
  return options.map((option) => ({
    ...option,
    description: descriptionOf(option, locale),
    choices: option.choices?.map((one) => ({ ...one, name: nameOf(one, locale) })) ?? null,
    options: option.options ? inLanguage(option.options, locale) : null,
  }));
}

function descriptionOf(what: Pick<PageOption, 'description' | 'description_localizations'>, locale: string): string {
  return what.description_localizations?.[locale] ?? what.description;
}

/** A choice's, or a menu command's, as it reads in a language. */
export function nameOf(what: Pick<PageChoice, 'name' | 'name_localizations'>, locale: string): string {
  return what.name_localizations?.[locale] ?? what.name;
}

function below(commandId: string, name: string, description: string, options: readonly PageOption[]): CommandEntry[] {
  const nested = options.filter(({ type }) => type <= OPTION.group);
  if (nested.length === 0) return [{ name, description, options, commandId }];
  return nested.flatMap((one) => below(commandId, `${name} ${one.name}`, one.description, one.options ?? []));
}

/** The entries that fit what was typed behind the slash: those that begin with it first. */
export function matching(entries: readonly CommandEntry[], typed: string): CommandEntry[] {
  const wanted = typed.trim().toLowerCase();
  const begins = entries.filter(({ name }) => name.startsWith(wanted));
  const holds = entries.filter(({ name }) => !name.startsWith(wanted) && name.includes(wanted));
  return [...begins, ...holds];
}
