const HEADERS_MAX_BYTES = 16 * 1024;

/** One part of a multipart/form-data body. Its bytes flow while `body` is read; what is left unread is skipped. */
export interface Part {
  readonly name: string;
  readonly filename?: string;
  readonly contentType?: string;
  readonly body: AsyncIterable<Buffer>;
}

/** The bytes are not the multipart form that the header promised. */
export class MultipartError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MultipartError';
  }
}

/**
 * Splits a multipart/form-data stream (RFC 7578) into its parts without keeping any of them: memory stays at about one
 * chunk, however large a file is.
 * @throws {MultipartError} when the stream ends early or a part has no usable headers
 */
export async function* readParts(source: AsyncIterable<Buffer>, boundary: string): AsyncGenerator<Part> {
  // The first boundary has no line break before it; adding one makes it like all others.
  const bytes = new DelimitedBytes(source, Buffer.from('\r\n'));
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  await bytes.skip(delimiter);
  while (!(await bytes.atClosingDashes())) {
    const headers = parseHeaders(await bytes.text(Buffer.from('\r\n\r\n'), HEADERS_MAX_BYTES));
    const body = bytes.until(delimiter);
    let finished = false;
    yield {
      ...headers,
      body: (async function* () {
        yield* body;
        finished = true;
      })(),
    };
    if (!finished) await bytes.skip(delimiter);
  }
  await bytes.skipAll();
}

/** A byte stream that is read up to delimiters. */
class DelimitedBytes {
  readonly #source: AsyncIterator<Buffer>;
  #pending: Buffer;

  constructor(source: AsyncIterable<Buffer>, start: Buffer) {
    this.#source = source[Symbol.asyncIterator]();
    this.#pending = start;
  }

  /** Yields what stands before the next delimiter, and moves behind it. */
  async *until(delimiter: Buffer): AsyncGenerator<Buffer> {
    for (;;) {
      const at = this.#pending.indexOf(delimiter);
      if (at >= 0) {
        const found = this.#pending.subarray(0, at);
        this.#pending = this.#pending.subarray(at + delimiter.length);
        if (found.length > 0) yield found;
        return;
      }
      // The delimiter may be cut by the end of a chunk, so the last bytes wait for the next one.
      const safe = Math.max(0, this.#pending.length - delimiter.length + 1);
      const ready = this.#pending.subarray(0, safe);
      this.#pending = this.#pending.subarray(safe);
      if (ready.length > 0) yield ready;
      if (!(await this.#fill())) throw new MultipartError('the form ends before its last boundary');
    }
  }

  async text(delimiter: Buffer, maxBytes: number): Promise<string> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of this.until(delimiter)) {
      size += chunk.length;
      if (size > maxBytes) throw new MultipartError('the headers of a part are too long');
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  /** After a boundary stands either `--` (the end) or a line break (another part). Both are consumed. */
  async atClosingDashes(): Promise<boolean> {
    while (this.#pending.length < 2) {
      if (!(await this.#fill())) throw new MultipartError('the form ends at a boundary');
    }
    const mark = this.#pending.subarray(0, 2).toString('latin1');
    if (mark !== '--' && mark !== '\r\n') throw new MultipartError('a boundary is followed by other bytes');
    this.#pending = this.#pending.subarray(2);
    return mark === '--';
  }

  async skip(delimiter: Buffer): Promise<void> {
    for await (const _ of this.until(delimiter));
  }

  async skipAll(): Promise<void> {
    while (await this.#fill()) this.#pending = Buffer.alloc(0);
  }

  async #fill(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done) return false;
    this.#pending = this.#pending.length === 0 ? next.value : Buffer.concat([this.#pending, next.value]);
    return true;
  }
}

function parseHeaders(text: string): Pick<Part, 'name' | 'filename' | 'contentType'> {
  const headers = new Map(
    text.split('\r\n').map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  const disposition = headers.get('content-disposition') ?? '';
  const name = parameter(disposition, 'name');
  if (name === undefined) throw new MultipartError('a part has no name');
  const filename = parameter(disposition, 'filename');
  const contentType = headers.get('content-type');
  return { name, ...(filename === undefined ? {} : { filename }), ...(contentType ? { contentType } : {}) };
}

function parameter(disposition: string, name: string): string | undefined {
  const quoted = new RegExp(`;\\s*${name}="((?:[^"\\\\]|\\\\.)*)"`, 'i').exec(disposition)?.[1];
  const value = quoted ?? new RegExp(`;\\s*${name}=([^;"\\s]+)`, 'i').exec(disposition)?.[1];
  // Browsers and undici write a quotation mark in a name as %22, other clients as \".
  return value?.replaceAll('%22', '"').replaceAll(/\\(.)/g, '$1');
}
