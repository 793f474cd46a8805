/** What is wrong with one field of a request. */
export interface Complaint {
  /** Path of the field, such as `data.components[0].custom_id`; `header user-agent`, `query limit` outside of the body. */
  readonly field: string;
  readonly value: unknown;
  readonly problem: string;
}

/** A complaint, and of which operation of Discord's. */
export interface Finding extends Complaint {
  /** Discord's own name, such as `create_message`; method and path where there is none. */
  readonly operation: string;
}

const shownValueLength = 160;

/** A finding in one line, with each of `secrets` blotted out. */
export function lineOf({ operation, field, value, problem }: Finding, secrets: readonly string[]): string {
  return blot(`${operation}: ${field} = ${shown(value, secrets)}: ${problem}`, secrets);
}

/** Blotted before it is cut: half a token would be found by nobody. */
function shown(value: unknown, secrets: readonly string[]): string {
  if (value === undefined) return 'nothing';
  const text = blot(JSON.stringify(value) ?? String(value), secrets);
  return text.length <= shownValueLength ? text : `${text.slice(0, shownValueLength)}…`;
}

function blot(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .toSorted((a, b) => b.length - a.length)
    .reduce((blotted, secret) => blotted.replaceAll(secret, '•••'), text);
}
