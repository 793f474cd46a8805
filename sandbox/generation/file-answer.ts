import { createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { FileFaultKind } from './faults.ts';
import { readWithMoovLast } from './moov-last.ts';
import type { RecordedContext } from './request-log.ts';

export interface FileAnswer {
  readonly path: string;
  readonly bytes: number;
  readonly contentType: string;
  /** Beside the two that every file has. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly fault?: FileFaultKind | null;
}

const SLICE_BYTES = 65_536;
const SLOW_SLICE_BYTES = 4_096;
const TRICKLE_MS = 50;
const UNMEASURED: ReadonlySet<FileFaultKind> = new Set(['chunked', 'endless', 'flood']);

/** Streams from disk over the bare response: hono's own would mend the headers that are to be wrong. */
export async function sendFile(context: RecordedContext, file: FileAnswer): Promise<Response> {
  const { contentType, bytes, headers, fault = null } = file;
  const { outgoing } = context.env as { outgoing: ServerResponse };
  outgoing.writeHead(200, {
    ...headers,
    'content-type': contentType,
    ...(fault !== null && UNMEASURED.has(fault) ? {} : { 'content-length': bytes }),
  });
  // A caller that goes away early is no fault of the server's.
  await pipeline(Readable.from(sourceOf(file)), outgoing, { end: fault !== 'truncated' }).catch(() => {});
  if (fault === 'truncated') outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
}

async function* sourceOf({ path, bytes, fault }: FileAnswer): AsyncGenerator<Buffer> {
  if (fault === 'moov-last') return yield await readWithMoovLast(path);
  // `end` counts the last byte in.
  const end = fault === 'truncated' ? Math.floor(bytes / 2) - 1 : Number.POSITIVE_INFINITY;
  const file = createReadStream(path, { end, highWaterMark: fault === 'slow' ? SLOW_SLICE_BYTES : SLICE_BYTES });
  for await (const slice of file) {
    yield slice;
    if (fault === 'slow') await delay(TRICKLE_MS);
  }
  while (fault === 'endless') {
    await delay(TRICKLE_MS);
    yield Buffer.alloc(1);
  }
  while (fault === 'flood') yield Buffer.alloc(SLICE_BYTES);
}

/** A line of text that claims to be a video. */
export function sendText(context: RecordedContext, contentType: string): Response {
  return context.body('This is not a video.\n', 200, { 'content-type': contentType });
}

const GARBAGE_BYTES = 200_000;

/** A plausible first box, then nonsense. */
export function sendGarbage(context: RecordedContext, contentType: string): Response {
  const bytes = new Uint8Array(GARBAGE_BYTES).map((_, index) => (index * 7_919) % 251);
  bytes.set(Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isommp41', 'latin1'));
  return context.body(bytes.buffer, 200, { 'content-type': contentType });
}
