import { access, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a picture stands in the video. */
export type ImageRole = 'start' | 'end';
const roles: readonly ImageRole[] = ['start', 'end'];

/** A job's picture, or a file on its way under its random name. */
const ownName = /^(?:\d{17,20}-(?:start|end)\.jpg|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\.jpg)?)$/;

/** A member's picture on our disk: plain, checked, ready to be sent on. */
export interface InputImage {
  readonly path: string;
  /** Null for a picture that was here already, whose size is known since then. */
  readonly size: ImageSize | null;
}

/** Pixels. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

export interface ImageTools {
  /** Downloads to a new file in a directory. @throws {MediaError} */
  download(url: string, directory: string, signal: AbortSignal): Promise<{ path: string }>;
  /** Makes a plain JPEG of a picture. @throws {MediaError} `not-an-image`, `too-many-pixels` or `damaged` */
  normalise(from: string, to: string, signal: AbortSignal): Promise<{ width: number; height: number }>;
}

/**
 * Members' pictures between Discord and provider, kept until their job ends: Discord deletes what came with a command
 * whenever it likes, and a retry or a restart must not need it again.
 */
export class InputImages {
  readonly #directory: string;
  readonly #tools: ImageTools;

  /** @param directory - for these files alone; made where it is missing */
  constructor(directory: string, tools: ImageTools) {
    this.#directory = directory;
    this.#tools = tools;
  }

  /**
   * The job's picture, downloaded and made plain unless it is here already.
   * @param writeDown - awaited before the picture gets its name: whatever cuts us off, one that is here has a known size
   * @throws {MediaError} and what `writeDown` throws; no picture is kept then
   */
  async fetch(
    jobId: string,
    role: ImageRole,
    url: string,
    signal: AbortSignal,
    writeDown: (size: ImageSize) => Promise<void> = async () => {},
  ): Promise<InputImage> {
    const path = this.#pathOf(jobId, role);
    if (await exists(path)) return { path, size: null };
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const { path: original } = await this.#tools.download(url, this.#directory, signal);
    const plain = `${original}.jpg`;
    try {
      const size = await this.#tools.normalise(original, plain, signal);
      await writeDown(size);
      await rename(plain, path);
      return { path, size };
    } finally {
      await Promise.all([original, plain].map((file) => rm(file, { force: true })));
    }
  }

  async discard(jobId: string): Promise<void> {
    await Promise.all(roles.map((role) => rm(this.#pathOf(jobId, role), { force: true })));
  }

  /** Removes what no open job needs: pictures of ended jobs, and what a crash cut off. Others' files stay. */
  async sweep(openJobIds: readonly string[]): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const wanted = new Set(openJobIds.flatMap((jobId) => roles.map((role) => this.#pathOf(jobId, role))));
    for (const entry of await readdir(this.#directory, { withFileTypes: true })) {
      const path = join(this.#directory, entry.name);
      if (entry.isFile() && ownName.test(entry.name) && !wanted.has(path)) await rm(path, { force: true });
    }
  }

  /** Job ids are snowflakes: digits only. No name of a member's touches the disk. */
  #pathOf(jobId: string, role: ImageRole): string {
    return join(this.#directory, `${jobId}-${role}.jpg`);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
