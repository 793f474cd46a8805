import type { Readable } from 'node:stream';
import { Agent, DecoratorHandler, type Dispatcher } from 'undici';
import { ProviderError } from '../errors/provider-error.ts';

export interface HttpCall {
  readonly method: 'GET' | 'POST';
  /** Built from configuration, never from an answer: the headers hold the key. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as the JSON body. */
  readonly json?: unknown;
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case; of a repeated header the first value. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The parsed body, whatever its Content-Type says; undefined when the body is not JSON. */
  readonly json: unknown;
}

/** Speaks to one peer. Each call is one request: nothing is repeated, no redirect is followed, nothing is inflated. */
export interface HttpClient {
  /**
   * @returns any complete answer, errors of the peer included
   * @throws {ProviderError} `transient` when there is no complete answer, `malformed` when it is too long;
   *   `mayHaveArrived` is false only if no byte of the request was written
   */
  request(call: HttpCall): Promise<HttpAnswer>;
  /** Ends all connections; calls under way fail. */
  close(): Promise<void>;
}

export interface HttpClientOptions {
  readonly connections?: number;
  readonly connectTimeoutMs?: number;
  /** Longest silence before the headers, and between two pieces of the body. */
  readonly silenceTimeoutMs?: number;
  /** From the call to the last byte of the answer. */
  readonly totalTimeoutMs?: number;
  readonly maxBodyBytes?: number;
}

export function createHttpClient({
  connections = 32,
  connectTimeoutMs = 10_000,
  silenceTimeoutMs = 15_000,
  totalTimeoutMs = 30_000,
  maxBodyBytes = 1024 * 1024,
}: HttpClientOptions = {}): HttpClient {
  const settings = {
    allowH2: false,
    connections,
    connect: { timeout: connectTimeoutMs },
    headersTimeout: silenceTimeoutMs,
    bodyTimeout: silenceTimeoutMs,
  };
  const keptAlive = new Agent({ ...settings, keepAliveTimeout: 30_000 });
  // A kept-alive connection may be closed by the peer in the moment of writing. For a paid call that is a reset nobody
  // can interpret, so a POST has a connection of its own (pipelining 0: closed after one request).
  const single = new Agent({ ...settings, pipelining: 0 });

  return {
    async request(call) {
      let written = false;
      const agent = call.method === 'POST' ? single : keptAlive;
      try {
        const answer = await agent.compose(onWrite(() => (written = true))).request({
          ...requestOptions(call),
          signal: AbortSignal.any([call.signal, AbortSignal.timeout(totalTimeoutMs)]),
        });
        return toAnswer(answer, await readText(answer.body, maxBodyBytes));
      } catch (cause) {
        const kind = cause instanceof BodyTooLong ? 'malformed' : 'transient';
        throw new ProviderError(kind, `${describe(call)}: ${reasonOf(cause)}`, written, { cause });
      }
    },
    async close() {
      await Promise.all([keptAlive.destroy(), single.destroy()]);
    },
  };
}

/**
 * Tells when a request begins to be written to its connection, the last moment at which it certainly has not arrived.
 * @see https://undici.nodejs.org/#/docs/api/Dispatcher.md (onRequestStart)
 */
function onWrite(tell: () => void): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => dispatch(options, new WriteWatch(handler, tell));
}

class WriteWatch extends DecoratorHandler {
  readonly #handler: Dispatcher.DispatchHandler;
  readonly #tell: () => void;

  constructor(handler: Dispatcher.DispatchHandler, tell: () => void) {
    super(handler);
    this.#handler = handler;
    this.#tell = tell;
  }

  onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void {
    this.#handler.onRequestStart?.(controller, context);
    // A call that was aborted while it waited for its connection ends here, unwritten.
    if (!controller.aborted) this.#tell();
  }
}

class BodyTooLong extends Error {}

function requestOptions({ method, url, headers, json }: HttpCall): Dispatcher.RequestOptions {
  const { origin, pathname, search } = new URL(url);
  const base = { accept: 'application/json', 'accept-encoding': 'identity', 'user-agent': 'raybot', ...headers };
  if (json === undefined) return { origin, path: pathname + search, method, headers: base };
  return {
    origin,
    path: pathname + search,
    method,
    headers: { ...base, 'content-type': 'application/json' },
    body: JSON.stringify(json),
  };
}

async function readText(body: Readable, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new BodyTooLong(`the answer is longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function toAnswer({ statusCode, headers }: Dispatcher.ResponseData, text: string): HttpAnswer {
  const single = Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]);
  return { status: statusCode, headers: Object.fromEntries(single), text, json: parseJson(text) };
}

/** Errors of gateways are often HTML, and answers cut short are no JSON either: both are for the caller to judge. */
function parseJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Method, origin and path; a query string could hold secrets. */
function describe({ method, url }: HttpCall): string {
  const { origin, pathname } = new URL(url);
  return `${method} ${origin}${pathname}`;
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'failed';
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
