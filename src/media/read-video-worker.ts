import { parentPort, workerData } from 'node:worker_threads';
import { readVideo } from './read-video.ts';

/** What the thread of `inspectVideo` runs: one file, one answer. A failure ends the thread with its error. */
parentPort?.postMessage(await readVideo(String(workerData)));
