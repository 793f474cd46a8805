import type { OptionValue } from '../../sandbox/discord/command-invocation.ts';
import { recordsIn, textOf } from './shape.ts';

type Declared = Readonly<Record<string, unknown>>;

/** Values for options that anything may be given: one that is short or usual, and what stands at the limits. */
export type Samples = (option: { readonly name: string; readonly type: number }) => readonly OptionValue[];

/** https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-type */
const types = { string: 3, boolean: 5 } as const;

/** Words up to a length, as a member could type them. */
function wordsOf(length: number): string {
  return 'a kite over the dunes '.repeat(Math.ceil(length / 22)).slice(0, length);
}

/**
 * Calls of a command in which each option has each of its values once: every choice, both sides of a switch, texts of the
 * least and the greatest length. The other options are left out, unless they have to be there.
 */
export function* callsWithEveryOption(command: Declared, samples: Samples): Generator<Record<string, OptionValue>> {
  const options = recordsIn(command.options);
  const usual = Object.fromEntries(
    options
      .filter(({ required }) => required === true)
      .flatMap((option) =>
        valuesOf(option, samples)
          .slice(0, 1)
          .map((value) => [textOf(option.name), value]),
      ),
  );
  yield usual;
  for (const option of options)
    for (const value of valuesOf(option, samples)) yield { ...usual, [textOf(option.name)]: value };
}

function valuesOf(option: Declared, samples: Samples): readonly OptionValue[] {
  const { type, min_length: least, max_length: most } = option;
  const choices = recordsIn(option.choices).flatMap(({ value }) => (isValue(value) ? [value] : []));
  if (choices.length > 0) return choices;
  if (type === types.boolean) return [true, false];
  const own = samples({ name: textOf(option.name), type: Number(type) });
  // What is suggested while somebody types is not made of any words.
  if (type !== types.string || option.autocomplete === true) return own;
  return [...own, ...[least, most].flatMap((length) => (typeof length === 'number' ? [wordsOf(length)] : []))];
}

function isValue(value: unknown): value is OptionValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
