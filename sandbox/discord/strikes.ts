import { once } from 'node:events';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { MiddlewareHandler } from 'hono';
import { DiscordError } from './errors.ts';
import { type SpoiltAnswer, takeStrike } from './faults.ts';
import { ProxyPage, pageOf } from './proxy-page.ts';
import { RateLimited, RouteLimiter } from './rate-limits.ts';
import type { ApiContext, ApiEnvironment, DiscordState } from './state.ts';

type Handler = MiddlewareHandler<ApiEnvironment>;

/** These roads carry their own token in the path. */
export const WITHOUT_LOGIN = /^\/(interactions|webhooks)\/|^\/gateway$/;

/** Trouble that is there before anybody looks at a request. */
export function failEarly({ faults }: DiscordState): Handler {
  return async (c, next) => {
    const record = c.get('record');
    const { failRequests, serverErrorOnce } = faults;
    if (takeStrike(failRequests, record)) {
      const { status, page, retryAfterMs } = failRequests;
      if (page) throw new ProxyPage(status, retryAfterMs);
      throw new DiscordError('serverError', {
        status,
        message: `${status}: ${new ProxyPage(status).message.slice(4)}`,
      });
    }
    if (serverErrorOnce && takeStrike({ count: 1, ...serverErrorOnce }, record)) {
      faults.serverErrorOnce = null;
      throw new DiscordError('serverError');
    }
    await next();
  };
}

/** Rate limits, made up and real. */
export function limit({ faults }: DiscordState): Handler {
  const limiter = new RouteLimiter();
  return async (c, next) => {
    const { method, path } = c.get('record');
    const spared = WITHOUT_LOGIN.test(path);
    const { global429, limited } = faults;
    if (global429.count > 0 && (global429.everywhere || !spared)) {
      global429.count -= 1;
      throw new RateLimited(global429.retryAfterMs, { scope: 'global' });
    }
    if (takeStrike(limited, { method, path })) throw new RateLimited(limited.retryAfterMs, limited);
    if (faults.limitRoutes && !spared) limiter.takeGlobal();
    if (faults.limitRoutes || faults.limitEdits)
      c.set('quota', limiter.take(method, path, faults.limitRoutes ? 'all' : 'edits'));
    await next();
  };
}

/** Errors that Discord would have a reason for. */
export function refuse({ faults }: DiscordState): Handler {
  return async (c, next) => {
    const record = c.get('record');
    const refusal = faults.refusals.find((candidate) => takeStrike(candidate, record));
    if (refusal) throw new DiscordError(refusal.error);
    if (faults.directMessages === 'openedTooFast' && record.path === '/users/@me/channels')
      throw new DiscordError('openedTooFast');
    await next();
  };
}

/** Trouble while an upload comes, and between storing it and answering it: where a client cannot know what happened. */
export function strikeUploads({ faults }: DiscordState): Handler {
  return async (c, next) => {
    if (faults.cutUpload.count > 0 && /^multipart\//i.test(c.req.header('content-type') ?? '')) {
      faults.cutUpload.count -= 1;
      c.set('cutAfterBytes', faults.cutUpload.afterBytes);
    }
    await next();
    if (c.get('record').files.length === 0 || c.error) return;
    if (faults.slowUploadMs > 0) await holdUp(c, faults.slowUploadMs);
    if (faults.hangUpAfterUpload === 0) return;
    faults.hangUpAfterUpload -= 1;
    await spoil(c, 'hangUp');
  };
}

/** Good answers that go bad on their way. */
export function spoilAnswers({ faults }: DiscordState): Handler {
  return async (c, next) => {
    await next();
    if (!c.error && takeStrike(faults.spoilAnswers, c.get('record'))) await spoil(c, faults.spoilAnswers.how);
  };
}

/** Waits, unless the client leaves first. */
async function holdUp({ env: { outgoing } }: ApiContext, realMs: number): Promise<void> {
  if (outgoing.destroyed) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, realMs);
  outgoing.once('close', resolve);
  await promise;
  clearTimeout(timer);
  outgoing.off('close', resolve);
}

async function spoil(c: ApiContext, how: SpoiltAnswer): Promise<void> {
  switch (how) {
    case 'hangUp':
      c.env.incoming.socket.destroy();
      c.res = RESPONSE_ALREADY_SENT;
      return;
    case 'never':
      if (!c.env.outgoing.destroyed) await once(c.env.outgoing, 'close');
      c.res = RESPONSE_ALREADY_SENT;
      return;
    case 'cut':
      await cut(c);
      return;
    default:
      c.res = new Response(SPOILT_BODY[how], {
        headers: { 'content-type': how === 'page' ? 'text/html' : 'application/json' },
      });
  }
}

const SPOILT_BODY = { garbage: '{"id":"12345678', page: pageOf('Just a moment...'), empty: '' } as const;

/** Sends half of what was announced. An answer without a body has no half, so its connection just ends. */
async function cut(c: ApiContext): Promise<void> {
  const body = Buffer.from(await c.res.arrayBuffer());
  const { outgoing } = c.env;
  outgoing.writeHead(c.res.status, { 'content-type': 'application/json', 'content-length': body.length });
  await new Promise((resolve) => outgoing.write(body.subarray(0, body.length / 2), resolve));
  outgoing.destroy();
  c.res = RESPONSE_ALREADY_SENT;
}
