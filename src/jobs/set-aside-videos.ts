import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Database } from '../database/schema.ts';
import { personalAmong } from './erase-job.ts';

/** A video that could not be delivered, kept for the operator under its job's id. */
const ownName = /^undelivered-(\d{17,20})\.mp4$/;

/**
 * Removes the videos that were set aside for jobs which were erased since, or are not there any more.
 * @param directory - of the videos; it may be missing
 */
export async function removeErasedVideos(directory: string, database: Kysely<Database>): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  const kept = names.flatMap((name) => ownName.exec(name)?.[1] ?? []);
  const personal = await personalAmong(database, kept);
  for (const jobId of kept) {
    if (!personal.has(jobId)) await rm(join(directory, `undelivered-${jobId}.mp4`), { force: true });
  }
}
