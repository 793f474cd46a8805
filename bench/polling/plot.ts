import { writeFile } from 'node:fs/promises';
import { startWorker } from '../workers.ts';
import type { DrawMethods } from './draw-process.ts';
import { frontierPoints } from './frontier.ts';

/** Draws lag against looks, for the README. @param path - of the PNG */
export async function plotFrontier(path: string, seeds: number): Promise<void> {
  const worker = startWorker<DrawMethods>('polling/draw-process.ts');
  await writeFile(path, await worker.call('drawFrontier', frontierPoints(seeds)));
  await worker.end();
}
