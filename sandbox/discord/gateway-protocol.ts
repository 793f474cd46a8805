import { type RawData, WebSocket } from 'ws';

/** https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway */
export const OPCODE = {
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

export const CLOSE = {
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

export const GUILDS_INTENT = 1 << 0;
/** Members, presences, message content: a bot must be approved for these. */
const PRIVILEGED_INTENTS = (1 << 1) | (1 << 8) | (1 << 15);
const KNOWN_INTENTS = (1 << 26) - 1;
const PAYLOAD_MAX_BYTES = 4_096;

export interface Payload {
  readonly op: number;
  readonly d: unknown;
  readonly s: number | null;
  readonly t: string | null;
}

/** The `d` of a payload, of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** Sends to a connection that is open; to any other it does nothing. */
export function send(socket: WebSocket | undefined, op: number, d: unknown): void {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ op, d, s: null, t: null }));
}

/** @returns undefined for what is no payload, or too long for one */
export function decode(data: RawData): { op: unknown; d: Fields } | undefined {
  const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer);
  if (bytes.length > PAYLOAD_MAX_BYTES) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof value !== 'object' || value === null || !('op' in value)) return undefined;
    const d = 'd' in value ? value.d : undefined;
    return { op: value.op, d: typeof d === 'object' && d !== null ? { ...d } : {} };
  } catch {
    return undefined;
  }
}

/** Only plain JSON is spoken here; it is what a client without further packages asks for. @returns a close code */
export function queryProblem(query: URLSearchParams): number | undefined {
  if (!['9', '10'].includes(query.get('v') ?? '10')) return CLOSE.invalidApiVersion;
  if ((query.get('encoding') ?? 'json') !== 'json' || query.has('compress')) return CLOSE.decodeError;
  return undefined;
}

/** What is wrong with a login apart from its token. @returns a close code */
export function identifyProblem(fields: Fields): number | undefined {
  const { intents } = fields;
  if (typeof intents !== 'number' || !Number.isInteger(intents) || (intents & ~KNOWN_INTENTS) !== 0)
    return CLOSE.invalidIntents;
  if (intents & PRIVILEGED_INTENTS) return CLOSE.disallowedIntents;
  if (typeof fields.properties !== 'object' || fields.properties === null) return CLOSE.decodeError;
  return shardIn(fields) ? undefined : CLOSE.invalidShard;
}

/** @returns the shard and the number of shards; undefined for what cannot be */
export function shardIn({ shard = [0, 1] }: Fields): readonly [id: number, count: number] | undefined {
  if (!Array.isArray(shard)) return undefined;
  const [id, count]: unknown[] = shard;
  if (typeof id !== 'number' || typeof count !== 'number' || !Number.isInteger(id)) return undefined;
  return id >= 0 && id < count ? [id, count] : undefined;
}

/** https://docs.discord.com/developers/events/gateway#sharding ; events without a guild go to shard 0 */
export function shardOf(guildId: string | undefined, shardCount: number): number {
  return guildId === undefined ? 0 : Number((BigInt(guildId) >> 22n) % BigInt(shardCount));
}
