import { parseArgs } from 'node:util';

export const parts = ['burst', 'large', 'edits', 'accept', 'loop', 'polling'] as const;
export type Part = (typeof parts)[number];

export interface BenchOptions {
  readonly parts: readonly Part[];
  /** One line of JSON after the table. */
  readonly json: boolean;
  /** A missed target is a failure. */
  readonly strict: boolean;
  /** How often what is simulated is simulated. */
  readonly seeds: number;
  /** Where the picture of the README is to be written; null for none. */
  readonly plot: string | null;
}

const usualSeeds = 20;

/** @throws {Error} that says what can be given */
export function readArguments(args: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      json: { type: 'boolean' },
      strict: { type: 'boolean' },
      seeds: { type: 'string' },
      plot: { type: 'string' },
    },
    allowPositionals: true,
  });
  const only = [...positionals, ...(values.only === undefined ? [] : [values.only])];
  return {
    parts: readParts(only.length > 0 ? only.join(',') : undefined),
    json: values.json ?? false,
    strict: values.strict ?? false,
    seeds: readSeeds(values.seeds),
    plot: values.plot ?? null,
  };
}

function readSeeds(given: string | undefined): number {
  if (given === undefined) return usualSeeds;
  if (!/^[1-9]\d{0,3}$/.test(given)) throw new Error('--seeds takes a whole number from 1 on');
  return Number(given);
}

function readParts(only: string | undefined): readonly Part[] {
  if (only === undefined) return parts;
  const named = parts.filter((part) => only.split(',').includes(part));
  if (named.length !== only.split(',').length) {
    throw new Error(`what is to be measured is one of ${parts.join(', ')}, or several of them with commas between`);
  }
  return named;
}
