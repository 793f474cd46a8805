import type { RecordedFile, RecordedRequest } from '../../sandbox/discord/request-log.ts';

/** One request as it came over the wire. */
export interface ObservedRequest {
  readonly method: string;
  /** Without host and version, decoded or not: `/webhooks/1/abc/messages/@original`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Whether it carries the bot's login, none, or another. */
  readonly authorization: RecordedRequest['authorization'];
  /** The JSON of the body; of a multipart form that of its `payload_json`. */
  readonly body: unknown;
  readonly files: readonly RecordedFile[];
  /** False where the answer came before the body was read: nothing can be said about it then. */
  readonly bodyWasRead: boolean;
}

/**
 * @param headers - of the same request, by name in lower case
 * @param token - the bot's
 */
export function observed(record: RecordedRequest, headers: ObservedRequest['headers'], token: string): ObservedRequest {
  const { method, path, query, body, files } = record;
  const authorization = loginIn(headers, token);
  return { method, path, query, headers, authorization, body, files, bodyWasRead: wasRead(record, headers) };
}

/** By what was sent: a token that a server does not take any more is the bot's all the same. */
function loginIn({ authorization }: ObservedRequest['headers'], token: string): ObservedRequest['authorization'] {
  if (authorization === undefined) return 'none';
  return authorization === `Bot ${token}` ? 'valid' : 'invalid';
}

/**
 * A server that refuses a request may do so before it has read it, and stops at the limit of a file that is too large. A
 * form without an answer may have been cut off in the middle; what is sent again is looked at then.
 */
function wasRead({ status, body }: RecordedRequest, headers: ObservedRequest['headers']): boolean {
  const isForm = headers['content-type']?.startsWith('multipart/') ?? false;
  if (status === 413 || (status === undefined && isForm)) return false;
  const isRefused = status === undefined || status >= 400;
  return body !== undefined || !isRefused || !hasBody(headers);
}

export function hasBody(headers: ObservedRequest['headers']): boolean {
  return Number(headers['content-length'] ?? 0) > 0 || headers['transfer-encoding'] !== undefined;
}
