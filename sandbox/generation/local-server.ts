import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { ServerType } from '@hono/node-server';

/**
 * Listens on loopback.
 * @param port - 0 for any free one
 * @returns the server's origin, e.g. `http://127.0.0.1:40123`
 */
export async function listen(server: ServerType, port: number): Promise<string> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function stop(server: ServerType): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // Answers that never end would keep it open.
  if ('closeAllConnections' in server) server.closeAllConnections();
  await closed;
}
