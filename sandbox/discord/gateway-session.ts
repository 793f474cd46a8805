import { randomBytes } from 'node:crypto';
import { WebSocket } from 'ws';
import { OPCODE, type Payload } from './gateway-protocol.ts';
import { applicationObject, ownUserObject } from './objects.ts';
import type { Guild, World } from './world.ts';

const REPLAY_MAX_EVENTS = 1_000;

/** A login. It outlives its connection, so that a client that comes back gets what it missed. */
export class GatewaySession {
  readonly id = randomBytes(16).toString('hex');
  readonly intents: number;
  readonly shardId: number;
  readonly shardCount: number;
  /** The connection it is on; undefined while there is none. */
  socket: WebSocket | undefined;
  /** The last events, oldest first. */
  readonly #recent: Payload[] = [];
  #sequence = 0;

  constructor(intents: number, shard: { shardId: number; shardCount: number }, socket: WebSocket) {
    this.intents = intents;
    this.shardId = shard.shardId;
    this.shardCount = shard.shardCount;
    this.socket = socket;
  }

  /** Number of the last event. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Numbers an event and remembers it, and sends it where there is a connection. */
  dispatch(event: string, data: unknown): void {
    this.#sequence += 1;
    const payload = { op: OPCODE.dispatch, d: data, s: this.#sequence, t: event };
    this.#recent.push(payload);
    if (this.#recent.length > REPLAY_MAX_EVENTS) this.#recent.shift();
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(payload));
  }

  /**
   * Goes on at another connection, with every event after `sequence`.
   * @returns false when more was missed than is remembered
   */
  resume(sequence: number, socket: WebSocket): boolean {
    const missed = this.#recent.filter((payload) => (payload.s ?? 0) > sequence);
    if (missed.length < this.#sequence - sequence) return false;
    this.socket?.terminate();
    this.socket = socket;
    for (const payload of missed) socket.send(JSON.stringify(payload));
    this.dispatch('RESUMED', { _trace: [] });
    return true;
  }
}

/** The `d` of READY: https://docs.discord.com/developers/events/gateway-events#ready */
export function readyData(world: World, session: GatewaySession, guilds: readonly Guild[], url: string) {
  return {
    v: 10,
    user: ownUserObject(world.bot),
    guilds: guilds.map((guild) => ({ id: guild.id, unavailable: true })),
    private_channels: [],
    relationships: [],
    session_id: session.id,
    session_type: 'normal',
    resume_gateway_url: url,
    shard: [session.shardId, session.shardCount],
    application: { id: world.applicationId, flags: applicationObject(world).flags },
    user_settings: {},
    presences: [],
    geo_ordered_rtc_regions: [],
    _trace: [],
  };
}
