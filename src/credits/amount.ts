/** The most credits that one entry of an admin moves, and the most that a limit can be set to. */
export const mostCredits = 1_000_000;

/** What an admin wants with an account: `26` sets it, `+2` adds, `-6` takes. Credits are whole and never negative. */
export interface Amount {
  readonly kind: 'set' | 'add' | 'take';
  readonly credits: number;
}

/**
 * Why a text is no amount:
 * - `empty`: nothing but blanks
 * - `blanks-inside`: `1 000`, `+ 2`
 * - `foreign-digits`: digits of another script or width, such as `１２`
 * - `not-whole`: a point or comma between digits. It may mean a fraction or thousands, so it is not guessed
 * - `not-a-number`: anything else, also `1e308`, `0x10` and `--5`
 * - `zero`: `+0` or `-0`, which would change nothing
 * - `too-large`: over `mostCredits`
 */
export type AmountProblem =
  | 'empty'
  | 'blanks-inside'
  | 'foreign-digits'
  | 'not-whole'
  | 'not-a-number'
  | 'zero'
  | 'too-large';

export interface RefusedAmount {
  readonly kind: 'refused';
  readonly problem: AmountProblem;
}

/** Reads an amount as an admin types it. Blanks around it are left out of account. */
export function parseAmount(typed: string): Amount | RefusedAmount {
  const text = typed.trim();
  const [, sign, digits] = /^([+-]?)([0-9]+)$/.exec(text) ?? [];
  if (digits === undefined) return refused(problemOf(text));
  // However long it is, it can be compared: at worst it is infinite.
  const credits = Number(digits);
  if (credits > mostCredits) return refused('too-large');
  if (sign === '') return { kind: 'set', credits };
  return credits === 0 ? refused('zero') : { kind: sign === '+' ? 'add' : 'take', credits };
}

function problemOf(text: string): AmountProblem {
  if (text === '') return 'empty';
  if (/(?![0-9])\p{Nd}/u.test(text)) return 'foreign-digits';
  if (/^[+-]?(?:[0-9]+[.,]|[.,][0-9])[0-9.,]*$/.test(text)) return 'not-whole';
  return /^[+-]?\s*[0-9][0-9\s]*$/.test(text) ? 'blanks-inside' : 'not-a-number';
}

function refused(problem: AmountProblem): RefusedAmount {
  return { kind: 'refused', problem };
}
