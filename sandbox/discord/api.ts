import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono, type MiddlewareHandler } from 'hono';
import { DiscordError } from './errors.ts';
import { limitedHeaders, RateLimited, roomyHeaders } from './rate-limits.ts';
import { requestBytes } from './request-body.ts';
import type { RecordedRequest } from './request-log.ts';
import { cdnRoutes } from './routes/cdn.ts';
import { channelRoutes } from './routes/channels.ts';
import { commandRoutes } from './routes/commands.ts';
import { interactionRoutes } from './routes/interactions.ts';
import { lookupRoutes } from './routes/lookups.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import type { ApiContext, ApiEnvironment, DiscordState } from './state.ts';

const VERSION = /^\/api\/v(9|10)(?=\/)/;
const OTHER_VERSION = /^\/api\/v\d+\//;
/** Discord asks for `DiscordBot ($url, $version)`: https://docs.discord.com/developers/reference#user-agent */
const USER_AGENT = /^DiscordBot \(/;
/** These roads carry their own token in the path. */
const WITHOUT_LOGIN = /^\/(interactions|webhooks)\/|^\/gateway$/;

/** Everything that is answered over HTTP: the REST interface and the file server. */
export function discordApi(state: DiscordState): Hono<ApiEnvironment> {
  const app = new Hono<ApiEnvironment>({
    getPath: (request) => new URL(request.url).pathname.replace(VERSION, '/api'),
  });
  app.use(setDate(state));
  app.route('/cdn', cdnRoutes(state));
  app.use('/api/*', record(state), checkClient, failOnce(state), checkLogin, strikeUploads(state));
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
    if (c.error instanceof DiscordError) entry.errorCode = c.error.code;
    const headers =
      c.error instanceof RateLimited
        ? c.error.withHeaders && limitedHeaders(c.error, entry.method, entry.path, state.clock.now())
        : roomyHeaders(entry.method, entry.path, state.clock.now());
    for (const [name, value] of Object.entries(headers || {})) c.header(name, value);
  };
}

function recordOf(state: DiscordState, c: ApiContext): RecordedRequest {
  const authorization = c.req.header('authorization');
  return {
    method: c.req.method,
    path: decodeURIComponent(c.req.path).replace(/^\/api/, ''),
    query: c.req.query(),
    userAgent: c.req.header('user-agent'),
    authorization: authorization === undefined ? 'none' : authorization === `Bot ${state.token}` ? 'valid' : 'invalid',
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

function failOnce(state: DiscordState): MiddlewareHandler<ApiEnvironment> {
  return async (c, next) => {
    const fault = state.faults.serverErrorOnce;
    const { method, path } = c.get('record');
    if (fault && path.includes(fault.path) && (fault.method ?? method) === method) {
      state.faults.serverErrorOnce = null;
      throw new DiscordError('serverError');
    }
    await next();
  };
}

/** Trouble between storing an upload and answering it: exactly where a client cannot know what happened. */
function strikeUploads(state: DiscordState): MiddlewareHandler<ApiEnvironment> {
  return async (c, next) => {
    await next();
    if (c.get('record').files.length === 0 || c.error) return;
    if (state.faults.slowUploadMs > 0) await new Promise((resolve) => setTimeout(resolve, state.faults.slowUploadMs));
    if (state.faults.hangUpAfterUpload === 0) return;
    state.faults.hangUpAfterUpload -= 1;
    c.env.incoming.socket.destroy();
    c.res = RESPONSE_ALREADY_SENT;
  };
}

async function respond(state: DiscordState, error: Error, c: ApiContext): Promise<Response> {
  // A client that still sends would see a broken pipe instead of the answer.
  await drain(c);
  if (error instanceof RateLimited) return c.json(error.toJSON(), 429);
  if (error instanceof DiscordError) {
    if (error.status === 413 && state.faults.uploadTooLarge === 'html')
      return c.html('<html><head><title>413 Request Entity Too Large</title></head></html>', 413);
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
