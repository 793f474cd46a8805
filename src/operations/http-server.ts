import { once } from 'node:events';
import { createServer, type Server, type ServerOptions } from 'node:http';
import type { Logger } from 'pino';
import { createRoutes, type HttpHandlers } from './http-routes.ts';
import { HttpServerError, listenProblem } from './http-server-error.ts';

export interface HttpServerOptions extends HttpHandlers {
  /** Address or name to listen on. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly log: Logger;
  /** Where they are to differ from the usual ones. */
  readonly limits?: Partial<HttpLimits>;
}

/** How long others may keep us waiting, milliseconds. */
export interface HttpLimits {
  /** From the connection to the end of the headers. */
  readonly headersMs: number;
  /** From the first byte to the end of the body. */
  readonly requestMs: number;
  /** Between two requests of one connection. */
  readonly keepAliveMs: number;
  /** How often all this is looked at. */
  readonly checkEveryMs: number;
}

/** The bot's HTTP side: health, readiness, metrics, and what providers call back. */
export interface HttpServer {
  /**
   * Begins to listen.
   * @returns the address that it listens on, as an origin
   * @throws {HttpServerError} that says which variable to change
   */
  start(): Promise<{ readonly origin: string }>;
  /** Ends every connection at once. May be called at any time, also without a start or twice. */
  close(): Promise<void>;
}

const defaultLimits: HttpLimits = { headersMs: 5_000, requestMs: 10_000, keepAliveMs: 5_000, checkEveryMs: 1_000 };
const maxHeaderBytes = 8 * 1024;
/** Few have business here; a crowd must not take the memory and the file descriptors of the jobs. */
const maxConnections = 100;

/** Builds the server; nothing is loaded and nobody is listened to before its start. */
export function createHttpServer({ host, port, log, limits, ...handlers }: HttpServerOptions): HttpServer {
  let server: Server | null = null;
  return {
    async start() {
      const { getRequestListener } = await import('@hono/node-server');
      const routes = await createRoutes(handlers, log);
      // A request of HTTP/1.0 names no host, and some health checks still speak it. The adapter would replace the process's
      // Request and Response.
      const listener = getRequestListener(routes.fetch, { hostname: 'localhost', overrideGlobalObjects: false });
      server = createServer(serverOptions({ ...defaultLimits, ...limits }), listener);
      server.maxConnections = maxConnections;
      await listen(server, host, port);
      server.on('error', (error) => log.error({ err: error }, 'the HTTP side has a problem'));
      return { origin: originOf(server) };
    },
    async close() {
      if (server) await end(server);
    },
  };
}

function serverOptions({ headersMs, requestMs, keepAliveMs, checkEveryMs }: HttpLimits): ServerOptions {
  return {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    keepAliveTimeout: keepAliveMs,
    connectionsCheckingInterval: checkEveryMs,
    maxHeaderSize: maxHeaderBytes,
  };
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new HttpServerError(listenProblem(code, host, port), cause);
  }
}

async function end(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

function originOf(server: Server): string {
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new TypeError('the HTTP side listens on no port');
  return `http://${bound.family === 'IPv6' ? `[${bound.address}]` : bound.address}:${bound.port}`;
}
