import { parseArgs } from 'node:util';

export const parts = ['burst', 'large', 'edits', 'accept', 'loop'] as const;
export type Part = (typeof parts)[number];

export interface BenchOptions {
  readonly parts: readonly Part[];
  /** One line of JSON after the table. */
  readonly json: boolean;
  /** A missed target is a failure. */
  readonly strict: boolean;
}

/** @throws {Error} that says what can be given */
export function readArguments(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { only: { type: 'string' }, json: { type: 'boolean' }, strict: { type: 'boolean' } },
  });
  return { parts: readParts(values.only), json: values.json ?? false, strict: values.strict ?? false };
}

function readParts(only: string | undefined): readonly Part[] {
  if (only === undefined) return parts;
  const named = parts.filter((part) => only.split(',').includes(part));
  if (named.length !== only.split(',').length) {
    throw new Error(`--only takes ${parts.join(', ')}, or several of them with commas between`);
  }
  return named;
}
