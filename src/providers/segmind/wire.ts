import { z } from 'zod';
import { usableUrl } from '../result-url.ts';

/**
 * What Segmind's answers say, read leniently: only the fields in use, unknown ones ignored, one wrapping in `data` or
 * `result` accepted, numbers also as strings. Nobody has published a complete answer for a Luma model.
 * @see https://docs.segmind.com/docs/serverless-api/async-inference
 */
export type Fields = Readonly<Record<string, unknown>>;

/** Documented as a dashed UUID, seen as 32 hex digits: anything that is a safe path segment. */
export const requestIdSchema = z.string().regex(/^[A-Za-z0-9_-]{8,128}$/);

/** `OTHER` is a word that the documentation does not know: the request is still under way. */
export type StatusWord = 'QUEUED' | 'PROCESSING' | 'COMPLETED' | 'FAILED' | 'OTHER';

const fieldsSchema = z.record(z.string(), z.unknown());
const knownStatusSchema = z
  .string()
  .trim()
  .toUpperCase()
  .pipe(z.enum(['QUEUED', 'PROCESSING', 'COMPLETED', 'FAILED']));
const errorSchema = z.union([
  z.string(),
  z.looseObject({ message: z.string() }).transform(({ message }) => message),
  // As web frameworks report what is wrong with a body: one entry a field.
  z
    .array(z.looseObject({ msg: z.string() }))
    .nonempty()
    .transform((entries) => entries.map(({ msg }) => msg).join('; ')),
]);
const numberText = /^[+-]?\d{1,30}(\.\d{1,30})?(e[+-]?\d{1,3})?$/i;

const httpUrlSchema = z.string().transform(usableUrl).pipe(z.string());

/** Names that nothing but an error has. */
const failureNames = ['error', 'error_description', 'error_message'] as const;
const errorNames = [...failureNames, 'message', 'detail'] as const;
const maxDetailLength = 300;

/** The id under which an accepted request can be asked for, or null. */
export function readRequestId(answer: unknown): string | null {
  return readFirst(answer, ['request_id', 'requestId', 'id'], requestIdSchema);
}

/** Where an uploaded file stands, or null: the documentation says `urls`, the provider's own library reads `file_urls`. */
export function readUploadedUrl(answer: unknown): string | null {
  const [url] = readFirst(answer, ['urls', 'file_urls'], z.array(httpUrlSchema).nonempty()) ?? [];
  return url ?? readFirst(answer, ['url', 'file_url'], httpUrlSchema);
}

/** The state of a request, or null when the answer says nothing about it. A known word wins over an unknown one. */
export function readStatusWord(answer: unknown): StatusWord | null {
  const known = readFirst(answer, ['status'], knownStatusSchema);
  return known ?? (readFirst(answer, ['status'], z.string().trim().min(1)) === null ? null : 'OTHER');
}

/** The provider's own words about an error, short and in one line; empty when there are none. */
export function readErrorText(answer: unknown): string {
  return tidy(readFirst(answer, errorNames, errorSchema));
}

/** The same in an answer that may as well tell of a success, which has messages too. */
export function readFailureText(answer: unknown): string {
  return tidy(readFirst(answer, failureNames, errorSchema));
}

function tidy(text: string | null): string {
  return (text ?? '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, maxDetailLength);
}

/** A finite number, also as text; undefined for anything else. */
export function readNumber(value: unknown): number | undefined {
  const isText = typeof value === 'string' && numberText.test(value.trim());
  const number = isText ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** The fields of an object; null for anything else. */
export function fieldsOf(value: unknown): Fields | null {
  return fieldsSchema.safeParse(value).data ?? null;
}

/** The first field that fits, looked for in the answer itself and then one step inside it. */
export function readFirst<T>(answer: unknown, names: readonly string[], schema: z.ZodType<T>): T | null {
  for (const fields of layersOf(answer)) {
    for (const name of names) {
      const read = schema.safeParse(fields[name]);
      if (read.success) return read.data;
    }
  }
  return null;
}

/** The answer itself, then what it wraps. */
export function layersOf(answer: unknown): Fields[] {
  const outer = fieldsOf(answer);
  if (outer === null) return [];
  return [outer, fieldsOf(outer.data), fieldsOf(outer.result)].filter((layer) => layer !== null);
}
