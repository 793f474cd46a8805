import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Agent, request as send } from 'undici';

/** One kind of call, as it looks on the way. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
}

/** What the far end has answered, complete. */
export interface FarAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What becomes of a request on its way. */
export type Trouble =
  /** Instead of reaching the far end; its body is not read. */
  | { readonly at: 'arrival'; act(request: IncomingMessage, response: ServerResponse): void }
  /** Once the far end has answered it. */
  | { readonly at: 'return'; act(response: ServerResponse, answer: FarAnswer): void };

/**
 * Stands between an adapter and its far end, as a network does: hands everything on, counts it, and makes the trouble that
 * any network can make with any provider.
 */
export interface Gateway {
  readonly origin: string;
  /** How many requests have arrived here, whatever became of them. */
  count(route: Route): number;
  /** Settles when so many requests have arrived. */
  arrived(route: Route, count: number): Promise<void>;
  /** What happens to such requests from now on; null: nothing. */
  meddle(route: Route, trouble: Trouble | null): void;
  /** Nobody listens here any more. */
  refuse(): Promise<void>;
  close(): Promise<void>;
}

export async function startGateway(farEnd: string): Promise<Gateway> {
  const seen: { readonly method: string; readonly path: string }[] = [];
  const waiting = new Set<() => void>();
  const troubles = new Map<Route, Trouble>();
  const agent = new Agent();
  const server = createServer((request, response) => {
    const { method = '', url = '' } = request;
    seen.push({ method, path: url });
    for (const check of waiting) check();
    request.on('error', () => {});
    const trouble = [...troubles].findLast(([route]) => fits(route, method, url))?.[1];
    if (trouble?.at === 'arrival') return trouble.act(request, response);
    const finish = trouble ? trouble.act : giveBack;
    forward(farEnd + url, request, response, agent).then(
      (answer) => finish(response, answer),
      () => response.socket?.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const count = (route: Route) => seen.filter(({ method, path }) => fits(route, method, path)).length;

  async function refuse(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  return {
    origin: `http://127.0.0.1:${port}`,
    count,
    arrived(route, wanted) {
      if (count(route) >= wanted) return Promise.resolve();
      return new Promise((resolve) => {
        const check = () => {
          if (count(route) < wanted) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
      });
    },
    meddle(route, trouble) {
      troubles.delete(route);
      if (trouble) troubles.set(route, trouble);
    },
    refuse,
    async close() {
      await refuse();
      await agent.destroy();
    },
  };
}

/** As it came, with its length. */
export function giveBack(response: ServerResponse, { status, headers, body }: FarAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': body.length });
  response.end(body);
}

function fits({ method: wanted, path }: Route, method: string, url: string): boolean {
  return method === wanted && path.test(url.split('?', 1)[0] ?? '');
}

/** Gives up when the caller does: the far end has to see that it was hung up on. */
async function forward(
  url: string,
  request: IncomingMessage,
  response: ServerResponse,
  dispatcher: Agent,
): Promise<FarAnswer> {
  const hungUp = new AbortController();
  response.once('close', () => hungUp.abort());
  const { method, headers } = request;
  const sent = await buffer(request);
  const answer = await send(url, {
    method: method === 'POST' ? 'POST' : 'GET',
    headers: passing(headers),
    body: method === 'POST' ? sent : null,
    signal: hungUp.signal,
    dispatcher,
  });
  const body = Buffer.from(await answer.body.arrayBuffer());
  return { status: answer.statusCode, headers: passing(answer.headers), body };
}

const ofOneConnection: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
]);

function passing(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || ofOneConnection.has(name) ? [] : [[name, String(value)]],
    ),
  );
}
