import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from '../database/schema.ts';

/** A job that has ended, as far as erasing it goes. */
export interface ErasableJob {
  readonly id: string;
  /** JSON. */
  readonly request: string;
}

/**
 * Takes what is personal out of an ended job and its attempts: the prompt, the pictures, what leads to its messages and to
 * the video, and what a service was asked and answered. What it was, took and cost stays.
 */
export async function eraseJob(trx: Transaction<Database>, { id, request }: ErasableJob): Promise<void> {
  await sql`
    update job set request = ${withoutWords(request)}, locale = '', channel_id = '', interaction_token = null,
      progress_message_id = null, message_id = null, message_channel_id = null, result_url = null, result_expires_at = null
    where id = ${id}`.execute(trx);
  await sql`update attempt set input = null, request_id = null, detail = null where job_id = ${id}`.execute(trx);
}

/** Which of some jobs still hold what is personal. */
export async function personalAmong(database: Kysely<Database>, jobIds: readonly string[]): Promise<Set<string>> {
  if (jobIds.length === 0) return new Set();
  const rows = await database
    .selectFrom('job')
    .select('id')
    .where('id', 'in', jobIds)
    .where('locale', '!=', '')
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** A request that can still be read, and says nothing of what was to be shown. */
function withoutWords(request: string): string {
  try {
    const known: unknown = JSON.parse(request);
    return JSON.stringify({ ...Object(known), prompt: '', startImage: null, endImage: null });
  } catch {
    // Nobody could read it before either.
    return '{}';
  }
}
