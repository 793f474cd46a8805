import { TEXTS } from './answers.ts';
import type { SegmindContext } from './context.ts';
import type { SegmindBody } from './models.ts';

/** The request's JSON object, or the answer that refuses it. What is read stands in the record, too. */
export async function readJsonObject(context: SegmindContext): Promise<SegmindBody | Response> {
  const contentType = context.req.header('content-type') ?? '';
  if (!/^application\/json\b/i.test(contentType)) return context.json({ error: TEXTS.jsonOnly }, 406);
  let body: unknown;
  try {
    body = await context.req.json();
  } catch {
    return context.json({ error: TEXTS.badJson }, 400);
  }
  context.var.record.body = abridged(body);
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as SegmindBody;
  return context.json({ error: TEXTS.notObject }, 400);
}

const LONGEST_DATA_URL = 64;

/** Without the files that it carries: the records of a day would hold every picture of it. */
function abridged(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body), (_, value) =>
    typeof value === 'string' && value.startsWith('data:') && value.length > LONGEST_DATA_URL
      ? `${value.slice(0, LONGEST_DATA_URL)}… (${value.length} characters)`
      : value,
  );
}
