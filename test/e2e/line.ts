import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Agent, request } from 'undici';
import { freePort } from './free-port.ts';
import type { Ending } from './world.ts';

/** What a service has answered. */
export interface LineAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Changes the answer to a request, or leaves it as it is. */
export type Rewrite = (call: { readonly method: string; readonly path: string }, answer: LineAnswer) => LineAnswer;

/** The way to a service: a test can cut it, and change what comes back on it. */
export interface Line {
  /** Stays the same, cut or not. */
  readonly origin: string;
  rewrite: Rewrite | null;
  /** From now on nobody listens. */
  cut(): Promise<void>;
  /** Undoes `cut`; without one it does nothing. */
  mend(): Promise<void>;
}

/** What holds between two hops alone: https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const hopHeaders: ReadonlySet<string> = new Set(['host', 'connection', 'keep-alive', 'transfer-encoding']);

/** Begins a line to a service on this machine; it ends with the test. */
export async function openLine({ onTestFinished }: Ending, target: string): Promise<Line> {
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0, pipelining: 0 });
  const port = await freePort();
  let server: Server | null = null;

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const gone = new AbortController();
    outgoing.once('close', () => gone.abort());
    const { method = 'GET', url: path = '/' } = incoming;
    try {
      const sent = Buffer.concat(await incoming.toArray());
      const answer = await request(target + path, {
        method: method as 'GET' | 'POST',
        headers: passedOn(incoming.headers),
        body: sent.length > 0 ? sent : null,
        dispatcher,
        signal: gone.signal,
      });
      const body = Buffer.from(await answer.body.arrayBuffer());
      const told = { status: answer.statusCode, headers: passedOn(answer.headers), body };
      send(outgoing, line.rewrite?.({ method, path }, told) ?? told);
    } catch {
      // As the service did it.
      outgoing.destroy();
    }
  }

  const line: Line = {
    origin: `http://127.0.0.1:${port}`,
    rewrite: null,
    async cut() {
      if (!server) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      server = null;
      await closed;
    },
    async mend() {
      if (server) return;
      server = createServer((incoming, outgoing) => void pass(incoming, outgoing));
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
  };
  await line.mend();
  onTestFinished(async () => {
    await line.cut();
    await dispatcher.destroy();
  });
  return line;
}

function send(outgoing: ServerResponse, { status, headers, body }: LineAnswer): void {
  outgoing.writeHead(status, { ...headers, 'content-length': body.length });
  outgoing.end(body);
}

/** Each header once, without those of the hop and the length, which may change. */
function passedOn(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || hopHeaders.has(name) || name === 'content-length' ? [] : [[name, String(value)]],
    ),
  );
}
