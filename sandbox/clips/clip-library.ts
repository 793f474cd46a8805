import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type ClipInfo, type ClipSpec, frameCount, tinyClipSpec } from './clip-spec.ts';
import { renderInProcess } from './render-process.ts';

export interface Clip extends ClipInfo {
  /** Where the file stands; it stays there. */
  readonly path: string;
}

/** Makes clips, each only once. */
export interface ClipLibrary {
  /**
   * The clip for this order: from the cache, or rendered now, which takes seconds.
   * @throws {PictureError} when one of its pictures cannot be shown
   * @throws {Error} when it cannot be rendered, or the library is closed first
   */
  clip(spec: ClipSpec): Promise<Clip>;
  /** How many clips this library has rendered; those found in the cache are not counted. */
  readonly renderedCount: number;
  /** Kills running renderers and refuses what still waits. Finished files stay. */
  close(): Promise<void>;
}

export interface ClipLibraryOptions {
  /** Default: a folder in the sandbox that git ignores. Several processes may share it. */
  readonly directory?: string;
  /** `tiny` makes small, jerky clips of the right ratio and duration in a fraction of a second, for tests. */
  readonly quality?: 'full' | 'tiny';
}

const HERE = fileURLToPath(new URL('.', import.meta.url));
const DEFAULT_DIRECTORY = fileURLToPath(new URL('../.cache/clips', import.meta.url));

/** Each renderer draws and encodes in turn and so keeps about one core busy. */
const MAX_RENDERERS = availableParallelism();

export function createClipLibrary({
  directory = DEFAULT_DIRECTORY,
  quality = 'full',
}: ClipLibraryOptions = {}): ClipLibrary {
  const closing = new AbortController();
  const known = new Map<string, Promise<Clip>>();
  const inTurn = limitConcurrency(MAX_RENDERERS);
  const version = rendererVersion();
  let renderedCount = 0;

  async function findOrRender(spec: ClipSpec, key: string): Promise<Clip> {
    const path = `${directory}/${key}.mp4`;
    const cached = await fileSize(path);
    if (cached !== null) return describe(spec, path, cached);
    await mkdir(directory, { recursive: true });
    await inTurn(() => renderTo(path, spec));
    renderedCount++;
    return describe(spec, path, (await fileSize(path)) ?? 0);
  }

  /** Under another name first: whoever sees the file under its own name may take it as whole. */
  async function renderTo(path: string, spec: ClipSpec): Promise<void> {
    const unfinished = `${path}.${randomUUID()}.part`;
    try {
      await renderInProcess(spec, unfinished, closing.signal);
      await rename(unfinished, path);
    } finally {
      await rm(unfinished, { force: true });
    }
  }

  return {
    async clip(wanted) {
      closing.signal.throwIfAborted();
      const spec = quality === 'tiny' ? tinyClipSpec(wanted) : wanted;
      const key = cacheKey(spec, await version);
      const clip = known.get(key) ?? findOrRender(spec, key);
      known.set(key, clip);
      clip.catch(() => known.delete(key));
      return clip;
    },
    get renderedCount() {
      return renderedCount;
    },
    async close() {
      closing.abort();
      await Promise.allSettled(known.values());
    },
  };
}

/** Pictures count by what they show: the same one at another path is the same clip, another one at the same path is not. */
function cacheKey({ startImage, endImage, ...rest }: ClipSpec, version: string): string {
  const content = { ...rest, startImage: startImage?.sha256, endImage: endImage?.sha256 };
  return createHash('sha256')
    .update(JSON.stringify([version, Object.entries(content).sort()]))
    .digest('hex')
    .slice(0, 32);
}

function describe(spec: ClipSpec, path: string, bytes: number): Clip {
  const durationSeconds = frameCount(spec) / spec.framesPerSecond;
  return { path, bytes, width: spec.width, height: spec.height, durationSeconds };
}

async function fileSize(path: string): Promise<number | null> {
  return stat(path).then(
    ({ size }) => size,
    () => null,
  );
}

/** Changes with every file that has a say in the picture, so that no clip of an older look is served. */
async function rendererVersion(): Promise<string> {
  const names = (await readdir(HERE)).filter((name) => name.endsWith('.ts')).sort();
  const hash = createHash('sha256');
  for (const path of [...names.map((name) => HERE + name), `${HERE}../fonts.ts`]) hash.update(await readFile(path));
  return hash.digest('hex');
}

/** Runs at most `limit` tasks at a time, the others in their order. */
function limitConcurrency(limit: number): <Result>(task: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let free = limit;
  return async (task) => {
    if (free > 0) free--;
    else await new Promise<void>((start) => waiting.push(start));
    try {
      return await task();
    } finally {
      // The place goes straight to the next in line, so that nobody can slip in between.
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}
