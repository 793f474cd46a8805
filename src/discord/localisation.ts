import { isDeepStrictEqual } from 'node:util';
import type { Command } from './command.ts';

type Declaration = Command['declaration'];

/** One part of a declaration: the command itself, a subcommand, an option or a choice. */
interface Part {
  readonly name: string;
  readonly description?: string;
  readonly value?: unknown;
  readonly options?: readonly Part[];
  readonly choices?: readonly Part[];
}

/**
 * A declaration that tells Discord its descriptions, and the names of its choices, in other languages too. Names of
 * commands and options stay as they are: people tell each other what to type.
 * https://docs.discord.com/developers/interactions/application-commands#localization
 * @param others - the same declaration in each other language, by Discord's name for that language
 * @throws {Error} where one of them is not the same but for its texts
 */
export function localised(declaration: Declaration, others: Readonly<Record<string, Declaration>>): Declaration {
  // Both are declarations of the same commands: what is added are fields that every part may have.
  return localisedPart(declaration as Part, others as Readonly<Record<string, Part>>, false) as Declaration;
}

function localisedPart<Own extends Part>(own: Own, others: Readonly<Record<string, Part>>, isChoice: boolean): Own {
  for (const [locale, other] of Object.entries(others)) refuseUnlike(own, other, isChoice, locale);
  return {
    ...own,
    ...(isChoice ? textsOf('name', own, others) : textsOf('description', own, others)),
    ...partsOf('options', own, others),
    ...partsOf('choices', own, others),
  };
}

/** Only what differs: Discord shows everybody else the default. */
function textsOf(field: 'name' | 'description', own: Part, others: Readonly<Record<string, Part>>) {
  const differing = Object.entries(others).flatMap(([locale, other]) => {
    const text = other[field];
    return text !== undefined && text !== own[field] ? [[locale, text] as const] : [];
  });
  return differing.length > 0 ? { [`${field}_localizations`]: Object.fromEntries(differing) } : {};
}

function partsOf(field: 'options' | 'choices', own: Part, others: Readonly<Record<string, Part>>) {
  const parts = own[field];
  if (!parts) return {};
  const localisedParts = parts.map((part, index) => {
    const same = Object.entries(others).flatMap(([locale, other]) => {
      const counterpart = other[field]?.[index];
      return counterpart ? [[locale, counterpart] as const] : [];
    });
    return localisedPart(part, Object.fromEntries(same), field === 'choices');
  });
  return { [field]: localisedParts };
}

function refuseUnlike(own: Part, other: Part, isChoice: boolean, locale: string): void {
  const key = isChoice ? own.value : own.name;
  const isSame = isDeepStrictEqual(key, isChoice ? other.value : other.name);
  const count = ({ options = [], choices = [] }: Part) => [options.length, choices.length];
  if (isSame && isDeepStrictEqual(count(own), count(other))) return;
  throw new Error(`«${own.name}» is declared otherwise in «${locale}»`);
}
