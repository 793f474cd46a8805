/**
 * What can be made to go wrong, while it runs, by assigning fields of one plain object. Fields that count are counted
 * down as they strike; the others hold until they are set back.
 */
export interface DiscordFaults {
  /** Callbacks are looked at only after this time, in milliseconds of the Discord's clock. */
  callbackDelayMs: number;
  /** The next `count` callbacks answer with this HTTP status and do nothing. */
  failNextCallbacks: { status: number; count: number };
  /** The next `count` message edits answer 429; without headers, a client learns nothing from them but the status. */
  edit429: { count: number; headers: boolean; retryAfterMs: number };
  /** Webhook edits are really limited, to 5 in 2 seconds of real time for each interaction token. */
  limitEdits: boolean;
  /** The next request whose decoded path holds the text answers 500 and does nothing. */
  serverErrorOnce: { method?: string; path: string } | null;
  /** Every upload is refused with 413, as Discord writes it or as a proxy in front of it does. */
  uploadTooLarge: 'no' | 'json' | 'html';
  /** An upload is stored, but its answer comes only after this real time in milliseconds. */
  slowUploadMs: number;
  /** The next `count` uploads are stored, and the connection is cut instead of an answer. */
  hangUpAfterUpload: number;
  /** The bot may not send in any guild channel, whatever the permissions say. */
  noPermissionToSend: boolean;
}

/** A Discord on a good day. */
export function noFaults(): DiscordFaults {
  return {
    callbackDelayMs: 0,
    failNextCallbacks: { status: 500, count: 0 },
    edit429: { count: 0, headers: true, retryAfterMs: 1_000 },
    limitEdits: false,
    serverErrorOnce: null,
    uploadTooLarge: 'no',
    slowUploadMs: 0,
    hangUpAfterUpload: 0,
    noPermissionToSend: false,
  };
}
