import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClipPicture } from '../clips/clip-spec.ts';

/** Pictures on disk, each once however often it comes, in a folder that is made for the first one. */
export interface PictureStore {
  /**
   * The picture may go again when many newer ones come.
   * @throws {Error} when the disk does not take it, or the store is closed
   */
  keep(bytes: Buffer): Promise<ClipPicture>;
  /** Removes them all. */
  close(): Promise<void>;
}

/** So much stays on disk; the oldest go first. */
const MAX_BYTES = 512 * 1024 * 1024;

export function createPictureStore(maxBytes = MAX_BYTES): PictureStore {
  /** By sha256, oldest first. */
  const kept = new Map<string, { readonly bytes: number; readonly written: Promise<string> }>();
  let directory: Promise<string> | null = null;
  let total = 0;
  let closed = false;

  async function write(name: string, bytes: Buffer): Promise<string> {
    directory ??= mkdtemp(join(tmpdir(), 'raybot-pictures-'));
    const path = join(await directory, name);
    await writeFile(path, bytes, { mode: 0o600 });
    return path;
  }

  async function dropOldest(newest: string): Promise<void> {
    for (const [sha256, { bytes, written }] of kept) {
      if (total <= maxBytes || sha256 === newest) return;
      kept.delete(sha256);
      total -= bytes;
      await rm(await written, { force: true });
    }
  }

  return {
    async keep(bytes) {
      if (closed) throw new Error('the store of pictures is closed');
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      let picture = kept.get(sha256);
      if (!picture) {
        picture = { bytes: bytes.length, written: write(sha256, bytes) };
        kept.set(sha256, picture);
        picture.written.catch(() => kept.delete(sha256));
        total += bytes.length;
        await dropOldest(sha256);
      }
      return { path: await picture.written, sha256 };
    },
    async close() {
      closed = true;
      await Promise.allSettled(Array.from(kept.values(), ({ written }) => written));
      if (directory) await rm(await directory, { recursive: true, force: true });
    },
  };
}
