import { z } from 'zod';

/**
 * What Segmind's v2 answers say, read leniently: only the fields in use, unknown ones ignored, one wrapping in `data`
 * or `result` accepted, numbers also as strings. Nobody has published a complete answer for a Luma model.
 * @see https://docs.segmind.com/docs/serverless-api/async-inference
 */

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
const amountSchema = z.union([
  z.number(),
  z
    .string()
    .regex(/^\s*\d+(\.\d+)?\s*$/)
    .transform(Number),
]);
const metricsSchema = z.looseObject({ cost: amountSchema.pipe(z.number().nonnegative()) });

const httpUrlSchema = z.url({ protocol: /^https?$/ });

const maxDetailLength = 300;
const microUsdPerUsd = 1_000_000;

/** The id under which an accepted request can be asked for, or null. */
export function readRequestId(answer: unknown): string | null {
  return firstOf(answer, ['request_id', 'requestId', 'id'], requestIdSchema);
}

/** Where an uploaded file stands, or null: the documentation says `urls`, the provider's own library reads `file_urls`. */
export function readUploadedUrl(answer: unknown): string | null {
  const [url] = firstOf(answer, ['urls', 'file_urls'], z.array(httpUrlSchema).nonempty()) ?? [];
  return url ?? firstOf(answer, ['url', 'file_url'], httpUrlSchema);
}

/** The state of a request, or null when the answer says nothing about it. A known word wins over an unknown one. */
export function readStatusWord(answer: unknown): StatusWord | null {
  const known = firstOf(answer, ['status'], knownStatusSchema);
  return known ?? (firstOf(answer, ['status'], z.string().trim().min(1)) === null ? null : 'OTHER');
}

/** The provider's own words about an error, short and in one line; empty when there are none. */
export function readErrorText(answer: unknown): string {
  const text = firstOf(answer, ['error', 'error_description', 'message', 'detail'], errorSchema) ?? '';
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, maxDetailLength);
}

/** What the request has cost, millionths of a US dollar (Segmind's credits are dollars); null when it is not said. */
export function readCostMicroUsd(answer: unknown): number | null {
  const metrics = firstOf(answer, ['metrics'], metricsSchema);
  const cost = metrics === null ? null : Math.round(metrics.cost * microUsdPerUsd);
  return Number.isSafeInteger(cost) ? cost : null;
}

/** The first field that fits, looked for in the answer itself and then one step inside it. */
function firstOf<T>(answer: unknown, names: readonly string[], schema: z.ZodType<T>): T | null {
  for (const fields of layersOf(answer)) {
    for (const name of names) {
      const read = schema.safeParse(fields[name]);
      if (read.success) return read.data;
    }
  }
  return null;
}

function layersOf(answer: unknown): Record<string, unknown>[] {
  const outer = fieldsSchema.safeParse(answer);
  if (!outer.success) return [];
  const inner = [outer.data.data, outer.data.result].map((value) => fieldsSchema.safeParse(value));
  return [outer.data, ...inner.flatMap((layer) => (layer.success ? [layer.data] : []))];
}
