import { readFile } from 'node:fs/promises';
import { request } from 'undici';
import { expect } from 'vitest';
import type { Bill, MadeVideo, OperationStatus, Submitted } from '../../../src/providers/video-provider.ts';
import type { ContractWorld } from './world.ts';

/** What is called a video is the one that was made; its index may stand at its end. */
export async function expectVideo({ clip }: ContractWorld, video: MadeVideo): Promise<void> {
  const bytes = 'path' in video ? await readFile(video.path) : await download(video.url);
  expect([bytes.toString('latin1', 4, 8), bytes.length]).toEqual(['ftyp', clip.bytes.length]);
}

/** A bill names what was spent, or nothing. */
export function expectBill(world: ContractWorld, { costMicroUsd, metrics }: Bill): void {
  expect([null, world.spentMicroUsd()]).toContain(costMicroUsd);
  expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
}

/** A success of a submit, of whichever kind, is about the request that the far end took last. */
export async function expectTaken(world: ContractWorld, submitted: Submitted | null): Promise<void> {
  const last = world.takenIds().at(-1);
  if (submitted?.state === 'accepted') return expect(submitted.requestId).toBe(last);
  if (submitted?.state !== 'finished') throw new Error(`not taken, but ${JSON.stringify(submitted)}`);
  expect([null, last]).toContain(submitted.requestId);
  expectBill(world, submitted.bill);
  await expectVideo(world, submitted.video);
}

/** Whatever a look says, it is one of its words, and there is no «finished» without a video. */
export async function expectSensibleLook(world: ContractWorld, status: OperationStatus): Promise<void> {
  switch (status.state) {
    case 'finished':
      return expectVideo(world, { url: status.videoUrl });
    case 'running':
      return expectProgress(status.progress);
    case 'failed':
      expect(['moderation', 'validation', 'other']).toContain(status.kind);
      return;
    case 'unknown':
      return;
  }
}

export function expectProgress(progress: number | null): void {
  const isPercentage = progress === null || (progress >= 0 && progress <= 100);
  expect(isPercentage, `progress ${progress}`).toBe(true);
}

async function download(url: string): Promise<Buffer> {
  const { statusCode, body } = await request(url, { headers: { connection: 'close' } });
  const bytes = Buffer.from(await body.arrayBuffer());
  expect(statusCode).toBe(200);
  return bytes;
}
