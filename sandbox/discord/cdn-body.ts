import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import type { ByteRange } from './byte-range.ts';
import type { CdnFaults } from './cdn-faults.ts';

const CHUNK_BYTES = 64 * 1024;
const SLICES_PER_SECOND = 20;

/** How the body of one answer ends. */
type Ending = 'complete' | 'cut' | 'silence';

export interface BodyPlan {
  readonly path: string;
  /** Undefined when there is nothing to send, as of an empty file. */
  readonly range: ByteRange | undefined;
  readonly extraBytes: number;
  readonly endless: boolean;
  readonly bytesPerSecond: number;
  /** Null: all of it. */
  readonly stopAfterBytes: number | null;
  readonly ending: Ending;
}

/** Takes what `faults` hold for the next body, and counts it down. */
export function planBody(path: string, range: ByteRange | undefined, faults: CdnFaults): BodyPlan {
  const { extraBytes, endless, bytesPerSecond } = faults;
  const plan = { path, range, extraBytes, endless, bytesPerSecond, stopAfterBytes: null, ending: 'complete' } as const;
  if (faults.cut.count > 0) {
    faults.cut.count -= 1;
    return { ...plan, stopAfterBytes: faults.cut.afterBytes, ending: 'cut' };
  }
  if (faults.hang.count === 0) return plan;
  faults.hang.count -= 1;
  return { ...plan, stopAfterBytes: faults.hang.afterBytes ?? 0, ending: 'silence' };
}

/**
 * Sends a body at the pace of the reader: no more than a chunk is held, also of an endless one. Ends early when the
 * reader leaves.
 * @param onBytes - told of every piece that was sent
 */
export async function sendBody(
  plan: BodyPlan,
  outgoing: ServerResponse,
  onBytes: (count: number) => void,
): Promise<void> {
  outgoing.flushHeaders();
  for await (const piece of paced(limited(bytesOf(plan), plan.stopAfterBytes), plan.bytesPerSecond)) {
    if (!(await write(outgoing, piece))) return;
    onBytes(piece.length);
  }
  if (plan.ending === 'complete') outgoing.end();
  else if (plan.ending === 'cut') outgoing.destroy();
  else if (!outgoing.destroyed) await once(outgoing, 'close');
}

/** @returns whether the reader is still there */
function write(outgoing: ServerResponse, piece: Buffer): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const leave = () => resolve(false);
  outgoing.once('close', leave);
  if (outgoing.destroyed) leave();
  else outgoing.write(piece, (error) => resolve(!error));
  return promise.finally(() => outgoing.off('close', leave));
}

async function* bytesOf({ path, range, extraBytes, endless }: BodyPlan): AsyncGenerator<Buffer> {
  if (range) for await (const chunk of createReadStream(path, { ...range, highWaterMark: CHUNK_BYTES })) yield chunk;
  const zeros = Buffer.alloc(CHUNK_BYTES);
  while (endless) yield zeros;
  for (let left = extraBytes; left > 0; left -= CHUNK_BYTES) yield zeros.subarray(0, left);
}

async function* limited(source: AsyncIterable<Buffer>, maxBytes: number | null): AsyncGenerator<Buffer> {
  let left = maxBytes ?? Number.POSITIVE_INFINITY;
  if (left <= 0) return;
  for await (const chunk of source) {
    const piece = chunk.subarray(0, left);
    yield piece;
    left -= piece.length;
    if (left <= 0) return;
  }
}

async function* paced(source: AsyncIterable<Buffer>, bytesPerSecond: number): AsyncGenerator<Buffer> {
  if (bytesPerSecond === 0) {
    yield* source;
    return;
  }
  const sliceBytes = Math.max(1, Math.floor(bytesPerSecond / SLICES_PER_SECOND));
  for await (const chunk of source)
    for (let at = 0; at < chunk.length; at += sliceBytes) {
      const slice = chunk.subarray(at, at + sliceBytes);
      await new Promise((resolve) => setTimeout(resolve, (slice.length / bytesPerSecond) * 1_000));
      yield slice;
    }
}
