import { Readable } from 'node:stream';
import { Agent, type Dispatcher, type FormData } from 'undici';
import { ProviderError } from '../errors/provider-error.ts';
import { withoutSecrets } from '../errors/without-secrets.ts';
import { type AnswerBody, type AnswerFile, AnswerTooLong, readBody } from './answer-body.ts';
import { WriteWatch } from './write-watch.ts';

export interface HttpCall {
  readonly method: 'GET' | 'POST';
  /** Built from configuration, never from an answer: the headers hold the key. */
  readonly url: string;
  /** Hold the key; no answer and no error repeats a value of theirs. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as the JSON body. */
  readonly json?: unknown;
  /** Sent as multipart/form-data; never together with `json`. undici's own, since it takes no other. */
  readonly form?: FormData;
  /** Sent as it is, piece by piece; never together with the others. */
  readonly stream?: BodyStream;
  /** Instead of the client's. */
  readonly patience?: Patience;
  /** Where a video goes that comes as the answer of a success; without it every answer is text. */
  readonly videoDirectory?: string;
  readonly signal: AbortSignal;
}

/** A body too large to be held at once. */
export interface BodyStream {
  readonly contentType: string;
  readonly bytes: number;
  /** Exactly so many bytes; not begun unless the request is written. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** What a peer said; services like to quote a key that they refuse, and it is taken out before anybody reads on. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case; of a repeated header the first value. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The parsed body, whatever its Content-Type says; undefined when the body is not JSON. */
  readonly json: unknown;
  /** The body where it is an mp4 by its bytes, complete and on the disk; `text` is empty then. */
  readonly file: AnswerFile | null;
}

/** Speaks to one peer. Each call is one request: nothing is repeated, no redirect is followed, nothing is inflated. */
export interface HttpClient {
  /**
   * @returns any complete answer, errors of the peer included
   * @throws {ProviderError} `transient` when there is no complete answer (or our disk does not take it), `malformed` when
   *   it is too long; `mayHaveArrived` is false only if no byte of the request was written
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
  /** Of GETs at a time; others wait for one. */
  readonly connections?: number;
  readonly connectTimeoutMs?: number;
  readonly patience?: Readonly<Record<HttpCall['method'], Patience>>;
  /** Of an answer that is text. */
  readonly maxBodyBytes?: number;
  /** Of an answer that is a video; real ones have 2 to 22 MB. */
  readonly maxVideoBytes?: number;
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
  maxVideoBytes = 200 * 1024 * 1024,
}: HttpClientOptions = {}): HttpClient {
  const connect = { timeout: connectTimeoutMs };
  const agents = {
    GET: new Agent({ allowH2: false, connect, connections, keepAliveTimeout: 30_000 }),
    // A kept-alive connection may be closed by the peer in the moment of writing. For a paid call that is a reset nobody
    // can interpret, so a POST has a connection of its own (pipelining 0: closed after one request). There may be as many
    // as are asked for: one that waits for minutes would otherwise keep the others from being sent.
    POST: new Agent({ allowH2: false, connect, connections: null, pipelining: 0 }),
  };
  const limitsOf = ({ videoDirectory: directory }: HttpCall, status: number) => ({
    maxTextBytes: maxBodyBytes,
    video: directory === undefined || !isSuccess(status) ? null : { directory, maxBytes: maxVideoBytes },
  });

  return {
    async request(call) {
      const { silenceMs, totalMs } = call.patience ?? patience[call.method];
      const watch = new WriteWatch();
      try {
        const answer = await watch.request(agents[call.method], {
          ...requestOptions(call),
          headersTimeout: silenceMs,
          bodyTimeout: silenceMs,
          signal: AbortSignal.any([call.signal, AbortSignal.timeout(totalMs)]),
        });
        const body = await readBody(answer.body, limitsOf(call, answer.statusCode));
        return toAnswer(answer, body, withoutSecrets(secretsOf(call)));
      } catch (cause) {
        const kind = cause instanceof AnswerTooLong ? 'malformed' : 'transient';
        throw new ProviderError(kind, `${describe(call)}: ${reasonOf(cause)}`, watch.isWritten, { cause });
      }
    },
    async close() {
      await Promise.all([agents.GET.destroy(), agents.POST.destroy()]);
    },
  };
}

function requestOptions(call: HttpCall): Dispatcher.RequestOptions {
  const { method, url, headers, json, form, stream, videoDirectory } = call;
  const { origin, pathname, search } = new URL(url);
  const accept = videoDirectory === undefined ? 'application/json' : '*/*';
  const base = { accept, 'accept-encoding': 'identity', 'user-agent': 'raybot', ...headers };
  const request = { origin, path: pathname + search, method };
  // undici names the multipart type itself: only it knows the boundary.
  if (form !== undefined) return { ...request, headers: base, body: form };
  if (stream !== undefined) {
    const type = { 'content-type': stream.contentType, 'content-length': String(stream.bytes) };
    return { ...request, headers: { ...base, ...type }, body: Readable.from(stream.chunks, { objectMode: false }) };
  }
  if (json === undefined) return { ...request, headers: base };
  return { ...request, headers: { ...base, 'content-type': 'application/json' }, body: JSON.stringify(json) };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** The values of the call's headers, each also without a scheme such as `Bearer`. */
function secretsOf({ headers = {} }: HttpCall): string[] {
  return Object.values(headers).flatMap((value) => value.split(' '));
}

function toAnswer(
  { statusCode, headers }: Dispatcher.ResponseData,
  body: AnswerBody,
  blot: (text: string) => string,
): HttpAnswer {
  const text = blot(body.text);
  const single = Object.entries(headers).map(([name, value]) => [name, blot(firstOf(value))]);
  return { status: statusCode, headers: Object.fromEntries(single), text, json: parseJson(text), file: body.file };
}

function firstOf(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

/**
 * Errors of gateways are often HTML, and answers cut short are no JSON either: both are for the caller to judge. A byte
 * order mark, which some servers put before JSON, is blank here and unknown to the parser.
 */
function parseJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text.trim());
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
