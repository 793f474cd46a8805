import { setTimeout as delay } from 'node:timers/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { AnswerFaultKind } from './faults.ts';
import { htmlPage } from './html-page.ts';
import type { RecordedContext } from './request-log.ts';

const HUGE_BYTES = 10 * 1024 * 1024;
const BLANK_EVERY_MS = 50;

/** What a service writes into `error` for trouble that is not the caller's. */
export interface TroubleTexts {
  readonly rateLimited: string;
  readonly internal: string;
  readonly unavailable: string;
}

type GoodStatus = 200 | 201 | 202 | 422;

/** Sends `body` as JSON, or what the fault makes of it. */
export function answer(
  context: RecordedContext,
  body: object,
  status: GoodStatus,
  fault: AnswerFaultKind | null,
  texts: TroubleTexts,
): Response | Promise<Response> {
  if (fault === null) return context.json(body, status);
  const json = JSON.stringify(body);
  const sendAsJson = (content: string | ReadableStream<Uint8Array>) =>
    context.body(content, status, { 'content-type': 'application/json' });
  switch (fault) {
    case 'malformed-json':
      return sendAsJson(json.slice(0, json.length / 2));
    case 'html':
      return context.html(htmlPage(200, 'OK'));
    case 'empty':
      return context.body(null, status);
    case 'huge-json':
      return sendAsJson(JSON.stringify({ ...body, padding: 'x'.repeat(HUGE_BYTES) }));
    case 'endless':
      return sendAsJson(blanksWithoutEnd());
    case 'silent':
      return new Promise(() => {});
    case 'drop':
      return dropConnection(context);
    case 'error-429':
      return context.json({ error: texts.rateLimited }, 429);
    case 'error-500':
      return context.json({ error: texts.internal }, 500);
    case 'error-502':
      return context.html(htmlPage(502, 'Bad Gateway'), 502);
    case 'error-503':
      return context.json({ error: texts.unavailable }, 503);
    case 'error-504':
      return context.html(htmlPage(504, 'Gateway Time-out'), 504);
  }
}

/** Whether this kind of trouble stands before the gateway, so that a submit never gets to it. */
export function standsBeforeGateway(fault: AnswerFaultKind): boolean {
  return fault.startsWith('error-');
}

/** Closes the connection with no answer. */
export function dropConnection(context: RecordedContext): Response {
  context.env.incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
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
