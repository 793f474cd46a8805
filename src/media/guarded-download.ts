import { randomUUID } from 'node:crypto';
import { lookup as systemLookup } from 'node:dns';
import { open, rm } from 'node:fs/promises';
import type { LookupFunction } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Agent, type Dispatcher } from 'undici';
import { MediaError } from '../errors/media-error.ts';
import { checkAddress, trusts } from './download-address.ts';
import { createGuardedConnector } from './guarded-connector.ts';

export interface DownloadOptions {
  /** From outside, untrusted. */
  readonly url: string;
  /** Origins such as `http://127.0.0.1:9000` that may be contacted whatever their scheme, host and address. */
  readonly trustedOrigins: readonly string[];
  /** When given, no other origin is contacted, redirects included. */
  readonly onlyOrigins?: readonly string[];
  /** Must exist; the file gets a random name in it. */
  readonly directory: string;
  readonly maxBytes: number;
  /** From the call to the last byte on the disk. */
  readonly totalTimeoutMs: number;
  readonly signal: AbortSignal;
  /** Finds a name's addresses; the system's resolver when left out. */
  readonly lookup?: LookupFunction;
}

export interface Download {
  readonly path: string;
}

const maxRedirects = 3;
const connectTimeoutMs = 10_000;
const silenceTimeoutMs = 15_000;
const headers = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'raybot' };
/** Faults of our own disk: not the server's, and not to be mistaken for them. */
const diskFaults = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EMFILE', 'ENFILE', 'ENOENT', 'ENOTDIR']);

/**
 * Fetches a file from an address that somebody else has named: https from public addresses only, checked again after
 * each of at most 3 redirects; streamed, never inflated. When it fails, no file is left.
 * @throws {MediaError} `address-refused`, `gone`, `too-large`, `network` or `empty`; faults of our own disk pass as they are
 */
export async function downloadToFile(options: DownloadOptions): Promise<Download> {
  const path = join(options.directory, randomUUID());
  const agent = createAgent(options);
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.totalTimeoutMs)]);
  try {
    const answer = await followRedirects(agent, options, signal);
    if (Number(answer.headers['content-length']) > options.maxBytes) throw tooLarge(options.maxBytes);
    // A body that ends before its Content-Length, or a chunked one without its end, fails while it is read.
    const bytes = await writeCapped(answer.body, path, options.maxBytes);
    if (bytes === 0) throw new MediaError('empty', 'the file is empty');
    return { path };
  } catch (cause) {
    await rm(path, { force: true });
    throw toDownloadError(cause, options.url);
  } finally {
    await agent.destroy();
  }
}

/** One agent per download: its guard belongs to these options, and nothing stays open after it. */
function createAgent({ trustedOrigins, lookup = systemLookup }: DownloadOptions): Agent {
  const isTrusted = trusts(trustedOrigins);
  return new Agent({
    allowH2: false,
    connect: createGuardedConnector({ isTrusted, lookup, timeoutMs: connectTimeoutMs }),
    headersTimeout: silenceTimeoutMs,
    bodyTimeout: silenceTimeoutMs,
  });
}

async function followRedirects(agent: Agent, options: DownloadOptions, signal: AbortSignal) {
  let url = checkAddress(options.url, options);
  for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
    const path = url.pathname + url.search;
    const answer = await agent.request({ origin: url.origin, path, method: 'GET', headers, signal });
    if (answer.statusCode === 200) return answer;
    answer.body.on('error', () => {}).destroy();
    const target = redirectTarget(answer);
    if (target === null) throw refusedByServer(answer.statusCode);
    url = checkAddress(target, options, url);
  }
  throw new MediaError('address-refused', `more than ${maxRedirects} redirects`);
}

function redirectTarget({ statusCode, headers }: Dispatcher.ResponseData): string | null {
  if (![301, 302, 303, 307, 308].includes(statusCode)) return null;
  return (Array.isArray(headers.location) ? headers.location[0] : headers.location) ?? null;
}

function refusedByServer(status: number): MediaError {
  const mayChange = status < 400 || status >= 500 || status === 408 || status === 429;
  return new MediaError(mayChange ? 'network' : 'gone', `the server answered ${status}`);
}

async function writeCapped(body: Readable, path: string, maxBytes: number): Promise<number> {
  const file = await open(path, 'wx', 0o600);
  try {
    let bytes = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      await file.writeFile(chunk);
    }
    return bytes;
  } finally {
    await file.close();
  }
}

function tooLarge(maxBytes: number): MediaError {
  return new MediaError('too-large', `more than ${maxBytes} bytes`);
}

function toDownloadError(cause: unknown, url: string): unknown {
  if (cause instanceof MediaError) return cause;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'failed';
  if (diskFaults.has(code)) return cause;
  const origin = URL.parse(url)?.origin ?? 'the address';
  return new MediaError('network', `download from ${origin}: ${code}`, cause);
}
