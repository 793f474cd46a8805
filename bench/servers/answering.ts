import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the bench's two servers have in common. */

/** @returns the origin of a server that listens on a free port of this machine alone */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server whose handler may fail: then the peer gets a 500, and the bench's counts show that something was wrong. */
export function createAnsweringServer(
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Server {
  const server = createServer((request, response) => {
    handle(request, response).catch(() => {
      if (!response.headersSent) answer(response, 500, {});
    });
  });
  // The peers' kept connections must not end in the middle of a measurement.
  server.keepAliveTimeout = 120_000;
  return server;
}

export function answer(response: ServerResponse, status: number, body?: unknown): void {
  if (body === undefined) {
    response.writeHead(status).end();
    return;
  }
  const text = JSON.stringify(body);
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    .end(text);
}

export async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}

/** A body that was read and thrown away. */
export interface Drained {
  readonly bytes: number;
  /** Its first bytes, at most 8 KiB: enough for what stands before a file. */
  readonly head: string;
}

/** @param bytesPerSecond - as fast as it will come when it is null */
export async function drain(request: IncomingMessage, bytesPerSecond: number | null): Promise<Drained> {
  const startedAt = performance.now();
  let bytes = 0;
  let head = '';
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (head.length < 8192) head += chunk.toString('latin1', 0, 8192 - head.length);
    if (bytesPerSecond === null) return;
    const earlyByMs = (bytes / bytesPerSecond) * 1000 - (performance.now() - startedAt);
    if (earlyByMs < 5) return;
    request.pause();
    setTimeout(() => request.resume(), earlyByMs);
  });
  await new Promise<void>((resolve, reject) => {
    request.on('end', resolve);
    request.on('close', () => reject(new Error('the upload was cut off')));
  });
  return { bytes, head };
}
