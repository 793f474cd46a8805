import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClipLibrary } from '../../../sandbox/clips/clip-library.ts';
import type { ImageFile } from '../../../src/providers/video-provider.ts';
import { mp4Bytes } from '../mp4-bytes.ts';

const clipBytes = mp4Bytes(3_000);
/** As much of a photograph as anybody looks at. */
const pictureBytes = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70, 0, 13, 10, 250]);

export interface WorldFiles {
  readonly picture: ImageFile;
  readonly clip: { readonly path: string; readonly bytes: Buffer };
  /** Hands out the same clip for every order. */
  readonly clips: ClipLibrary;
  /** Made when it is needed. */
  readonly videoDirectory: string;
  keptVideos(): Promise<readonly string[]>;
  remove(): Promise<void>;
}

export async function createWorldFiles(): Promise<WorldFiles> {
  const directory = await mkdtemp(join(tmpdir(), 'raybot-contract-'));
  const clip = { path: join(directory, 'clip.mp4'), bytes: clipBytes };
  const picture = { path: join(directory, 'picture'), contentType: 'image/jpeg' } as const;
  const videoDirectory = join(directory, 'videos');
  await Promise.all([writeFile(clip.path, clipBytes), writeFile(picture.path, pictureBytes)]);
  return {
    picture,
    clip,
    clips: {
      clip: async ({ width, height }) => ({ ...clip, bytes: clipBytes.length, width, height, durationSeconds: 5 }),
      renderedCount: 0,
      close: async () => {},
    },
    videoDirectory,
    keptVideos: () => readdir(videoDirectory).catch(() => []),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
