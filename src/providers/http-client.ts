import type { Readable } from 'node:stream';
import { Agent, DecoratorHandler, type Dispatcher } from 'undici';
import { ProviderError } from '../errors/provider-error.ts';
import { withoutSecrets } from '../errors/without-secrets.ts';

export interface HttpCall {
  readonly method: 'GET' | 'POST';
  /** Built from configuration, never from an answer: the headers hold the key. */
  readonly url: string;
  /** Hold the key; no answer and no error repeats a value of theirs. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as the JSON body. */
  readonly json?: unknown;
  readonly signal: AbortSignal;
}

/** What a peer said; services like to quote a key that they refuse, and it is taken out before anybody reads on. */
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

/** How long a peer may take. */
export interface Patience {
  /** Longest silence before the headers, and between two pieces of the body. */
  readonly silenceMs: number;
  /** From the call to the last byte of the answer. */
  readonly totalMs: number;
}

export interface HttpClientOptions {
  readonly connections?: number;
  readonly connectTimeoutMs?: number;
  readonly patience?: Readonly<Record<HttpCall['method'], Patience>>;
  readonly maxBodyBytes?: number;
}

/**
 * A look is soon repeated. A submit is not: given up, it may be paid for and lost, as its id comes with the answer alone.
 * So it is waited for longer than gateways do (mostly 60 s): a peer that answers at all is heard.
 */
export const defaultPatience: Readonly<Record<HttpCall['method'], Patience>> = {
  GET: { silenceMs: 15_000, totalMs: 30_000 },
  POST: { silenceMs: 90_000, totalMs: 120_000 },
};

export function createHttpClient({
  connections = 32,
  connectTimeoutMs = 10_000,
  patience = defaultPatience,
  maxBodyBytes = 1024 * 1024,
}: HttpClientOptions = {}): HttpClient {
  const createAgent = ({ silenceMs }: Patience, connection: Agent.Options) =>
    new Agent({
      allowH2: false,
      connections,
      connect: { timeout: connectTimeoutMs },
      headersTimeout: silenceMs,
      bodyTimeout: silenceMs,
      ...connection,
    });
  const agents = {
    GET: createAgent(patience.GET, { keepAliveTimeout: 30_000 }),
    // A kept-alive connection may be closed by the peer in the moment of writing. For a paid call that is a reset nobody
    // can interpret, so a POST has a connection of its own (pipelining 0: closed after one request).
    POST: createAgent(patience.POST, { pipelining: 0 }),
  };

  return {
    async request(call) {
      let written = false;
      try {
        const answer = await agents[call.method].compose(onWrite(() => (written = true))).request({
          ...requestOptions(call),
          signal: AbortSignal.any([call.signal, AbortSignal.timeout(patience[call.method].totalMs)]),
        });
        return toAnswer(answer, await readText(answer.body, maxBodyBytes), withoutSecrets(secretsOf(call)));
      } catch (cause) {
        const kind = cause instanceof BodyTooLong ? 'malformed' : 'transient';
        throw new ProviderError(kind, `${describe(call)}: ${reasonOf(cause)}`, written, { cause });
      }
    },
    async close() {
      await Promise.all([agents.GET.destroy(), agents.POST.destroy()]);
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

/** The values of the call's headers, each also without a scheme such as `Bearer`. */
function secretsOf({ headers = {} }: HttpCall): string[] {
  return Object.values(headers).flatMap((value) => value.split(' '));
}

function toAnswer(
  { statusCode, headers }: Dispatcher.ResponseData,
  body: string,
  blot: (text: string) => string,
): HttpAnswer {
  const text = blot(body);
  const single = Object.entries(headers).map(([name, value]) => [name, blot(firstOf(value))]);
  return { status: statusCode, headers: Object.fromEntries(single), text, json: parseJson(text) };
}

function firstOf(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? '';
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
