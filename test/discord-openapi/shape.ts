/** What is done with JSON of which nothing is known. */

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects among the entries of a list; nothing where there is no list. */
export function recordsIn(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Characters as Discord and JSON Schema count them: code points, not UTF-16 units. */
export function lengthOf(text: string): number {
  return [...text].length;
}

/** The path of a field, as one writes it: `data.components[0].custom_id`. */
export function fieldAt(parent: string, key: string | number): string {
  if (typeof key === 'number') return `${parent}[${key}]`;
  return parent === '' ? key : `${parent}.${key}`;
}
