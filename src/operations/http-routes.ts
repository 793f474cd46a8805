import type { IncomingHttpHeaders } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import type { Logger } from 'pino';
import type { Readiness } from './health.ts';
import type { Scrape } from './metrics.ts';
import { readBody } from './read-body.ts';

/** One call from outside; nothing in it can be trusted before its signature was checked. */
export interface WebhookRequest {
  /** `id`: 17 to 20 digits, out of the path. */
  readonly params: { readonly id: string };
  readonly headers: IncomingHttpHeaders;
  /** As it came over the wire, at most 64 KiB: signatures are made over these bytes. */
  readonly rawBody: Buffer;
}

/**
 * Takes one call and says with which HTTP status (200 to 599) it is answered; the answer has no body. What it throws is
 * answered with 500 and logged, so its message must hold nothing of the request.
 */
export type WebhookHandler = (request: WebhookRequest) => Promise<number>;

export interface HttpHandlers {
  readonly readiness: () => Promise<Readiness>;
  readonly metrics: () => Promise<Scrape>;
  /** By the name that is their part of the path. */
  readonly webhooks?: Readonly<Record<string, WebhookHandler>>;
}

type Env = { Bindings: HttpBindings };
type Answer = (context: Context<Env>) => Response | Promise<Response>;

const maxBodyBytes = 64 * 1024;

/** What the HTTP side answers, and to whom. */
export async function createRoutes(handlers: HttpHandlers, log: Logger): Promise<Hono<Env>> {
  // Loaded here, so that a bot without an HTTP side does not carry it.
  const { Hono } = await import('hono');
  const app = new Hono<Env>();

  const fail = (context: Context<Env>, route: string, error: unknown) => {
    log.error({ err: error, route }, 'an HTTP request could not be answered');
    return context.text('Internal server error', 500);
  };
  const guarded =
    (route: string, answer: Answer): Answer =>
    async (context) => {
      try {
        return await answer(context);
      } catch (error) {
        return fail(context, route, error);
      }
    };
  const mount = (method: 'GET' | 'POST', path: string, answer: Answer) => {
    app.on(method, path, guarded(path, answer));
    // Each GET answers HEAD too: https://www.rfc-editor.org/rfc/rfc9110#section-9.1
    const allow = method === 'GET' ? 'GET, HEAD' : method;
    app.all(path, (context) => context.text('Method not allowed', 405, { allow }));
  };

  mount('GET', '/healthz', (context) => context.json({ status: 'ok' }, 200, fresh));
  mount('GET', '/readyz', async (context) => {
    const readiness = await handlers.readiness();
    return context.json(readiness, readiness.status === 'ready' ? 200 : 503, fresh);
  });
  mount('GET', '/metrics', async (context) => {
    const { body, contentType } = await handlers.metrics();
    return context.body(body, 200, { ...fresh, 'content-type': contentType });
  });
  for (const [name, handler] of Object.entries(handlers.webhooks ?? {})) {
    mount('POST', `/webhooks/${name}/:id{[0-9]{17,20}}`, (context) => takeWebhook(context, handler));
  }
  app.notFound((context) => context.text('Not found', 404));
  app.onError((error, context) => fail(context, '*', error));
  return app;
}

const fresh = { 'cache-control': 'no-store' };

async function takeWebhook(context: Context<Env>, handler: WebhookHandler): Promise<Response> {
  const { incoming } = context.env;
  const rawBody = await readBody(incoming, maxBodyBytes);
  if (rawBody === 'too-large') return context.text('Content too large', 413);
  // Nobody is there to read it.
  if (rawBody === 'cut-off') return context.text('Bad request', 400);
  const { id = '' } = context.req.param();
  const status = await handler({ params: { id }, headers: incoming.headers, rawBody });
  return new Response(null, { status });
}
