import type { FileHandle } from 'node:fs/promises';

/** So many bytes tell an mp4: the length of its first box, and that box's name. */
export const mp4HeadBytes = 8;
/** Real files have a handful; a file of nothing but tiny boxes must not keep the disk busy. */
const mostBoxes = 1_000;

/**
 * Whether bytes begin like an mp4. What a Content-Type says is no help: videos come as `image/jpeg` too.
 * @param head - at least `mp4HeadBytes`
 */
export function beginsLikeMp4(head: Buffer): boolean {
  return head.toString('latin1', 4, mp4HeadBytes) === 'ftyp';
}

/**
 * Whether the file ends inside one of its boxes: an answer that ends with its connection tells nothing of its length.
 * @see https://www.iso.org/standard/83102.html (ISO/IEC 14496-12, 4.2: size, then type; 1 for a long size, 0 for «to the end»)
 */
export async function isCutMp4(file: FileHandle, bytes: number): Promise<boolean> {
  const header = Buffer.alloc(16);
  let position = 0;
  for (let box = 0; box < mostBoxes && position + mp4HeadBytes <= bytes; box += 1) {
    const { bytesRead } = await file.read(header, 0, header.length, position);
    const size = boxSize(header.subarray(0, bytesRead));
    if (size === 'to the end') return false;
    // A box is at least as long as its own header; anything else is no box, and what follows cannot be read.
    if (size < mp4HeadBytes) return true;
    position += size;
  }
  return position > bytes;
}

function boxSize(header: Buffer): number | 'to the end' {
  const size = header.readUInt32BE(0);
  if (size === 0) return 'to the end';
  if (size !== 1) return size;
  return header.length < 16 ? Number.POSITIVE_INFINITY : Number(header.readBigUInt64BE(8));
}
