import { Hono, type MiddlewareHandler } from 'hono';
import { DiscordError } from './errors.ts';
import { ProxyPage } from './proxy-page.ts';
import { limitedHeaders, quotaHeaders, RateLimited } from './rate-limits.ts';
import { requestBytes } from './request-body.ts';
import type { RecordedRequest } from './request-log.ts';
import { cdnRoutes } from './routes/cdn.ts';
import { channelRoutes } from './routes/channels.ts';
import { commandRoutes } from './routes/commands.ts';
import { interactionRoutes } from './routes/interactions.ts';
import { lookupRoutes } from './routes/lookups.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import type { ApiContext, ApiEnvironment, DiscordState } from './state.ts';
import { failEarly, limit, refuse, spoilAnswers, strikeUploads, WITHOUT_LOGIN } from './strikes.ts';

const VERSION = /^\/api\/v(9|10)(?=\/)/;
const OTHER_VERSION = /^\/api\/v\d+\//;
/** Discord asks for `DiscordBot ($url, $version)`: https://docs.discord.com/developers/reference#user-agent */
const USER_AGENT = /^DiscordBot \(/;

/** Everything that is answered over HTTP: the REST interface and the file server. */
export function discordApi(state: DiscordState): Hono<ApiEnvironment> {
  const app = new Hono<ApiEnvironment>({
    getPath: (request) => new URL(request.url).pathname.replace(VERSION, '/api'),
  });
  app.route('/cdn', cdnRoutes(state));
  const faults = [limit, refuse, spoilAnswers, strikeUploads].map((strike) => strike(state));
  app.use(setDate(state));
  app.use('/api/*', record(state), failEarly(state), checkClient, checkLogin, ...faults);
  const routes = [lookupRoutes, commandRoutes, interactionRoutes, webhookRoutes, channelRoutes];
  for (const resource of routes) app.route('/api', resource(state));
  app.notFound(() => {
    throw new DiscordError('notFound');
  });
  app.onError((error, c) => respond(state, error, c));
  return app;
}

/** A client may learn Discord's time from this header, so it has to show the same time as everything else. */
function setDate(state: DiscordState): MiddlewareHandler<ApiEnvironment> {
  return async (c, next) => {
    await next();
    if (isCut(c)) return;
    c.header('date', new Date(state.clock.now()).toUTCString());
  };
}

function record(state: DiscordState): MiddlewareHandler<ApiEnvironment> {
  return async (c, next) => {
    const entry = recordOf(state, c);
    state.requests.push(entry);
    c.set('record', entry);
    await next();
    if (isCut(c)) return;
    entry.status = c.res.status;
    const { error } = c;
    if (error instanceof DiscordError || error instanceof RateLimited)
      if (error.code !== undefined) entry.errorCode = error.code;
    for (const [name, value] of Object.entries(limitHeaders(state, c))) c.header(name, value);
  };
}

function limitHeaders(state: DiscordState, c: ApiContext): Record<string, string> {
  if (c.res.headers.get('server') === 'cloudflare') return {};
  const nowMs = state.clock.now();
  if (c.error instanceof RateLimited) return limitedHeaders(c.error, c.get('record'), nowMs);
  return quotaHeaders(c.get('quota'), c.get('record'), nowMs);
}

function recordOf(state: DiscordState, c: ApiContext): RecordedRequest {
  const authorization = c.req.header('authorization');
  const valid = authorization === `Bot ${state.token}` && !state.faults.tokenRevoked;
  return {
    method: c.req.method,
    path: decodeURIComponent(c.req.path).replace(/^\/api/, ''),
    query: c.req.query(),
    userAgent: c.req.header('user-agent'),
    authorization: authorization === undefined ? 'none' : valid ? 'valid' : 'invalid',
    atMs: state.clock.now(),
    files: [],
  };
}

const checkClient: MiddlewareHandler<ApiEnvironment> = async (c, next) => {
  if (!USER_AGENT.test(c.req.header('user-agent') ?? '')) throw new DiscordError('userAgentRequired');
  if (OTHER_VERSION.test(c.req.path)) throw new DiscordError('invalidApiVersion');
  await next();
};

const checkLogin: MiddlewareHandler<ApiEnvironment> = async (c, next) => {
  const { path, authorization } = c.get('record');
  if (!WITHOUT_LOGIN.test(path) && authorization !== 'valid') throw new DiscordError('unauthorized');
  await next();
};

async function respond(state: DiscordState, error: Error, c: ApiContext): Promise<Response> {
  // A client that still sends would see a broken pipe instead of the answer.
  await drain(c);
  if (error instanceof ProxyPage) return error.toResponse();
  if (error instanceof RateLimited) return c.json(error.toJSON(), 429);
  if (error instanceof DiscordError) {
    if (error.status === 413 && state.faults.uploadTooLarge === 'html') return new ProxyPage(413).toResponse();
    return Response.json(error, { status: error.status });
  }
  // Not one of Discord's answers, so it is a fault of this server or a connection that ended.
  if (!isCut(c)) console.error(error);
  return Response.json(new DiscordError('serverError'), { status: 500 });
}

function isCut(c: ApiContext): boolean {
  return c.env.incoming.socket.destroyed;
}

async function drain(c: ApiContext): Promise<void> {
  try {
    for await (const _ of requestBytes(c));
  } catch {
    // The client has gone; there is nobody left to answer.
  }
}
