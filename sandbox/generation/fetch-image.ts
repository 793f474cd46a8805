import { type Dispatcher, request } from 'undici';
import { isLoopback } from './loopback.ts';

interface FetchLimits {
  readonly maxBytes: number;
  /** For the whole call. */
  readonly timeoutMs: number;
}

/** Generous: what the real one takes is not documented. */
const LIMITS: FetchLimits = { maxBytes: 25 * 1024 * 1024, timeoutMs: 10_000 };

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
      headers: { 'user-agent': 'raybot-sandbox' },
      signal: AbortSignal.timeout(timeoutMs),
    });
    const bytes = await readUpTo(body, maxBytes);
    return statusCode === 200 ? bytes : null;
  } catch {
    return null;
  }
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
