import type { Hono } from 'hono';
import type { Clock } from '../../src/clock.ts';
import type { AnswerFaultKind } from '../generation/faults.ts';
import type { RecordedContext, RecordedEnv } from '../generation/request-log.ts';
import { answer } from '../generation/spoilt-answers.ts';
import type { Account } from './account.ts';
import { TEXTS, TROUBLE } from './answers.ts';
import type { ApiframeFaults } from './faults.ts';
import type { Details } from './generate-body.ts';
import type { JobBoard } from './job-board.ts';
import { sayWhen } from './retry-after.ts';
import type { Uploads } from './uploads.ts';

export type ApiframeApp = Hono<RecordedEnv>;

/** What the routes work with. */
export interface ApiframeParts {
  readonly clock: Clock;
  readonly apiKey: string;
  readonly account: Account;
  readonly board: JobBoard;
  readonly uploads: Uploads;
  readonly faults: ApiframeFaults;
}

/** Sends `body` as JSON, or what the fault makes of it. */
export function send(
  context: RecordedContext,
  { clock, faults }: ApiframeParts,
  body: object,
  status: 200 | 201 | 202,
  fault: AnswerFaultKind | null,
): Response | Promise<Response> {
  if (fault === 'error-429') sayWhen(context, clock.now(), RETRY_LATER_MS, faults);
  return answer(context, body, status, fault, TROUBLE);
}

const RETRY_LATER_MS = 5_000;

/** The 400 for what does not fit the specification. */
export function refuse(context: RecordedContext, { faults }: ApiframeParts, details: Details): Response {
  return context.json({ error: TEXTS.validation, ...(faults.hidesDetails ? {} : { details }) }, 400);
}
