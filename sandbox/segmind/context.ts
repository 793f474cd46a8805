import type { Hono } from 'hono';
import type { Clock } from '../../src/clock.ts';
import type { AnswerFaultKind } from '../generation/faults.ts';
import type { RecordedContext, RecordedEnv } from '../generation/request-log.ts';
import { answer } from '../generation/spoilt-answers.ts';
import type { Account } from './account.ts';
import { TROUBLE } from './answers.ts';
import type { SegmindFaults } from './faults.ts';
import type { JobBoard } from './job-board.ts';
import type { Lookout } from './lookout.ts';
import type { Uploads } from './uploads.ts';

export type SegmindApp = Hono<RecordedEnv>;

/** What the routes work with. */
export interface SegmindParts {
  readonly clock: Clock;
  readonly apiKey: string;
  readonly account: Account;
  readonly board: JobBoard;
  readonly lookout: Lookout;
  readonly uploads: Uploads;
  readonly faults: SegmindFaults;
  /** The server's own address, known once it listens. */
  readonly origin: () => string;
}

/** Sends `body` as JSON, or what the fault makes of it: a 200, unless it is an error. */
export function send(
  context: RecordedContext,
  body: object,
  status: 200 | 202 | 422,
  fault: AnswerFaultKind | null,
): Response | Promise<Response> {
  return answer(context, body, fault === null ? status : 200, fault, TROUBLE);
}
