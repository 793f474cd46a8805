import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import type { Kysely } from 'kysely';
import type { TestContext } from 'vitest';
import { defaultPolicy } from '../../src/credits/policy.ts';
import { openDatabase } from '../../src/database/connection.ts';
import type { Database } from '../../src/database/schema.ts';
import { JobStore } from '../../src/jobs/job-store.ts';
import { aBill } from './fake-provider.ts';
import { aCandidate, anInput, anOrigin, aRequest } from './jobs.ts';

export const monday = Date.UTC(2026, 10, 23, 12);
export const guildId = '1';

/** Whoever has it never runs out of credits. */
export const exemptRole = '77';

const policy = { ...defaultPolicy({ credits: 300, period: 'week' }), exemptRoles: [exemptRole] };
const rules = { policy, spendLimitMicroUsdPerDay: 0 };

/** A folder of the test's own, which goes with it. */
export function temporaryFolder({ onTestFinished }: Pick<TestContext, 'onTestFinished'>): string {
  const folder = mkdtempSync(join(tmpdir(), 'raybot-ledger-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Takes a job of 51 credits for a member and leaves it there. */
export async function takeJob(
  database: Kysely<Database>,
  id: string,
  memberId: string,
  roleIds: readonly string[] = [],
): Promise<JobStore> {
  const store = new JobStore(database);
  const origin = anOrigin({ interactionId: id, guildId, memberId, roleIds });
  await store.accept(origin, aRequest(), aCandidate(), rules, monday);
  return store;
}

/** Leads a job of 51 credits to its video: they are spent. */
export async function deliverJob(...job: Parameters<typeof takeJob>): Promise<void> {
  const [, id] = job;
  const store = await takeJob(...job);
  await store.acknowledge(id, null, monday);
  await store.startAttempt(aCandidate(), anInput(await store.get(id)), monday);
  await store.submitted(id, 1, `request-${id}`, monday, monday);
  await store.finished(id, { n: 1, url: 'https://cdn.example.org/clip.mp4', bill: aBill, expiresAt: null }, monday);
  await store.startDelivery(await store.get(id), monday);
  await store.delivered(id, { messageId: 'message', channelId: '3' }, 'channel:file', monday);
}

/** Ends a job of 51 credits without a video: they are given back. */
export async function failJob(...job: Parameters<typeof takeJob>): Promise<void> {
  const [, id] = job;
  const store = await takeJob(...job);
  await store.end(id, 'failed', 'provider-unavailable', monday);
}

/** Two members with a delivered, a failed and an open job: one has spent 51 of 300 credits, the other holds 51. */
export async function fillLedger(database: Kysely<Database>): Promise<void> {
  await deliverJob(database, '1001', '10');
  await failJob(database, '1002', '10');
  await takeJob(database, '1003', '20');
}

/** A database of raybot's in a file, which is open; `paddingMb` makes its copy last for so many steps. */
export async function openLedgerFile(context: Pick<TestContext, 'onTestFinished'>, { paddingMb = 0 } = {}) {
  const folder = temporaryFolder(context);
  const file = join(folder, 'raybot.sqlite');
  const open = await openDatabase(file);
  await fillLedger(open.database);
  if (paddingMb > 0) pad(file, paddingMb);
  let isOpen = true;
  const close = async () => {
    if (isOpen) await open.close();
    isOpen = false;
  };
  context.onTestFinished(close);
  return { folder, file, database: open.database, close };
}

function pad(file: string, megabytes: number): void {
  const other = new SqliteDatabase(file);
  other.exec('create table padding (bytes blob not null) strict');
  const insert = other.prepare('insert into padding values (zeroblob(1024 * 1024))');
  for (let n = 0; n < megabytes; n += 1) insert.run();
  other.close();
}

/** All accounts, as they stand. */
export async function accountsOf(database: Kysely<Database>) {
  return database.selectFrom('account').selectAll().orderBy('guild_id').orderBy('member_id').execute();
}
