import { z } from 'zod';

/**
 * How Apiframe's answers are read: only the fields in use, unknown ones ignored, one wrapping in `data`, `job` or `result`
 * accepted, numbers also as strings.
 * @see https://api.apiframe.ai/v2/openapi.json
 */
export type Fields = Readonly<Record<string, unknown>>;

/** Documented as a UUID: anything that is a safe path segment. */
export const requestIdSchema = z.string().regex(/^[A-Za-z0-9_-]{8,128}$/);

const wrappings = ['data', 'job', 'result'] as const;
const fieldsSchema = z.record(z.string(), z.unknown());
const amountSchema = z.union([
  z.number(),
  z
    .string()
    .regex(/^\s*-?\d{1,15}(\.\d{1,15})?\s*$/)
    .transform(Number),
]);
const httpUrlSchema = z.string().trim().refine(isPlainHttpUrl);

/** The id under which an accepted request can be asked for, or null. */
export function readRequestId(answer: unknown): string | null {
  return readFirst(answer, ['jobId', 'job_id', 'id'], requestIdSchema);
}

/** Where an uploaded file stands, or null. */
export function readUploadedUrl(answer: unknown): string | null {
  return readFirst(answer, ['url', 'fileUrl', 'file_url'], httpUrlSchema);
}

/** A finite number, or null. */
export function readAmount(value: unknown): number | null {
  return amountSchema.safeParse(value).data ?? null;
}

/** The fields of an object, or null. */
export function fieldsOf(value: unknown): Fields | null {
  return fieldsSchema.safeParse(value).data ?? null;
}

/** The answer itself, then what is wrapped in it. */
export function layersOf(answer: unknown): Fields[] {
  const outer = fieldsOf(answer);
  if (!outer) return [];
  const wrapped = wrappings.map((name) => fieldsOf(outer[name])).filter((fields) => fields !== null);
  return [outer, ...wrapped];
}

/** The list under one of these names, in the answer itself or wrapped; a bare list as well. Null when there is none. */
export function readList(answer: unknown, names: readonly string[]): readonly unknown[] | null {
  return Array.isArray(answer) ? answer : readFirst(answer, names, z.array(z.unknown()));
}

/** The first field that fits; an earlier name wins over an earlier layer. */
export function readFirst<T>(answer: unknown, names: readonly string[], schema: z.ZodType<T>): T | null {
  const layers = layersOf(answer);
  for (const name of names) {
    for (const fields of layers) {
      const read = schema.safeParse(fields[name]);
      if (read.success) return read.data;
    }
  }
  return null;
}

/** One line without control characters. */
export function tidy(text: string, maxLength: number): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, maxLength);
}

function isPlainHttpUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && !url.username && !url.password;
}
