import { createWriteStream, mkdtempSync, openAsBlob } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pLimit from 'p-limit';
import { FormData, request } from 'undici';
import { serve } from '../workers.ts';

/** Which files go where, and through which folder. */
export interface Move {
  readonly count: number;
  /** The file's address by its number. */
  readonly segmindOrigin: string;
  readonly discordApi: string;
  readonly directory: string;
}

const atOnce = 8;

/** The floor of a delivery: undici fetches each file to the disk and sends it on from there, and nothing else is done. */
const methods = {
  /** @returns seconds */
  async move(move: Move): Promise<number> {
    const limit = pLimit(atOnce);
    const directory = mkdtempSync(join(move.directory, 'move-'));
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: move.count }, (_, number) => limit(() => moveOne(move, directory, number))));
    return (performance.now() - startedAt) / 1000;
  },
};
serve(methods);

async function moveOne({ segmindOrigin, discordApi }: Move, directory: string, number: number): Promise<void> {
  const path = join(directory, `${number}.mp4`);
  const download = await request(`${segmindOrigin}/files/${number}.mp4`);
  await pipeline(download.body, createWriteStream(path));
  const form = new FormData();
  form.set('payload_json', '{}');
  form.set('files[0]', await openAsBlob(path, { type: 'video/mp4' }), 'video.mp4');
  const upload = await request(`${discordApi}/v10/channels/1/messages`, { method: 'POST', body: form });
  await upload.body.dump();
  await rm(path);
}
