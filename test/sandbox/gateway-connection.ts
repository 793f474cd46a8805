import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { LocalDiscord } from '../../sandbox/discord/local-discord.ts';

/** The gateway's protocol, spoken by hand. */

export interface Payload {
  readonly op: number;
  readonly d: Record<string, unknown>;
  readonly s: number | null;
  readonly t: string | null;
}

export interface Connection {
  readonly socket: WebSocket;
  /** Everything received, hello first. */
  readonly received: Payload[];
  readonly closed: Promise<number>;
  send(op: number, d: unknown): void;
  next(matches: (payload: Payload) => boolean): Promise<Payload>;
}

export async function connect(discord: LocalDiscord, query = '?v=10&encoding=json'): Promise<Connection> {
  const socket = new WebSocket(`${discord.origin.replace('http', 'ws')}/gateway/${query}`);
  onTestFinished(() => socket.terminate());
  const received: Payload[] = [];
  socket.on('message', (data) => received.push(JSON.parse(String(data)) as Payload));
  const closed = once(socket, 'close').then(([code]) => Number(code));
  const next = async (matches: (payload: Payload) => boolean): Promise<Payload> => {
    for (;;) {
      const found = received.find(matches);
      if (found) return found;
      await once(socket, 'message');
    }
  };
  await once(socket, 'open');
  return { socket, received, closed, next, send: (op, d) => socket.send(JSON.stringify({ op, d })) };
}

/** The `d` of a login that is taken, with changes. */
export function identity(discord: LocalDiscord, change: object = {}) {
  return { token: discord.token, intents: 1, properties: { os: 'linux', browser: 'x', device: 'x' }, ...change };
}

export const isNamed = (name: string) => (payload: Payload) => payload.t === name;
