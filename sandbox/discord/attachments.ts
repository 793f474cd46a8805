import { createHmac, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ALL_FORMATS, FilePathSource, Input } from 'mediabunny';
import type { Clock } from '../../src/clock.ts';
import type { AttachmentEntry } from './message-body.ts';
import type { Snowflakes } from './snowflake.ts';

/** A link to a file works for a day. https://docs.discord.com/developers/reference#signed-attachment-cdn-urls */
const LINK_LIFE_MS = 24 * 60 * 60 * 1_000;
const SPOILER_FLAG = 1 << 3;

const TYPE_BY_EXTENSION: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.mov': 'video/quicktime',
  '.qt': 'video/quicktime',
  '.webm': 'video/webm',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.txt': 'text/plain; charset=utf-8',
  '.json': 'application/json',
};

/** File names that Discord shows with a player: https://docs.discord.com/developers/reference#file-type-filtering */
const VIDEO_EXTENSIONS = new Set(['.mp4', '.mov', '.qt', '.webm']);

/** A file that has arrived and belongs to no message yet. */
export interface Upload {
  readonly id: string;
  /** The n of its part `files[n]`. */
  readonly index: number;
  readonly filename: string;
  readonly contentType?: string;
  readonly path: string;
  readonly sizeBytes: number;
}

export interface Attachment {
  readonly id: string;
  readonly channelId: string;
  readonly filename: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly path: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly durationSeconds: number | null;
  readonly spoiler: boolean;
  readonly ephemeral: boolean;
}

interface Placement {
  readonly channelId: string;
  readonly ephemeral: boolean;
}

/** Keeps the files of messages on disk and serves them as Discord's CDN does, by signed links that expire. */
export class AttachmentStore {
  readonly #directory: string;
  readonly #clock: Clock;
  readonly #ids: Snowflakes;
  readonly #key = randomBytes(32);
  readonly #served = new Map<string, Attachment>();
  readonly #origin: () => string;

  constructor(options: { directory: string; clock: Clock; ids: Snowflakes; origin: () => string }) {
    this.#directory = options.directory;
    this.#clock = options.clock;
    this.#ids = options.ids;
    this.#origin = options.origin;
  }

  /**
   * Streams one file to disk. Bytes beyond `maxBytes` are counted but not written, so that the client can finish
   * sending and then read the refusal.
   */
  async receive(
    file: { index: number; filename: string; contentType?: string | undefined; body: AsyncIterable<Buffer> },
    maxBytes: number,
  ): Promise<Upload> {
    const id = this.#ids.next();
    const filename = safeName(file.filename);
    const directory = join(this.#directory, id);
    await mkdir(directory, { recursive: true });
    const path = join(directory, filename);
    let sizeBytes = 0;
    const capped = async function* () {
      for await (const chunk of file.body) {
        sizeBytes += chunk.length;
        if (sizeBytes <= maxBytes) yield chunk;
      }
    };
    try {
      await pipeline(capped, createWriteStream(path));
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
    const contentType = file.contentType === undefined ? {} : { contentType: file.contentType };
    return { id, index: file.index, filename, path, sizeBytes, ...contentType };
  }

  async discard(uploads: readonly Upload[]): Promise<void> {
    await Promise.all(uploads.map((upload) => rm(join(this.#directory, upload.id), { recursive: true, force: true })));
  }

  /** Turns an upload into an attachment: what Discord finds out by looking into the file. */
  async accept(upload: Upload, entry: AttachmentEntry | undefined, place: Placement): Promise<Attachment> {
    const filename = entry?.filename ? safeName(entry.filename) : upload.filename;
    const contentType = contentTypeOf(filename, upload.contentType);
    const playable = contentType.startsWith('video/') && VIDEO_EXTENSIONS.has(extname(filename).toLowerCase());
    const picture = contentType.startsWith('image/');
    const size = playable ? await readVideo(upload.path) : picture ? await readImage(upload.path) : undefined;
    return {
      id: upload.id,
      channelId: place.channelId,
      filename,
      title: entry?.title ?? null,
      description: entry?.description ?? null,
      contentType,
      sizeBytes: upload.sizeBytes,
      path: upload.path,
      width: size?.width ?? null,
      height: size?.height ?? null,
      durationSeconds: size?.durationSeconds ?? null,
      spoiler: entry?.is_spoiler === true || filename.startsWith('SPOILER_'),
      ephemeral: place.ephemeral,
    };
  }

  publish(attachments: readonly Attachment[]): void {
    for (const attachment of attachments) this.#served.set(attachment.id, attachment);
  }

  withdraw(attachments: readonly Attachment[]): void {
    for (const attachment of attachments) this.#served.delete(attachment.id);
  }

  /** A link that is valid from now on for a day. */
  url(attachment: Attachment): string {
    const folder = attachment.ephemeral ? 'ephemeral-attachments' : 'attachments';
    const path = `/cdn/${folder}/${attachment.channelId}/${attachment.id}/${encodeURIComponent(attachment.filename)}`;
    const issued = Math.floor(this.#clock.now() / 1_000).toString(16);
    const expires = Math.floor((this.#clock.now() + LINK_LIFE_MS) / 1_000).toString(16);
    return `${this.#origin()}${path}?ex=${expires}&is=${issued}&hm=${this.#sign(attachment.id, expires, issued)}&`;
  }

  /** The file behind a link, or undefined when it is gone, expired or forged. */
  find(id: string, query: { ex?: string; is?: string; hm?: string }): Attachment | undefined {
    const { ex = '', is = '', hm = '' } = query;
    if (hm !== this.#sign(id, ex, is)) return undefined;
    return Number.parseInt(ex, 16) * 1_000 < this.#clock.now() ? undefined : this.#served.get(id);
  }

  /** A file that stands, by its id alone. */
  get(id: string): Attachment | undefined {
    return this.#served.get(id);
  }

  toObject(attachment: Attachment) {
    const url = this.url(attachment);
    const size = attachment.width === null ? {} : { width: attachment.width, height: attachment.height };
    return {
      id: attachment.id,
      filename: attachment.filename,
      size: attachment.sizeBytes,
      url,
      proxy_url: url,
      content_type: attachment.contentType,
      content_scan_version: 0,
      ...size,
      ...(attachment.durationSeconds === null ? {} : { duration_secs: attachment.durationSeconds }),
      ...(attachment.title === null ? {} : { title: attachment.title }),
      ...(attachment.description === null ? {} : { description: attachment.description }),
      ...(attachment.ephemeral ? { ephemeral: true } : {}),
      ...(attachment.spoiler ? { flags: SPOILER_FLAG } : {}),
    };
  }

  #sign(id: string, expires: string, issued: string): string {
    return createHmac('sha256', this.#key).update(`${id}.${expires}.${issued}`).digest('hex');
  }
}

/** Discord keeps letters, digits, dots, dashes and underscores of a name; spaces become underscores. */
function safeName(filename: string): string {
  const kept = filename
    .replaceAll(/\s/g, '_')
    .replaceAll(/[^\p{L}\p{N}._-]/gu, '')
    .replace(/^\.+/, '');
  return kept.slice(-200) || 'unknown';
}

function contentTypeOf(filename: string, declared: string | undefined): string {
  if (declared && declared !== 'application/octet-stream') return declared;
  return TYPE_BY_EXTENSION[extname(filename).toLowerCase()] ?? declared ?? 'application/octet-stream';
}

interface MediaFacts {
  readonly width: number;
  readonly height: number;
  readonly durationSeconds?: number;
}

/** Undefined when the bytes are no video that can be read: such a file is shown as a plain one, without a player. */
async function readVideo(path: string): Promise<MediaFacts | undefined> {
  const input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS });
  try {
    const track = await input.getPrimaryVideoTrack();
    if (!track) return undefined;
    const [width, height] = [await track.getDisplayWidth(), await track.getDisplayHeight()];
    return { width, height, durationSeconds: await input.computeDuration() };
  } catch {
    return undefined;
  } finally {
    input.dispose();
  }
}

async function readImage(path: string): Promise<MediaFacts | undefined> {
  // Loaded only when a picture comes: the native library takes a while, and most runs have none.
  const { loadImage } = await import('@napi-rs/canvas');
  try {
    const { width, height } = await loadImage(path);
    return { width, height };
  } catch {
    return undefined;
  }
}
