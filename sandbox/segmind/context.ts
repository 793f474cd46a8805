import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import type { Clock } from '../../src/clock.ts';
import type { Account } from './account.ts';
import type { SegmindFaults } from './faults.ts';
import type { JobBoard } from './job-board.ts';
import type { Lookout } from './lookout.ts';
import type { Uploads } from './uploads.ts';

/** One request that came in, for tests and the sandbox's transcript. */
export interface RecordedRequest {
  /** Milliseconds of the clock. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** Those that matter to the gateway: authentication, content type, caller. */
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON or the fields of a form, with long data URLs cut short; null when there was none, or it was not read. */
  body: unknown;
  /** Of the answer; null while there is none. A dropped connection never gets one. */
  status: number | null;
}

/** Hono's types for a server that may also touch the bare socket. */
export type SegmindEnv = { Bindings: HttpBindings; Variables: { record: RecordedRequest } };
export type SegmindApp = Hono<SegmindEnv>;
export type SegmindContext = Context<SegmindEnv>;

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
