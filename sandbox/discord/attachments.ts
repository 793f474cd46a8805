import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../../src/clock.ts';
import { AttachmentLinks, type LinkQuery } from './attachment-links.ts';
import { contentTypeOf, readFacts, safeName } from './file-facts.ts';
import type { AttachmentEntry } from './message-body.ts';
import type { Snowflakes } from './snowflake.ts';

const SPOILER_FLAG = 1 << 3;
/** Enough for several pieces from the network to be written at once. */
const WRITE_BUFFER_BYTES = 512 * 1024;

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

/**
 * What an attachment object shall say instead of the truth; the file that is served stays as it is. A null leaves the
 * field out, as Discord does with what it does not know.
 */
export interface AttachmentClaims {
  readonly filename?: string;
  readonly contentType?: string | null;
  readonly width?: number | null;
  readonly height?: number | null;
  /** Bytes. */
  readonly size?: number;
  /** Also becomes the `proxy_url`, unless that one is given too. */
  readonly url?: string;
  readonly proxyUrl?: string;
}

/** https://docs.discord.com/developers/resources/message#attachment-object */
export type AttachmentObject = {
  readonly id: string;
  readonly filename: string;
  readonly size: number;
  readonly url: string;
  readonly proxy_url: string;
  readonly content_scan_version: number;
  readonly content_type?: string;
  readonly width?: number;
  readonly height?: number;
  readonly duration_secs?: number;
  readonly title?: string;
  readonly description?: string;
  readonly ephemeral?: true;
  readonly flags?: number;
};

interface Placement {
  readonly channelId: string;
  readonly ephemeral: boolean;
}

/** Keeps the files of messages on disk and serves them as Discord's CDN does, by signed links that expire. */
export class AttachmentStore {
  readonly #directory: string;
  readonly #ids: Snowflakes;
  readonly #links: AttachmentLinks;
  readonly #served = new Map<string, Attachment>();
  readonly #deleted = new Set<string>();
  readonly #claims = new Map<string, AttachmentClaims>();

  constructor(options: {
    directory: string;
    clock: Clock;
    ids: Snowflakes;
    origin: () => string;
    /** How long a link lives that is made now; default a day. */
    linkLifeMs?: () => number;
  }) {
    this.#directory = options.directory;
    this.#ids = options.ids;
    this.#links = new AttachmentLinks({ ...options, lifeMs: options.linkLifeMs });
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
      await pipeline(capped, createWriteStream(path, { highWaterMark: WRITE_BUFFER_BYTES }));
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
    const facts = await readFacts(upload.path, filename, contentType);
    return {
      id: upload.id,
      channelId: place.channelId,
      filename,
      title: entry?.title ?? null,
      description: entry?.description ?? null,
      contentType,
      sizeBytes: upload.sizeBytes,
      path: upload.path,
      width: facts?.width ?? null,
      height: facts?.height ?? null,
      durationSeconds: facts?.durationSeconds ?? null,
      spoiler: entry?.is_spoiler === true || filename.startsWith('SPOILER_'),
      ephemeral: place.ephemeral,
    };
  }

  publish(attachments: readonly Attachment[]): void {
    for (const attachment of attachments)
      if (!this.#deleted.has(attachment.id)) this.#served.set(attachment.id, attachment);
  }

  withdraw(attachments: readonly Attachment[]): void {
    for (const attachment of attachments) this.#served.delete(attachment.id);
  }

  /** Ends one file for good: its links find nothing any more, whatever messages still name it. */
  delete(id: string): void {
    this.#deleted.add(id);
    this.#served.delete(id);
  }

  /** Makes the object of a file say something else than the truth. */
  claim(id: string, claims: AttachmentClaims): void {
    this.#claims.set(id, claims);
  }

  /** A link that is valid from now on. */
  url(attachment: Attachment): string {
    return this.#links.make(attachment);
  }

  /** The file behind a link, or undefined when it is gone, expired or forged. */
  find(id: string, query: LinkQuery): Attachment | undefined {
    const attachment = this.#served.get(id);
    return attachment && this.#links.isValid(attachment, query) ? attachment : undefined;
  }

  /** A file that stands, by its id alone. */
  get(id: string): Attachment | undefined {
    return this.#served.get(id);
  }

  toObject(attachment: Attachment): AttachmentObject {
    const claims = this.#claims.get(attachment.id) ?? {};
    const { contentType, width, height, durationSeconds, title, description } = { ...attachment, ...claims };
    const url = claims.url ?? this.url(attachment);
    return {
      id: attachment.id,
      filename: claims.filename ?? attachment.filename,
      size: claims.size ?? attachment.sizeBytes,
      url,
      proxy_url: claims.proxyUrl ?? url,
      content_scan_version: 0,
      ...(contentType === null ? {} : { content_type: contentType }),
      ...(width === null ? {} : { width }),
      ...(height === null ? {} : { height }),
      ...(durationSeconds === null ? {} : { duration_secs: durationSeconds }),
      ...(title === null ? {} : { title }),
      ...(description === null ? {} : { description }),
      ...(attachment.ephemeral ? { ephemeral: true } : {}),
      ...(attachment.spoiler ? { flags: SPOILER_FLAG } : {}),
    };
  }
}
