/** Greater numbers are milliseconds: as seconds they would lie three thousand years ahead. */
const mostSeconds = 1e11;
const plainNumber = /^\d+(\.\d+)?$/;

/**
 * A moment in one of the forms in which providers write it: ISO 8601 or another date with a time of day, seconds or
 * milliseconds since the epoch as a number or as text. A time without a zone is UTC.
 * @returns milliseconds since the epoch; undefined for anything else
 */
export function readInstant(value: unknown): number | undefined {
  if (typeof value === 'number') return fromEpoch(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (plainNumber.test(text)) return fromEpoch(Number(text));
  // A time of day is asked for, since Date.parse takes almost anything for a year.
  if (!text.includes(':')) return undefined;
  const zoneless = /^\d{4}-\d\d-\d\d[T ][\d:.]+$/.test(text);
  const at = Date.parse(zoneless ? `${text.replace(' ', 'T')}Z` : text);
  return Number.isNaN(at) ? undefined : at;
}

function fromEpoch(number: number): number | undefined {
  if (!Number.isFinite(number) || number < 0) return undefined;
  return number > mostSeconds ? number : number * 1_000;
}
