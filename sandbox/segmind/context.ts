import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import type { Clock } from '../../src/clock.ts';
import type { Account } from './account.ts';
import type { SegmindFaults } from './faults.ts';
import type { JobBoard } from './job-board.ts';
import type { RecordedRequest } from './request-log.ts';

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
  readonly faults: SegmindFaults;
  /** The server's own address, known once it listens. */
  readonly origin: () => string;
}
