import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream';

/** Why a body is not there: it is larger than it may be, or the other side is gone or was cut off before its end. */
export type MissingBody = 'too-large' | 'cut-off';

/** Reads a request's body, counting what really comes. From more than `maxBytes` on, all of it is thrown away. */
export function readBody(incoming: IncomingMessage, maxBytes: number): Promise<Buffer | MissingBody> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve) => {
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      resolve('too-large');
    });
    finished(incoming, (error) => resolve(error ? 'cut-off' : Buffer.concat(chunks)));
  });
}
