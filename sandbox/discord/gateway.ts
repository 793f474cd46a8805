import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import { applicationObject, guildCreateObject, ownUserObject } from './objects.ts';
import type { Guild, World } from './world.ts';

/** https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway */
const OPCODE = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  presence: 3,
  voiceState: 4,
  resume: 6,
  reconnect: 7,
  requestMembers: 8,
  invalidSession: 9,
  hello: 10,
  heartbeatAck: 11,
} as const;

const CLOSE = {
  unknownOpcode: 4001,
  decodeError: 4002,
  notAuthenticated: 4003,
  authenticationFailed: 4004,
  alreadyAuthenticated: 4005,
  invalidSequence: 4007,
  invalidShard: 4010,
  invalidApiVersion: 4012,
  invalidIntents: 4013,
  disallowedIntents: 4014,
} as const;

const GUILDS_INTENT = 1 << 0;
/** Members, presences, message content: a bot must be approved for these. */
const PRIVILEGED_INTENTS = (1 << 1) | (1 << 8) | (1 << 15);
const KNOWN_INTENTS = (1 << 26) - 1;
const HEARTBEAT_INTERVAL_MS = 41_250;
const PAYLOAD_MAX_BYTES = 4_096;
const REPLAY_MAX_EVENTS = 1_000;

interface Payload {
  readonly op: number;
  readonly d: unknown;
  readonly s: number | null;
  readonly t: string | null;
}

/** A login. It outlives its connection, so that a client that comes back gets what it missed. */
interface Session {
  readonly id: string;
  readonly intents: number;
  readonly shardId: number;
  readonly shardCount: number;
  /** The last events, oldest first. */
  readonly recent: Payload[];
  /** Number of the last event. */
  sequence: number;
  socket: WebSocket | undefined;
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
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });
  readonly #sessions = new Map<string, Session>();
  readonly #listeners = new Set<() => void>();

  constructor(options: { world: World; token: string; url: () => string }) {
    this.#world = options.world;
    this.#token = options.token;
    this.#url = options.url;
  }

  get url(): string {
    return this.#url();
  }

  /** Whether a bot is logged in and connected at this moment. */
  get identified(): boolean {
    return this.#connected().length > 0;
  }

  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (connection) => {
      const query = new URL(request.url ?? '/', 'ws://localhost').searchParams;
      this.#serve(connection, query);
    });
  }

  dispatch(event: string, data: unknown, scope: DispatchScope = {}): void {
    for (const session of this.#sessions.values()) {
      if (scope.intent !== undefined && (session.intents & scope.intent) === 0) continue;
      if (shardOf(scope.guildId, session.shardCount) === session.shardId) this.#dispatchTo(session, event, data);
    }
  }

  /** Ends the connections as a network does (no code), or with a close code. Sessions can be resumed. */
  drop(code?: number): void {
    for (const session of this.#connected()) {
      if (code === undefined) session.socket?.terminate();
      else session.socket?.close(code);
    }
  }

  sendReconnect(): void {
    for (const session of this.#connected()) send(session.socket, OPCODE.reconnect, null);
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

  #connected(): Session[] {
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
    const connection: { session: Session | undefined } = { session: undefined };
    socket.on('message', (data) => this.#receive(socket, connection, data));
    socket.on('close', (code) => this.#forget(connection.session, socket, code));
    send(socket, OPCODE.hello, { heartbeat_interval: HEARTBEAT_INTERVAL_MS, _trace: [] });
  }

  #receive(socket: WebSocket, connection: { session: Session | undefined }, data: RawData): void {
    const payload = decode(data);
    const fields = (payload?.d ?? {}) as Record<string, unknown>;
    switch (payload?.op) {
      case undefined:
        socket.close(CLOSE.decodeError);
        break;
      case OPCODE.heartbeat:
        send(socket, OPCODE.heartbeatAck, null);
        break;
      case OPCODE.identify:
      case OPCODE.resume:
        if (connection.session) socket.close(CLOSE.alreadyAuthenticated);
        else if (payload?.op === OPCODE.identify) connection.session = this.#identify(socket, fields);
        else connection.session = this.#resume(socket, fields);
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

  #identify(socket: WebSocket, fields: Record<string, unknown>): Session | undefined {
    const problem = this.#identifyProblem(fields);
    if (problem !== undefined) {
      socket.close(problem, problem === CLOSE.authenticationFailed ? 'Authentication failed.' : '');
      return undefined;
    }
    const [shardId, shardCount] = (fields.shard as [number, number] | undefined) ?? [0, 1];
    const id = randomBytes(16).toString('hex');
    const session: Session = {
      id,
      intents: Number(fields.intents),
      shardId,
      shardCount,
      recent: [],
      sequence: 0,
      socket,
    };
    this.#sessions.set(id, session);
    this.#welcome(session);
    for (const listener of this.#listeners) listener();
    return session;
  }

  #identifyProblem(fields: Record<string, unknown>): number | undefined {
    if (!this.#isToken(fields.token)) return CLOSE.authenticationFailed;
    const intents = fields.intents;
    if (typeof intents !== 'number' || !Number.isInteger(intents) || (intents & ~KNOWN_INTENTS) !== 0)
      return CLOSE.invalidIntents;
    if (intents & PRIVILEGED_INTENTS) return CLOSE.disallowedIntents;
    if (typeof fields.properties !== 'object' || fields.properties === null) return CLOSE.decodeError;
    const shard = fields.shard ?? [0, 1];
    if (!Array.isArray(shard) || !Number.isInteger(shard[0]) || !(shard[0] >= 0 && shard[0] < shard[1]))
      return CLOSE.invalidShard;
    return undefined;
  }

  #isToken(token: unknown): boolean {
    return typeof token === 'string' && token.replace(/^Bot /, '') === this.#token;
  }

  #welcome(session: Session): void {
    const guilds = this.#world.guilds.filter((guild) => shardOf(guild.id, session.shardCount) === session.shardId);
    this.#dispatchTo(session, 'READY', {
      v: 10,
      user: ownUserObject(this.#world.bot),
      guilds: guilds.map((guild) => ({ id: guild.id, unavailable: true })),
      private_channels: [],
      relationships: [],
      session_id: session.id,
      session_type: 'normal',
      resume_gateway_url: this.#url(),
      shard: [session.shardId, session.shardCount],
      application: { id: this.#world.applicationId, flags: applicationObject(this.#world).flags },
      user_settings: {},
      presences: [],
      geo_ordered_rtc_regions: [],
      _trace: [],
    });
    if ((session.intents & GUILDS_INTENT) === 0) return;
    for (const guild of guilds)
      if (!guild.unavailable) this.#dispatchTo(session, 'GUILD_CREATE', guildCreateObject(guild, this.#world.bot));
  }

  #resume(socket: WebSocket, fields: Record<string, unknown>): Session | undefined {
    if (!this.#isToken(fields.token)) {
      socket.close(CLOSE.authenticationFailed, 'Authentication failed.');
      return undefined;
    }
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
    const missed = session.recent.filter((payload) => (payload.s ?? 0) > sequence);
    if (missed.length < session.sequence - sequence) {
      // More was missed than is remembered.
      this.#sessions.delete(session.id);
      send(socket, OPCODE.invalidSession, false);
      return undefined;
    }
    session.socket?.terminate();
    session.socket = socket;
    for (const payload of missed) socket.send(JSON.stringify(payload));
    this.#dispatchTo(session, 'RESUMED', { _trace: [] });
    for (const listener of this.#listeners) listener();
    return session;
  }

  #dispatchTo(session: Session, event: string, data: unknown): void {
    session.sequence += 1;
    const payload = { op: OPCODE.dispatch, d: data, s: session.sequence, t: event };
    session.recent.push(payload);
    if (session.recent.length > REPLAY_MAX_EVENTS) session.recent.shift();
    if (session.socket?.readyState === WebSocket.OPEN) session.socket.send(JSON.stringify(payload));
  }

  /** A client that says goodbye (1000, 1001) gives up its session; any other end leaves it to be resumed. */
  #forget(session: Session | undefined, socket: WebSocket, code: number): void {
    if (!session || session.socket !== socket) return;
    session.socket = undefined;
    if (code === 1_000 || code === 1_001) this.#sessions.delete(session.id);
  }
}

function shardOf(guildId: string | undefined, shardCount: number): number {
  return guildId === undefined ? 0 : Number((BigInt(guildId) >> 22n) % BigInt(shardCount));
}

/** Only plain JSON is spoken here; it is what a client without further packages asks for. */
function queryProblem(query: URLSearchParams): number | undefined {
  if (!['9', '10'].includes(query.get('v') ?? '10')) return CLOSE.invalidApiVersion;
  if ((query.get('encoding') ?? 'json') !== 'json' || query.has('compress')) return CLOSE.decodeError;
  return undefined;
}

function send(socket: WebSocket | undefined, op: number, d: unknown): void {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ op, d, s: null, t: null }));
}

function decode(data: RawData): { op: unknown; d: unknown } | undefined {
  const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer);
  if (bytes.length > PAYLOAD_MAX_BYTES) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null && 'op' in value
      ? { op: value.op, d: 'd' in value ? value.d : null }
      : undefined;
  } catch {
    return undefined;
  }
}
