import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { LocalDiscord } from '../discord/local-discord.ts';

/** Bytes: far more than the bot takes, so that its own words about large files can be seen. */
const UPLOAD_MAX_BYTES = 200 * 1024 * 1024;

export class UploadTooLarge extends Error {}

export interface ChosenFile {
  readonly path: string;
  readonly contentType?: string;
}

/** Files that people choose on the page. */
export interface Uploads {
  /**
   * @returns the id by which an attachment option names it
   * @throws {UploadTooLarge}
   */
  receive(file: {
    channelId: string;
    filename: string;
    contentType: string | undefined;
    body: AsyncIterable<Uint8Array>;
  }): Promise<string>;
  find(id: string): ChosenFile | undefined;
}

export function createUploads(discord: LocalDiscord, directory: string): Uploads {
  const files = new Map<string, ChosenFile>();
  return {
    async receive({ channelId, filename, contentType, body }) {
      const folder = join(directory, randomUUID());
      await mkdir(folder, { recursive: true });
      const name = basename(filename.replaceAll('\\', '/')).slice(0, 200);
      const path = join(folder, name === '' || name.startsWith('.') ? `file${name}` : name);
      try {
        await pipeline(capped(body), createWriteStream(path));
      } catch (error) {
        await rm(folder, { recursive: true, force: true });
        throw error;
      }
      const file = { path, ...(contentType ? { contentType } : {}) };
      const id = await discord.attach({ channelId, ...file });
      files.set(id, file);
      return id;
    },
    find: (id) => files.get(id),
  };
}

async function* capped(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > UPLOAD_MAX_BYTES) throw new UploadTooLarge();
    yield chunk;
  }
}
