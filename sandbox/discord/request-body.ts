import type { Upload } from './attachments.ts';
import { DiscordError } from './errors.ts';
import { invalidForm } from './form.ts';
import { MultipartError, type Part, readParts } from './multipart.ts';
import type { ApiContext, DiscordState } from './state.ts';

const JSON_MAX_BYTES = 2 * 1024 * 1024;
/** Above about 200 MiB Discord's own front refuses a request, whatever a file may weigh. */
const UPLOAD_MAX_BYTES = 200 * 1024 * 1024;
const FILES_MAX = 10;

export interface RequestBody {
  readonly fields: unknown;
  readonly uploads: readonly Upload[];
}

/**
 * Reads a JSON or multipart body and hands it on. Files are on disk by then; when `use` fails they are removed.
 * @param maxFileBytes - limit for each file
 */
export async function withBody<T>(
  c: ApiContext,
  state: DiscordState,
  maxFileBytes: number,
  use: (body: RequestBody) => Promise<T>,
): Promise<T> {
  const uploads: Upload[] = [];
  try {
    const fields = await readFields(c, state, maxFileBytes, uploads);
    return await use({ fields, uploads });
  } catch (error) {
    await state.attachments.discard(uploads);
    throw error;
  }
}

/** A body that cannot carry files. An empty one reads as undefined. */
export async function readJson(c: ApiContext): Promise<unknown> {
  const type = c.req.header('content-type') ?? '';
  const bytes = await collect(requestBytes(c), JSON_MAX_BYTES);
  if (bytes.length === 0) return undefined;
  if (!/^application\/json\b/i.test(type)) throw wrongContentType();
  const fields = parseJson(bytes);
  c.get('record').body = fields;
  return fields;
}

/** The bytes of a request. Leaving the loop early does not close the connection, so that an answer can still be sent. */
export async function* requestBytes(c: ApiContext): AsyncGenerator<Buffer> {
  const { incoming } = c.env;
  const maxBytes = c.get('cutAfterBytes') ?? Number.POSITIVE_INFINITY;
  let size = 0;
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > maxBytes) incoming.socket.destroy();
    if (incoming.socket.destroyed) throw new Error('the connection has ended');
    yield chunk;
  }
}

async function readFields(
  c: ApiContext,
  state: DiscordState,
  maxFileBytes: number,
  uploads: Upload[],
): Promise<unknown> {
  const type = c.req.header('content-type') ?? '';
  if (!/^multipart\/form-data\b/i.test(type)) return readJson(c);
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (!boundary) throw wrongContentType();
  return readForm(c, state, { boundary, maxFileBytes: Math.min(maxFileBytes, UPLOAD_MAX_BYTES) }, uploads);
}

async function readForm(
  c: ApiContext,
  state: DiscordState,
  form: { boundary: string; maxFileBytes: number },
  uploads: Upload[],
): Promise<unknown> {
  const record = c.get('record');
  let fields: unknown = {};
  try {
    for await (const part of readParts(requestBytes(c), form.boundary)) {
      if (part.name === 'payload_json') {
        fields = parseJson(await collect(part.body, JSON_MAX_BYTES));
        record.body = fields;
      } else if (part.filename !== undefined) {
        const upload = await receiveFile(state, part, part.filename, form.maxFileBytes);
        uploads.push(upload);
        record.files = [...record.files, recordOf(part, upload)];
      }
    }
  } catch (error) {
    if (error instanceof MultipartError)
      throw invalidForm([{ path: [], code: 'MULTIPART_INVALID', message: error.message }]);
    throw error;
  }
  checkFiles(state, uploads, form.maxFileBytes);
  return fields;
}

function receiveFile(state: DiscordState, part: Part, filename: string, maxBytes: number): Promise<Upload> {
  const index = /^files\[(\d+)\]$/.exec(part.name)?.[1];
  return state.attachments.receive(
    { index: Number(index ?? 0), filename, contentType: part.contentType, body: part.body },
    maxBytes,
  );
}

function recordOf(part: Part, upload: Upload) {
  return {
    part: part.name,
    filename: part.filename ?? upload.filename,
    contentType: part.contentType,
    sizeBytes: upload.sizeBytes,
  };
}

function checkFiles(state: DiscordState, uploads: readonly Upload[], maxFileBytes: number): void {
  if (uploads.length > FILES_MAX) throw new DiscordError('tooManyAttachments');
  const refused = uploads.length > 0 && state.faults.uploadTooLarge !== 'no';
  if (refused || uploads.some((upload) => upload.sizeBytes > maxFileBytes)) throw new DiscordError('tooLarge');
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new DiscordError('invalidJson');
  }
}

async function collect(source: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > maxBytes) throw new DiscordError('tooLarge');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function wrongContentType(): DiscordError {
  return new DiscordError('invalidForm', {
    message: `Expected "Content-Type" header to be one of {'application/json', 'multipart/form-data'}.`,
  });
}
