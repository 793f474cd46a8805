import { access, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MediaError } from '../errors/media-error.ts';

/** A video on our disk that was checked. */
export interface VideoFile {
  readonly path: string;
  readonly bytes: number;
}

export interface VideoTools {
  /** Downloads to a new file in a directory. @throws {MediaError} */
  download(url: string, directory: string, signal: AbortSignal): Promise<{ path: string }>;
  /** Checks that a file is a playable video. @throws {MediaError} `not-a-video` */
  inspect(path: string): Promise<{ bytes: number }>;
}

/**
 * The finished videos between provider and Discord: one checked file for each job under delivery, kept until the job ends,
 * so that a retry or a restart needs no second download.
 */
export class VideoFiles {
  readonly #directory: string;
  readonly #tools: VideoTools;

  /** @param directory - for these files alone; made where it is missing */
  constructor(directory: string, tools: VideoTools) {
    this.#directory = directory;
    this.#tools = tools;
  }

  /**
   * The job's video, downloaded unless it is here already. A file that fails the check is downloaded once more.
   * @throws {MediaError}
   */
  async fetch(jobId: string, url: string, signal: AbortSignal): Promise<VideoFile> {
    const path = this.#pathOf(jobId);
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    try {
      if (!(await exists(path))) return await this.#download(path, url, signal);
      const { bytes } = await this.#tools.inspect(path);
      return { path, bytes };
    } catch (error) {
      if (!(error instanceof MediaError) || error.code !== 'not-a-video') throw error;
      return await this.#download(path, url, signal);
    }
  }

  async discard(jobId: string): Promise<void> {
    await rm(this.#pathOf(jobId), { force: true });
  }

  /** Removes what no open job needs: files of ended jobs, and downloads that a crash cut off. */
  async sweep(openJobIds: readonly string[]): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const wanted = new Set(openJobIds.map((jobId) => this.#pathOf(jobId)));
    for (const name of await readdir(this.#directory)) {
      const path = join(this.#directory, name);
      if (!wanted.has(path)) await rm(path, { force: true });
    }
  }

  /** Only a file that passed the check gets the job's name. */
  async #download(path: string, url: string, signal: AbortSignal): Promise<VideoFile> {
    const { path: temporary } = await this.#tools.download(url, this.#directory, signal);
    try {
      const { bytes } = await this.#tools.inspect(temporary);
      await rename(temporary, path);
      return { path, bytes };
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /** Job ids are snowflakes: digits only. */
  #pathOf(jobId: string): string {
    return join(this.#directory, `${jobId}.mp4`);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
