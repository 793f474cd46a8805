/** What a bot asked for, as it came over the wire, and what it got. */
export interface RecordedRequest {
  readonly method: string;
  /** Decoded and without the version, as documentation writes it: `/webhooks/1/abc/messages/@original`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly userAgent: string | undefined;
  readonly authorization: 'none' | 'valid' | 'invalid';
  /** Time of arrival by the Discord's clock. */
  readonly atMs: number;
  /** The JSON of the body; of a multipart form that of its `payload_json`. */
  body?: unknown;
  files: readonly RecordedFile[];
  /** Status of the answer; undefined while there is none, and for good when the connection was cut. */
  status?: number;
  /** Discord's own code, when the answer is an error. */
  errorCode?: number;
}

export interface RecordedFile {
  /** Name of the form's part, such as `files[0]`. */
  readonly part: string;
  readonly filename: string;
  readonly contentType: string | undefined;
  readonly sizeBytes: number;
}
