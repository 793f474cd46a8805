/** One box of an mp4. */
export function box(type: string, content: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(8 + content.length, 0);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, content]);
}

/** Bytes with the boxes of an mp4 and nothing to see in them. */
export function mp4Bytes(videoBytes = 100_000): Buffer {
  return Buffer.concat([
    box('ftyp', Buffer.from('isom\0\0\x02\0isomiso2avc1mp41', 'latin1')),
    box('moov', Buffer.alloc(700, 1)),
    box('mdat', Buffer.alloc(videoBytes, 7)),
  ]);
}
