import type { ServerResponse } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import type { Clock } from '../../src/clock.ts';

/** One request that came in, for tests and the sandbox's transcript. */
export interface RecordedRequest {
  /** Milliseconds of the clock. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** Those that matter to a gateway: authentication, content type, idempotency, caller. */
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON or the fields of a form, without the files in them; null when there was none, or it was not read. */
  body: unknown;
  /** Of the answer; null while there is none. A dropped connection never gets one. */
  status: number | null;
}

/** Hono's types for a server that may also touch the bare socket. */
export type RecordedEnv = { Bindings: HttpBindings; Variables: { record: RecordedRequest } };
export type RecordedContext = Context<RecordedEnv>;

const HEADERS_OF_INTEREST = ['x-api-key', 'authorization', 'content-type', 'idempotency-key', 'user-agent', 'accept'];

export function recordRequests(requests: RecordedRequest[], clock: Clock): MiddlewareHandler<RecordedEnv> {
  return async (context, next) => {
    const request: RecordedRequest = {
      at: clock.now(),
      method: context.req.method,
      path: context.req.path,
      headers: headersOfInterest(context.req.raw.headers),
      body: null,
      status: null,
    };
    requests.push(request);
    context.set('record', request);
    await next();
    request.status = sentStatus(context);
  };
}

function headersOfInterest(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    HEADERS_OF_INTEREST.flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
}

/** Some answers go out over the bare connection, past hono. */
function sentStatus({ env, res }: RecordedContext): number | null {
  const outgoing = env.outgoing as ServerResponse;
  if (outgoing.headersSent) return outgoing.statusCode;
  return env.incoming.socket.destroyed ? null : res.status;
}
