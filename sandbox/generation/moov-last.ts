import { readFile } from 'node:fs/promises';

interface Box {
  readonly type: string;
  /** Of its header, in the file or the box around it. */
  readonly start: number;
  readonly end: number;
}

const HEADER_BYTES = 8;
/** The way from the index to each track's table of offsets. */
const CONTAINERS: ReadonlySet<string> = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl']);

/**
 * An mp4 with its index, the `moov` box, at the very end, as encoders leave it that write a file in one go. Nothing is
 * encoded again: only the places of the samples move.
 * @throws {Error} when the file has no index
 */
export async function readWithMoovLast(path: string): Promise<Buffer> {
  const file = await readFile(path);
  const moov = boxesOf(file, 0, file.length).find(({ type }) => type === 'moov');
  if (!moov) throw new Error('the clip has no moov box');
  const index = Buffer.from(file.subarray(moov.start, moov.end));
  moveSamples(index, 0, index.length, moov.start, index.length);
  return Buffer.concat([file.subarray(0, moov.start), file.subarray(moov.end), index]);
}

/** What stood behind the index stands nearer to the beginning now. */
function moveSamples(index: Buffer, from: number, to: number, indexStart: number, byBytes: number): void {
  for (const { type, start, end } of boxesOf(index, from, to)) {
    if (CONTAINERS.has(type)) moveSamples(index, start + HEADER_BYTES, end, indexStart, byBytes);
    if (type !== 'stco') continue;
    // Version and flags, the number of entries, then the entries: four bytes each.
    for (let at = start + HEADER_BYTES + 8; at + 4 <= end; at += 4) {
      const offset = index.readUInt32BE(at);
      if (offset > indexStart) index.writeUInt32BE(offset - byBytes, at);
    }
  }
}

function boxesOf(bytes: Buffer, from: number, to: number): Box[] {
  const boxes: Box[] = [];
  for (let start = from; start + HEADER_BYTES <= to; ) {
    const end = start + boxSize(bytes, start, to);
    boxes.push({ type: bytes.toString('latin1', start + 4, start + HEADER_BYTES), start, end });
    start = end;
  }
  return boxes;
}

/** A size of 1 stands for a longer one behind the type, a size of 0 for all that is left. */
function boxSize(bytes: Buffer, start: number, to: number): number {
  const size = bytes.readUInt32BE(start);
  if (size === 1) return Number(bytes.readBigUInt64BE(start + HEADER_BYTES));
  return size < HEADER_BYTES ? to - start : size;
}
