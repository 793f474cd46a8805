import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import type { DiscordFaults } from './faults.ts';
import {
  CLOSE,
  decode,
  type Fields,
  GUILDS_INTENT,
  identifyProblem,
  OPCODE,
  queryProblem,
  send,
  shardIn,
  shardOf,
} from './gateway-protocol.ts';
import { GatewaySession, readyData } from './gateway-session.ts';
import { guildCreateObject } from './objects.ts';
import type { Guild, World } from './world.ts';

interface Connection {
  readonly socket: WebSocket;
  session: GatewaySession | undefined;
}

interface DispatchScope {
  /** Sent only to sessions that asked for this; an interaction belongs to no intent. */
  readonly intent?: number;
  /** Events without a guild go to shard 0. */
  readonly guildId?: string | undefined;
}

export class Gateway {
  readonly #world: World;
  readonly #token: string;
  readonly #url: () => string;
  readonly #faults: DiscordFaults;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });
  readonly #sessions = new Map<string, GatewaySession>();
  readonly #listeners = new Set<() => void>();

  constructor(options: { world: World; token: string; url: () => string; faults: DiscordFaults }) {
    this.#world = options.world;
    this.#token = options.token;
    this.#url = options.url;
    this.#faults = options.faults;
  }

  get url(): string {
    return this.#url();
  }

  /** Whether a bot is logged in and connected at this moment. */
  get identified(): boolean {
    return this.#connected().length > 0;
  }

  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.#faults.gateway.refuseConnections > 0) {
      this.#faults.gateway.refuseConnections -= 1;
      socket.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (connection) => {
      const query = new URL(request.url ?? '/', 'ws://localhost').searchParams;
      this.#serve(connection, query);
    });
  }

  dispatch(event: string, data: unknown, scope: DispatchScope = {}): void {
    for (const session of this.#sessions.values()) {
      if (scope.intent !== undefined && (session.intents & scope.intent) === 0) continue;
      if (shardOf(scope.guildId, session.shardCount) === session.shardId) session.dispatch(event, data);
    }
  }

  /** Ends the connections as a network does (no code), or with a close code. Sessions can be resumed. */
  drop(code?: number): void {
    for (const session of this.#connected()) {
      if (code === undefined) session.socket?.terminate();
      else session.socket?.close(code);
    }
  }

  /** Ends every session, because its token is no longer one. */
  revoke(): void {
    const connected = this.#connected();
    this.#sessions.clear();
    for (const session of connected) session.socket?.close(CLOSE.authenticationFailed, 'Authentication failed.');
  }

  sendReconnect(): void {
    for (const session of this.#connected()) send(session.socket, OPCODE.reconnect, null);
  }

  /** Asks for a heartbeat out of turn. */
  askForHeartbeat(): void {
    for (const session of this.#connected()) send(session.socket, OPCODE.heartbeat, null);
  }

  invalidateSessions(resumable: boolean): void {
    for (const session of this.#connected()) {
      send(session.socket, OPCODE.invalidSession, resumable);
      if (!resumable) this.#sessions.delete(session.id);
    }
  }

  setGuildUnavailable(guild: Guild, unavailable: boolean): void {
    guild.unavailable = unavailable;
    const scope = { intent: GUILDS_INTENT, guildId: guild.id };
    if (unavailable) this.dispatch('GUILD_DELETE', { id: guild.id, unavailable: true }, scope);
    else this.dispatch('GUILD_CREATE', guildCreateObject(guild, this.#world.bot), scope);
  }

  /** Calls `listener` whenever a bot has logged in, or has come back to its session. */
  onIdentify(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
  }

  #connected(): GatewaySession[] {
    return [...this.#sessions.values()].filter((session) => session.socket?.readyState === WebSocket.OPEN);
  }

  #serve(socket: WebSocket, query: URLSearchParams): void {
    // A peer that vanishes is an ordinary event; without a listener it would end the process.
    socket.on('error', () => socket.terminate());
    const problem = queryProblem(query);
    if (problem !== undefined) {
      socket.close(problem);
      return;
    }
    const connection: Connection = { socket, session: undefined };
    socket.on('message', (data) => this.#receive(connection, data));
    socket.on('close', (code) => this.#forget(connection, code));
    const { noHello, heartbeatIntervalMs } = this.#faults.gateway;
    if (!noHello) send(socket, OPCODE.hello, { heartbeat_interval: heartbeatIntervalMs, _trace: [] });
  }

  #receive(connection: Connection, data: RawData): void {
    const { socket } = connection;
    const payload = decode(data);
    switch (payload?.op) {
      case undefined:
        socket.close(CLOSE.decodeError);
        break;
      case OPCODE.heartbeat:
        if (!this.#faults.gateway.ignoreHeartbeats) send(socket, OPCODE.heartbeatAck, null);
        break;
      case OPCODE.identify:
      case OPCODE.resume:
        if (connection.session) socket.close(CLOSE.alreadyAuthenticated);
        else if (payload) this.#login(connection, payload.op, payload.d);
        break;
      case OPCODE.presence:
      case OPCODE.voiceState:
      case OPCODE.requestMembers:
        // Taken without an effect: nobody here looks at presences, voice or member lists.
        if (!connection.session) socket.close(CLOSE.notAuthenticated);
        break;
      default:
        socket.close(CLOSE.unknownOpcode);
    }
  }

  #login(connection: Connection, op: unknown, fields: Fields): void {
    const { gateway: faults, tokenRevoked } = this.#faults;
    const { socket } = connection;
    if (tokenRevoked || !this.#isToken(fields.token)) {
      socket.close(CLOSE.authenticationFailed, 'Authentication failed.');
      return;
    }
    if (faults.closeLogins.count > 0) {
      faults.closeLogins.count -= 1;
      socket.close(faults.closeLogins.code);
      return;
    }
    const refused = op === OPCODE.identify ? 'refuseLogins' : 'refuseResumes';
    if (faults[refused] > 0) {
      faults[refused] -= 1;
      send(socket, OPCODE.invalidSession, false);
      return;
    }
    connection.session = op === OPCODE.identify ? this.#identify(socket, fields) : this.#resume(socket, fields);
    if (connection.session) for (const listener of this.#listeners) listener();
  }

  #isToken(token: unknown): boolean {
    return typeof token === 'string' && token.replace(/^Bot /, '') === this.#token;
  }

  #identify(socket: WebSocket, fields: Fields): GatewaySession | undefined {
    const problem = identifyProblem(fields);
    const [shardId, shardCount] = shardIn(fields) ?? [0, 1];
    if (problem !== undefined) {
      socket.close(problem);
      return undefined;
    }
    const session = new GatewaySession(Number(fields.intents), { shardId, shardCount }, socket);
    if (this.#faults.gateway.noReady) return session;
    this.#sessions.set(session.id, session);
    this.#welcome(session);
    return session;
  }

  #welcome(session: GatewaySession): void {
    const guilds = this.#world.guilds.filter((guild) => shardOf(guild.id, session.shardCount) === session.shardId);
    session.dispatch('READY', readyData(this.#world, session, guilds, this.#url()));
    if ((session.intents & GUILDS_INTENT) === 0) return;
    for (const guild of guilds)
      if (!guild.unavailable) session.dispatch('GUILD_CREATE', guildCreateObject(guild, this.#world.bot));
  }

  #resume(socket: WebSocket, fields: Fields): GatewaySession | undefined {
    const session = this.#sessions.get(String(fields.session_id));
    if (!session) {
      send(socket, OPCODE.invalidSession, false);
      return undefined;
    }
    const sequence = Number(fields.seq);
    if (!Number.isInteger(sequence) || sequence > session.sequence) {
      this.#sessions.delete(session.id);
      socket.close(CLOSE.invalidSequence);
      return undefined;
    }
    if (session.resume(sequence, socket)) return session;
    this.#sessions.delete(session.id);
    send(socket, OPCODE.invalidSession, false);
    return undefined;
  }

  /** A client that says goodbye (1000, 1001) gives up its session; any other end leaves it to be resumed. */
  #forget({ session, socket }: Connection, code: number): void {
    if (!session || session.socket !== socket) return;
    session.socket = undefined;
    if (code === 1_000 || code === 1_001) this.#sessions.delete(session.id);
  }
}
