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

/** What somebody asked of the CDN. */
export interface CdnRequest {
  /** `GET` or `HEAD`. */
  readonly method: string;
  /** Decoded and without the query: `/ephemeral-attachments/1/2/start.png`. */
  readonly path: string;
  /** The signature: `ex`, `is`, `hm`. */
  readonly query: Readonly<Record<string, string>>;
  readonly attachmentId: string;
  readonly range: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly ifRange: string | undefined;
  readonly userAgent: string | undefined;
  /** As it came; nobody should send one here. */
  readonly authorization: string | undefined;
  /** Time of arrival by the Discord's clock. */
  readonly atMs: number;
  /** Status of the answer; undefined for good when there was none. */
  status?: number;
  /** Bytes of the file's body so far. */
  bytesSent: number;
}
