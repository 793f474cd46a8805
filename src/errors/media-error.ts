/**
 * Why a file could not be fetched or used:
 * - `address-refused`: the URL is not one that we contact (scheme, credentials, host, private address, redirect)
 * - `gone`: the server says that the file is not to be had (404, 403, any 4xx but 408 and 429)
 * - `too-large`: more bytes than allowed
 * - `empty`: not a single byte
 * - `network`: connection, timeout, a 5xx, or an answer cut short; another try may work
 * - `not-a-video`: the bytes are something else: a page, a picture, sound alone
 * - `damaged`: a video, but one that may not play: cut short, in another container, of an unknown codec, too odd to read;
 *   or a picture that is cut short or cannot be decoded
 * - `not-an-image`: the bytes are no picture of a kind that is taken
 * - `too-many-pixels`: a picture over the limits, whatever its description said
 */
export type MediaErrorCode =
  | 'address-refused'
  | 'gone'
  | 'too-large'
  | 'empty'
  | 'network'
  | 'not-a-video'
  | 'damaged'
  | 'not-an-image'
  | 'too-many-pixels';

/** A file from outside that cannot be used. The message is for the log and never holds a query string. */
export class MediaError extends Error {
  readonly code: MediaErrorCode;

  constructor(code: MediaErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'MediaError';
    this.code = code;
  }

  /** Whether the same download may succeed later. */
  get retryable(): boolean {
    return this.code === 'network';
  }
}
