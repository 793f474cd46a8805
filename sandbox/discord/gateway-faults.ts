/** https://docs.discord.com/developers/events/gateway#hello-event */
const HEARTBEAT_INTERVAL_MS = 41_250;

/**
 * What can go wrong with the gateway. Fields that count are counted down as they strike; the others hold until they are
 * set back. A guild's outage and the ends of connections are methods of the LocalDiscord.
 */
export interface GatewayFaults {
  /** The next connections are refused with HTTP 502 before they become WebSockets. */
  refuseConnections: number;
  /** Connections open, but nobody says hello. */
  noHello: boolean;
  /** Logins are taken, but READY and all that follows it never come. */
  noReady: boolean;
  /** Heartbeats get no acknowledgement. */
  ignoreHeartbeats: boolean;
  /** What hello tells a client, in milliseconds of real time; holds for connections made from now on. */
  heartbeatIntervalMs: number;
  /** The next logins (opcode 2) are answered with an invalid session (opcode 9), as when they come too often. */
  refuseLogins: number;
  /** The next resumes (opcode 6) are answered with an invalid session that cannot be resumed. */
  refuseResumes: number;
  /** The next `count` logins or resumes end with this close code. */
  closeLogins: { count: number; code: number };
}

/** A gateway on a good day. */
export function noGatewayFaults(): GatewayFaults {
  return {
    refuseConnections: 0,
    noHello: false,
    noReady: false,
    ignoreHeartbeats: false,
    heartbeatIntervalMs: HEARTBEAT_INTERVAL_MS,
    refuseLogins: 0,
    refuseResumes: 0,
    closeLogins: { count: 0, code: 4_000 },
  };
}
