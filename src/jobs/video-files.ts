import { access, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FitError } from '../errors/fit-error.ts';
import { MediaError, type MediaErrorCode } from '../errors/media-error.ts';
import type { FitTask } from '../media/fit-process.ts';

/** What the check says of a bad file; another download may be a better one. */
const badFile: ReadonlySet<MediaErrorCode> = new Set(['empty', 'not-a-video', 'damaged']);
/** A job's video, made smaller or on the way there, or a download under its random name. */
const ownName = /^(?:\d{17,20}(?:\.fitted|\.fitting)?\.mp4|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The video itself, one that was made smaller to fit, and one on the way there. */
const kinds = ['', '.fitted', '.fitting'] as const;

/** A video on our disk that was checked. */
export interface VideoFile {
  readonly path: string;
  readonly bytes: number;
  /** False for codecs that only some of Discord's apps show in place. */
  readonly playsEverywhere: boolean;
  /** What the original has, where this is one that was made smaller to fit. */
  readonly originalBytes?: number;
}

export interface VideoTools {
  /** Downloads to a new file in a directory. @throws {MediaError} */
  download(url: string, directory: string, signal: AbortSignal): Promise<{ path: string }>;
  /** Checks that a file is a playable video. @throws {MediaError} `not-a-video` or `damaged` */
  inspect(path: string): Promise<Omit<VideoFile, 'path'>>;
  /** Encodes a video anew, into a file that is there and empty. @throws {FitError} and the signal's reason */
  fit(from: string, to: string, task: FitTask): Promise<unknown>;
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
   * @param url - null where the file came with the provider's answer
   * @throws {MediaError}
   */
  async fetch(jobId: string, url: string | null, signal: AbortSignal): Promise<VideoFile> {
    const path = this.#pathOf(jobId);
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    if (url === null) return this.#onlyCopy(path);
    try {
      if (!(await exists(path))) return await this.#download(path, url, signal);
      return await this.#checked(path);
    } catch (error) {
      if (!(error instanceof MediaError) || !badFile.has(error.code)) throw error;
      return await this.#download(path, url, signal);
    }
  }

  /** A video that has no address: one that may not play is all there is, and somebody has paid for it. */
  async #onlyCopy(path: string): Promise<VideoFile> {
    if (!(await exists(path))) throw new MediaError('gone', 'the only copy of the video is not on our disk any more');
    try {
      return await this.#checked(path);
    } catch (error) {
      if (!(error instanceof MediaError) || error.code !== 'damaged') throw error;
      return { path, bytes: (await stat(path)).size, playsEverywhere: false };
    }
  }

  /**
   * The job's video, made smaller unless that was done already.
   * @param original - as `fetch` gave it
   * @throws {FitError} `cut-off` where a crash ended the last try: it might do so each time. A stop in good order does not
   * @throws the signal's reason
   */
  async fit(jobId: string, original: VideoFile, task: FitTask): Promise<VideoFile> {
    const fitted = this.#pathOf(jobId, '.fitted');
    const smaller = (await this.#fittedBefore(fitted, task.limitBytes)) ?? (await this.#fitNow(jobId, original, task));
    return { ...smaller, path: fitted, originalBytes: original.bytes };
  }

  async #fittedBefore(path: string, limitBytes: number): Promise<VideoFile | null> {
    if (!(await exists(path))) return null;
    const file = await this.#checked(path).catch((error: unknown) => {
      if (error instanceof MediaError) return null;
      throw error;
    });
    return file && file.bytes <= limitBytes ? file : null;
  }

  async #fitNow(jobId: string, { path }: VideoFile, task: FitTask): Promise<VideoFile> {
    const [unfinished, fitted] = [this.#pathOf(jobId, '.fitting'), this.#pathOf(jobId, '.fitted')];
    if (await exists(unfinished)) throw new FitError('cut-off', 'raybot ended while it was being made smaller');
    await writeFile(unfinished, '', { mode: 0o600, flag: 'wx' });
    try {
      await this.#tools.fit(path, unfinished, task);
      const file = await this.#checked(unfinished);
      await rename(unfinished, fitted);
      return file;
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
  }

  /** Takes over a video that came with a provider's answer, in this directory. Done again, it changes nothing. */
  async adopt(jobId: string, path: string): Promise<void> {
    await rename(path, this.#pathOf(jobId)).catch(async (error: unknown) => {
      if (!(await this.has(jobId))) throw error;
    });
  }

  /** Whether the job's video is here. */
  async has(jobId: string): Promise<boolean> {
    return exists(this.#pathOf(jobId));
  }

  /**
   * Sets a video that could not be delivered and has no address aside, for the operator: nothing removes it any more. Done
   * again, it changes nothing.
   * @returns its path, or null when it is not here
   */
  async setAside(jobId: string): Promise<string | null> {
    const aside = join(this.#directory, `undelivered-${jobId}.mp4`);
    await rename(this.#pathOf(jobId), aside).catch(() => {});
    return (await exists(aside)) ? aside : null;
  }

  async discard(jobId: string): Promise<void> {
    await Promise.all(kinds.map((kind) => rm(this.#pathOf(jobId, kind), { force: true })));
  }

  /** Removes what no open job needs: files of ended jobs, and downloads that a crash cut off. Others' files stay. */
  async sweep(openJobIds: readonly string[]): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const wanted = new Set(openJobIds.flatMap((jobId) => kinds.map((kind) => this.#pathOf(jobId, kind))));
    for (const entry of await readdir(this.#directory, { withFileTypes: true })) {
      const path = join(this.#directory, entry.name);
      if (entry.isFile() && ownName.test(entry.name) && !wanted.has(path)) await rm(path, { force: true });
    }
  }

  /** Only a file that passed the check gets the job's name. */
  async #download(path: string, url: string, signal: AbortSignal): Promise<VideoFile> {
    const { path: temporary } = await this.#tools.download(url, this.#directory, signal);
    try {
      const file = await this.#checked(temporary);
      await rename(temporary, path);
      return { ...file, path };
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  async #checked(path: string): Promise<VideoFile> {
    const { bytes, playsEverywhere } = await this.#tools.inspect(path);
    return { path, bytes, playsEverywhere };
  }

  /** Job ids are snowflakes: digits only. */
  #pathOf(jobId: string, kind: (typeof kinds)[number] = ''): string {
    return join(this.#directory, `${jobId}${kind}.mp4`);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
