import type { Server } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';
import { guildCreateEvent, readyEvent } from './place.ts';

/** https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway */
const opcode = { dispatch: 0, heartbeat: 1, identify: 2, resume: 6, invalidSession: 9, hello: 10, heartbeatAck: 11 };
const heartbeatIntervalMs = 41_250;

/** Discord's gateway, for several bots at once; each is known by its token. */
export interface DiscordGateway {
  /** A new process is about to come with this token: the last one's connection may not be closed yet. */
  forget(token: string): void;
  /** Waits until this bot has been told of its guild. */
  whenConnected(token: string): Promise<void>;
  /** A function that sends one event; the text of its frame is made before, so that a burst is nothing but writes. */
  prepare(token: string, event: string, data: object): () => void;
}

/** Serves websockets on the port of an HTTP server. */
export function createDiscordGateway(http: Server, url: () => string): DiscordGateway {
  const bots = new Map<string, Bot>();
  const botOf = (token: string): Bot => {
    const bot = bots.get(token) ?? { socket: null, sequence: 0, connected: Promise.withResolvers<void>() };
    bots.set(token, bot);
    return bot;
  };

  new WebSocketServer({ server: http, perMessageDeflate: false }).on('connection', (socket) => {
    socket.on('error', () => socket.terminate());
    socket.on('message', (data) => {
      const { op, d } = JSON.parse(String(data)) as { op: number; d: { token?: string } | null };
      if (op === opcode.heartbeat) send(socket, { op: opcode.heartbeatAck });
      if (op === opcode.resume) send(socket, { op: opcode.invalidSession, d: false });
      if (op === opcode.identify) welcome(botOf(d?.token ?? ''), socket, url());
    });
    send(socket, { op: opcode.hello, d: { heartbeat_interval: heartbeatIntervalMs } });
  });

  return {
    forget: (token) => void bots.delete(token),
    whenConnected: (token) => botOf(token).connected.promise,
    prepare(token, event, data) {
      const { frame, socket } = dispatch(botOf(token), event, data);
      return () => socket?.send(frame);
    },
  };
}

interface Bot {
  socket: WebSocket | null;
  sequence: number;
  readonly connected: PromiseWithResolvers<void>;
}

function welcome(bot: Bot, socket: WebSocket, url: string): void {
  bot.socket = socket;
  bot.sequence = 0;
  for (const [event, data] of [
    ['READY', readyEvent('bench', url)],
    ['GUILD_CREATE', guildCreateEvent()],
  ] as const) {
    socket.send(dispatch(bot, event, data).frame);
  }
  bot.connected.resolve();
}

function dispatch(bot: Bot, event: string, data: object): { frame: string; socket: WebSocket | null } {
  bot.sequence += 1;
  const frame = JSON.stringify({ op: opcode.dispatch, t: event, s: bot.sequence, d: data });
  return { frame, socket: bot.socket };
}

function send(socket: WebSocket, payload: object): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ s: null, t: null, d: null, ...payload }));
}
