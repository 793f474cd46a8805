import type { RecordedContext } from '../generation/request-log.ts';
import { TEXTS } from './answers.ts';
import type { SegmindBody } from './models.ts';

/** The request's JSON object, or the answer that refuses it. What is read stands in the record, too. */
export async function readJsonObject(context: RecordedContext): Promise<SegmindBody | Response> {
  if (!isJson(context)) return context.json({ error: TEXTS.jsonOnly }, 406);
  let body: unknown;
  try {
    body = await context.req.json();
  } catch {
    return context.json({ error: TEXTS.badJson }, 400);
  }
  context.var.record.body = abridged(body);
  return isObject(body) ? body : context.json({ error: TEXTS.notObject }, 400);
}

/**
 * A JSON object, or the fields of a form (`multipart/form-data`): texts all of them, as they came, but for `loop`. A
 * part that is a file counts by its name, which is no address of a picture.
 */
export async function readJsonOrForm(context: RecordedContext): Promise<SegmindBody | Response> {
  if (isJson(context)) return readJsonObject(context);
  if (!/^multipart\/form-data\b/i.test(contentType(context))) return context.json({ error: TEXTS.jsonOrFormOnly }, 406);
  let form: FormData;
  try {
    form = await context.req.formData();
  } catch {
    return context.json({ error: TEXTS.badForm }, 400);
  }
  const fields = Object.fromEntries(
    Array.from(form.entries(), ([name, value]) => [name, typeof value === 'string' ? value : value.name]),
  );
  context.var.record.body = abridged(fields);
  return { ...fields, ...('loop' in fields ? { loop: booleanOf(fields.loop) } : {}) };
}

const TRUE_WORDS: ReadonlySet<string> = new Set(['true', '1']);
const FALSE_WORDS: ReadonlySet<string> = new Set(['false', '0']);

/** Any other text stays, and is no boolean for the model either. */
function booleanOf(text = ''): boolean | string {
  const word = text.toLowerCase();
  if (TRUE_WORDS.has(word)) return true;
  return FALSE_WORDS.has(word) ? false : text;
}

function isJson(context: RecordedContext): boolean {
  return /^application\/json\b/i.test(contentType(context));
}

function contentType(context: RecordedContext): string {
  return context.req.header('content-type') ?? '';
}

function isObject(value: unknown): value is SegmindBody {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const LONGEST_DATA_URL = 64;

/** Without the files that it carries: the records of a day would hold every picture of it. */
function abridged(body: unknown): unknown {
  const text = JSON.stringify(body, (_, value) =>
    typeof value === 'string' && value.startsWith('data:') && value.length > LONGEST_DATA_URL
      ? `${value.slice(0, LONGEST_DATA_URL)}… (${value.length} characters)`
      : value,
  );
  return JSON.parse(text);
}
