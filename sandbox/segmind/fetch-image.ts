import { type Dispatcher, request } from 'undici';

interface FetchLimits {
  readonly maxBytes: number;
  /** For the whole call. */
  readonly timeoutMs: number;
}

/** Generous: what the real one takes is not documented. */
const LIMITS: FetchLimits = { maxBytes: 25 * 1024 * 1024, timeoutMs: 10_000 };
/** Nothing in the sandbox ever leaves the machine. */
const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Fetches a picture as the model does, from the address that the caller gave.
 * @param dispatcher - when it is destroyed, the fetch is given up
 * @returns null when it is not to be had: an address outside of this machine, an answer other than 200, a file that is
 *   too large or too slow
 */
export async function fetchImage(
  url: string,
  dispatcher: Dispatcher,
  { maxBytes, timeoutMs } = LIMITS,
): Promise<Buffer | null> {
  if (!isLoopback(url)) return null;
  try {
    const { statusCode, body } = await request(url, {
      dispatcher,
      headers: { 'user-agent': 'raybot-local-segmind' },
      signal: AbortSignal.timeout(timeoutMs),
    });
    const bytes = await readUpTo(body, maxBytes);
    return statusCode === 200 ? bytes : null;
  } catch {
    return null;
  }
}

function isLoopback(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && LOOPBACK_HOSTS.has(url.hostname);
}

async function readUpTo(body: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer | null> {
  const slices: Buffer[] = [];
  let bytes = 0;
  for await (const slice of body) {
    bytes += slice.length;
    if (bytes > maxBytes) return null;
    slices.push(slice);
  }
  return Buffer.concat(slices);
}
