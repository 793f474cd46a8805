import { createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Clip } from '../clips/clip-library.ts';
import type { OutputFaultKind } from './faults.ts';
import { htmlPage } from './html-page.ts';
import type { RecordedContext } from './request-log.ts';

const SLOW_SLICE_BYTES = 4_096;
const SLOW_SLICE_MS = 50;
const GARBAGE_BYTES = 200_000;

/** Sends a finished file, or what the fault makes of it; null is a file that is gone or never was. */
export function sendOutput(
  context: RecordedContext,
  clip: Clip | null,
  fault: OutputFaultKind | null,
): Response | Promise<Response> {
  if (!clip) return context.html(htmlPage(404, 'Not Found'), 404);
  switch (fault) {
    case 'not-found':
      return context.html(htmlPage(404, 'Not Found'), 404);
    case 'error-500':
      return context.text('Internal server error', 500);
    case 'html':
      return context.html(htmlPage(200, 'OK'));
    case 'text':
      return context.body('This is not a video.\n', 200, { 'content-type': 'video/mp4' });
    case 'garbage-mp4':
      return context.body(garbage(), 200, { 'content-type': 'video/mp4' });
    case 'redirect-private':
      return context.redirect('http://127.0.0.1:9/clip.mp4', 302);
    case 'redirect-elsewhere':
      return context.redirect('https://elsewhere.invalid/clip.mp4', 302);
    default:
      return sendFile(context, clip, fault);
  }
}

type FileFault = Extract<OutputFaultKind, 'chunked' | 'slow' | 'truncated' | 'octet-stream'>;

/** Streams from disk over the bare response: hono's own would mend the headers that are to be wrong. */
async function sendFile(context: RecordedContext, clip: Clip, fault: FileFault | null): Promise<Response> {
  const { outgoing } = context.env as { outgoing: ServerResponse };
  outgoing.writeHead(200, {
    'content-type': fault === 'octet-stream' ? 'application/octet-stream' : 'video/mp4',
    ...(fault === 'chunked' ? {} : { 'content-length': clip.bytes }),
  });
  const end = fault === 'truncated' ? Math.floor(clip.bytes / 2) : Number.POSITIVE_INFINITY;
  const file = createReadStream(clip.path, { end, highWaterMark: fault === 'slow' ? SLOW_SLICE_BYTES : 65_536 });
  const source = fault === 'slow' ? Readable.from(slowly(file)) : file;
  // A caller that goes away early is no fault of the server's.
  await pipeline(source, outgoing, { end: fault !== 'truncated' }).catch(() => {});
  if (fault === 'truncated') outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
}

async function* slowly(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const slice of source) {
    yield slice;
    await delay(SLOW_SLICE_MS);
  }
}

/** A plausible first box, then nonsense. */
function garbage(): ArrayBuffer {
  const bytes = new Uint8Array(GARBAGE_BYTES).map((_, index) => (index * 7_919) % 251);
  bytes.set(Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isommp41', 'latin1'));
  return bytes.buffer;
}
