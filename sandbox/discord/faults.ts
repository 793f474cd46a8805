import { type CdnFaults, noCdnFaults } from './cdn-faults.ts';
import type { DiscordErrorName } from './errors.ts';
import { type GatewayFaults, noGatewayFaults } from './gateway-faults.ts';

/** Which requests a fault is meant for; a field that is left out fits all. */
export interface RequestFilter {
  readonly method?: string;
  /** Text that the decoded path holds, such as `/messages/@original`. */
  readonly path?: string;
}

/** An error of Discord's own, as if it had a reason for it. */
export interface Refusal extends RequestFilter {
  readonly error: DiscordErrorName;
  count: number;
}

/**
 * What an answer looks like whose request was obeyed: the connection ends before it (`hangUp`) or within it (`cut`),
 * it never comes (`never`), holds no JSON (`garbage`), is a proxy's page with status 200 (`page`) or holds nothing.
 */
export type SpoiltAnswer = 'hangUp' | 'cut' | 'never' | 'garbage' | 'page' | 'empty';

/**
 * What can be made to go wrong, while it runs, by assigning fields of one plain object. Fields that count are counted
 * down as they strike; the others hold until they are set back. Times are real ones unless said otherwise.
 */
export interface DiscordFaults {
  /** Callbacks are looked at only after this time, in milliseconds of the Discord's clock. */
  callbackDelayMs: number;
  /** The next `count` callbacks answer with this HTTP status and do nothing. */
  failNextCallbacks: { status: number; count: number };

  /** The next `count` message edits answer 429; without headers, a client learns nothing from them but the status. */
  edit429: { count: number; headers: boolean; retryAfterMs: number; scope?: 'user' | 'shared' };
  /** The next `count` fitting requests answer 429, likewise. */
  limited: { count: number; headers: boolean; retryAfterMs: number; scope?: 'user' | 'shared' } & RequestFilter;
  /** The next `count` requests answer 429 for the bot as a whole. Interactions are spared unless `everywhere`. */
  global429: { count: number; retryAfterMs: number; everywhere: boolean };
  /** Webhook edits are really limited, to 5 in 2 seconds of real time for each interaction token. */
  limitEdits: boolean;
  /** All routes that have a limit are really limited, and so is the bot as a whole, in real time; see rate-limits.ts. */
  limitRoutes: boolean;

  /** The next request whose decoded path holds the text answers 500 and does nothing. */
  serverErrorOnce: { method?: string; path: string } | null;
  /**
   * The next `count` fitting requests answer with this status and do nothing: as Discord's JSON or as the page of a
   * proxy in front of it, which has no code and no rate limit headers.
   */
  failRequests: { count: number; status: number; page: boolean; retryAfterMs?: number } & RequestFilter;
  /** Errors of Discord's own; the first entry that fits and still counts strikes, and nothing is done. */
  refusals: Refusal[];
  /** The next `count` fitting requests are obeyed and then answered badly. */
  spoilAnswers: { count: number; how: SpoiltAnswer } & RequestFilter;

  /** Every upload is refused with 413, as Discord writes it or as a proxy in front of it does. */
  uploadTooLarge: 'no' | 'json' | 'html';
  /** An upload is stored, but its answer comes only after this time in milliseconds. */
  slowUploadMs: number;
  /** The connection of the next `count` uploads is cut when so many bytes of the body have come; nothing is stored. */
  cutUpload: { count: number; afterBytes: number };
  /** The next `count` uploads are stored, and the connection is cut instead of an answer. */
  hangUpAfterUpload: number;

  /** The bot may not send in any guild channel, whatever the permissions say (403/50013). */
  noPermissionToSend: boolean;
  /** The bot has no access to any guild channel (403/50001). */
  noAccess: boolean;
  /** Where direct messages fail: 50007 closed, 50278 no guild in common, 40003 conversations opened too fast. */
  directMessages: 'open' | 'closed' | 'noMutualGuild' | 'openedTooFast';
  /** AutoMod's words in guilds, as whole words in any case: 400/200000. */
  blockedWords: string[];
  /** Texts with one of these are refused by the filter of harmful links: 400/240000. */
  blockedLinks: string[];
  /** Files are taken for explicit content: 400/20009. */
  explicitFiles: boolean;
  /** How many edits of messages older than an hour are left before 429/30046; null for any number. */
  oldEditsLeft: number | null;
  /** The bot's token is no longer valid: 401 on its routes, 4004 for a login. `revokeToken()` also ends connections. */
  tokenRevoked: boolean;

  /** Trouble with downloads. */
  cdn: CdnFaults;
  /** Trouble with the gateway. */
  gateway: GatewayFaults;
}

/** A Discord on a good day. */
export function noFaults(): DiscordFaults {
  return {
    callbackDelayMs: 0,
    failNextCallbacks: { status: 500, count: 0 },
    edit429: { count: 0, headers: true, retryAfterMs: 1_000 },
    limited: { count: 0, headers: true, retryAfterMs: 1_000 },
    global429: { count: 0, retryAfterMs: 1_000, everywhere: false },
    limitEdits: false,
    limitRoutes: false,
    serverErrorOnce: null,
    failRequests: { count: 0, status: 502, page: true },
    refusals: [],
    spoilAnswers: { count: 0, how: 'cut' },
    uploadTooLarge: 'no',
    slowUploadMs: 0,
    cutUpload: { count: 0, afterBytes: 0 },
    hangUpAfterUpload: 0,
    noPermissionToSend: false,
    noAccess: false,
    directMessages: 'open',
    blockedWords: [],
    blockedLinks: [],
    explicitFiles: false,
    oldEditsLeft: null,
    tokenRevoked: false,
    cdn: noCdnFaults(),
    gateway: noGatewayFaults(),
  };
}

/** Takes one of the strikes that are left for this request. @returns whether there was one */
export function takeStrike(
  fault: { count: number } & RequestFilter,
  request: { readonly method: string; readonly path: string },
): boolean {
  if (fault.count === 0 || !request.path.includes(fault.path ?? '')) return false;
  if ((fault.method ?? request.method) !== request.method) return false;
  fault.count -= 1;
  return true;
}
