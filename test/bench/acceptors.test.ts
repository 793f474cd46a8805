import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, type TestContext } from 'vitest';
import { openAcceptor, type Way } from '../../bench/peers/acceptors.ts';
import { nextOrigin } from '../../bench/peers/commands.ts';
import { auditLedger } from '../../src/credits/ledger-audit.ts';
import { openReadOnly } from '../../src/database/read-only.ts';

function temporaryFile({ onTestFinished }: TestContext, name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'raybot-acceptors-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, name);
}

/** What a way leaves of some commands, but for the times. */
async function leftBy(way: Way, file: string, origins: ReturnType<typeof nextOrigin>[]) {
  const acceptor = await openAcceptor(way, file);
  await acceptor.take(origins.slice(0, 2), false);
  await acceptor.take(origins.slice(2), true);
  await acceptor.close();
  const { database, close } = openReadOnly(file);
  const ids = origins.map(({ interactionId }) => interactionId);
  const jobs = await database.selectFrom('job').selectAll().where('id', 'in', ids).orderBy('id').execute();
  const holds = await database.selectFrom('hold').selectAll().where('job_id', 'in', ids).orderBy('job_id').execute();
  const { findings } = await auditLedger(database);
  await close();
  return {
    jobs: jobs.map(({ created_at, updated_at, ...job }) => job),
    holds: holds.map(({ created_at, ...hold }) => hold),
    findings,
  };
}

it('all ways of taking a command leave the same jobs and holds, and books that agree', async (context) => {
  const origins = Array.from({ length: 5 }, nextOrigin);
  const [byRaybot, ...byOthers] = await Promise.all(
    (['raybot', 'better-sqlite3', 'kysely'] as const).map((way) => leftBy(way, temporaryFile(context, way), origins)),
  );
  expect(byRaybot).toMatchObject({ findings: [] });
  expect([byRaybot?.jobs.length, byRaybot?.holds.length]).toEqual([5, 5]);
  for (const left of byOthers) expect(left).toEqual(byRaybot);
});
