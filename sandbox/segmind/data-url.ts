/** A file as a `data:` URL carries it. */
export interface DataUrl {
  /** In lower case, without parameters. */
  readonly contentType: string;
  readonly bytes: Buffer;
}

const HEAD = /^data:([a-z]+\/[a-z0-9.+-]+)(?:;[a-z0-9-]+=[^;,]*)*;base64$/i;

/** @returns null for anything but a base64 `data:` URL that holds at least one byte */
export function parseDataUrl(text: string): DataUrl | null {
  const comma = text.indexOf(',');
  const contentType = HEAD.exec(text.slice(0, Math.max(0, comma)))?.[1]?.toLowerCase();
  const data = text.slice(comma + 1);
  // Node itself skips what is no base64 without a word.
  if (contentType === undefined || data.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(data)) return null;
  return { contentType, bytes: Buffer.from(data, 'base64') };
}
