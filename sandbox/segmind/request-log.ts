import type { ServerResponse } from 'node:http';
import type { MiddlewareHandler } from 'hono';
import type { Clock } from '../../src/clock.ts';
import type { RecordedRequest, SegmindContext, SegmindEnv } from './context.ts';

const HEADERS_OF_INTEREST = ['x-api-key', 'authorization', 'content-type', 'user-agent', 'accept'];

export function recordRequests(requests: RecordedRequest[], clock: Clock): MiddlewareHandler<SegmindEnv> {
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
    HEADERS_OF_INTEREST.flatMap((name) => (headers.has(name) ? [[name, headers.get(name) ?? '']] : [])),
  );
}

/** Some answers go out over the bare connection, past hono. */
function sentStatus({ env, res }: SegmindContext): number | null {
  const outgoing = env.outgoing as ServerResponse;
  if (outgoing.headersSent) return outgoing.statusCode;
  return env.incoming.socket.destroyed ? null : res.status;
}
