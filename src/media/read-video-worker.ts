import { parentPort } from 'node:worker_threads';
import { NotAVideoError, readVideo } from './read-video.ts';
import type { Verdict } from './video-file.ts';

/**
 * What the thread of `createVideoInspector` runs: a path comes in, a verdict goes out. A fault of our own disk is no
 * verdict: it ends the thread with its error.
 */
parentPort?.on('message', async (path: string) => {
  const verdict = await readVideo(path).then(
    (facts): Verdict => ({ facts }),
    (error: unknown): Verdict => {
      if (!(error instanceof Error) || 'syscall' in error) throw error;
      return { code: error instanceof NotAVideoError ? 'not-a-video' : 'damaged', problem: error.message };
    },
  );
  parentPort?.postMessage(verdict);
});
