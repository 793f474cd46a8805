import { setTimeout as delay } from 'node:timers/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { htmlPage, TEXTS } from './answers.ts';
import type { SegmindContext } from './context.ts';
import type { AnswerFaultKind } from './fault-kinds.ts';

const HUGE_BYTES = 10 * 1024 * 1024;
const BLANK_EVERY_MS = 50;

/** Sends `body` as JSON, or what the fault makes of it. */
export function answer(
  context: SegmindContext,
  body: object,
  status: 200 | 202 | 422,
  fault: AnswerFaultKind | null,
): Response | Promise<Response> {
  if (fault === null) return context.json(body, status);
  const json = JSON.stringify(body);
  switch (fault) {
    case 'malformed-json':
      return sendAsJson(context, json.slice(0, json.length / 2));
    case 'html':
      return context.html(htmlPage(200, 'OK'));
    case 'empty':
      return context.body(null, 200);
    case 'huge-json':
      return sendAsJson(context, JSON.stringify({ ...body, padding: 'x'.repeat(HUGE_BYTES) }));
    case 'endless':
      return context.body(blanksWithoutEnd(), 200, { 'content-type': 'application/json' });
    case 'silent':
      return new Promise(() => {});
    case 'drop':
      return dropConnection(context);
    case 'error-429':
      return context.json({ error: TEXTS.rateLimited }, 429);
    case 'error-500':
      return context.json({ error: TEXTS.internal }, 500);
    case 'error-502':
      return context.html(htmlPage(502, 'Bad Gateway'), 502);
    case 'error-503':
      return context.json({ error: TEXTS.unavailable }, 503);
    case 'error-504':
      return context.html(htmlPage(504, 'Gateway Time-out'), 504);
  }
}

const ANSWER_FAULTS: ReadonlySet<string> = new Set<AnswerFaultKind>([
  'malformed-json',
  'html',
  'empty',
  'huge-json',
  'endless',
  'silent',
  'drop',
  'error-429',
  'error-500',
  'error-502',
  'error-503',
  'error-504',
]);

/** Whether {@link answer} can make this trouble. */
export function isAnswerFault(fault: string | null): fault is AnswerFaultKind {
  return fault !== null && ANSWER_FAULTS.has(fault);
}

/** Whether this kind of trouble stands before the gateway, so that a submit never gets to it. */
export function refusesSubmit(fault: AnswerFaultKind): boolean {
  return fault.startsWith('error-');
}

/** Closes the connection with no answer. */
export function dropConnection(context: SegmindContext): Response {
  context.env.incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

function sendAsJson(context: SegmindContext, text: string): Response {
  return context.body(text, 200, { 'content-type': 'application/json' });
}

/** Ends with the connection only. */
function blanksWithoutEnd(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      await delay(BLANK_EVERY_MS);
      controller.enqueue(Buffer.from(' '));
    },
  });
}
