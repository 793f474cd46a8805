import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/database/connection.ts';
import { sqliteDialect } from '../../src/database/dialect.ts';
import { migrations } from '../../src/database/migrations/index.ts';
import { newJobRow } from '../../src/jobs/job-rows.ts';
import { JobStore } from '../../src/jobs/job-store.ts';
import { aCandidate, anOrigin, aRequest } from '../builders/jobs.ts';

let directory: string;
let file: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'raybot-upgrade-'));
  file = join(directory, 'raybot.sqlite');
});
afterEach(() => rm(directory, { recursive: true }));

const id = anOrigin().interactionId;

/** A database as the first version left it: a job with an accepted attempt. */
async function leaveOldDatabase(): Promise<void> {
  const database = new Kysely<never>({ dialect: sqliteDialect(file) });
  const [first] = Object.entries(migrations);
  if (!first) throw new Error('there is a first migration');
  const migrator = new Migrator({ db: database, provider: { getMigrations: async () => Object.fromEntries([first]) } });
  const { error } = await migrator.migrateToLatest();
  expect(error).toBeUndefined();
  const { rows: known } = await sql<{ name: string }>`select name from pragma_table_info('job')`.execute(database);
  // Columns of later versions were not there yet.
  const row = { ...newJobRow(anOrigin(), aRequest(), aCandidate(), 1), state: 'submitted' };
  const cells = Object.entries(row).filter(([name]) => known.some((column) => column.name === name));
  const columns = sql.join(cells.map(([name]) => sql.ref(name)));
  await sql`insert into job (${columns}) values (${sql.join(cells.map(([, value]) => value))})`.execute(database);
  await sql`insert into attempt (job_id, n, provider, model, slug, state, request_id, started_at, submitted_at)
    values (${id}, 1, 'segmind', 'ray-flash-2', 'ray-flash-2-720p', 'submitted', 'old-request', 2, 3)`.execute(
    database,
  );
  await database.destroy();
}

describe('a database of the first version', () => {
  it('is brought up to date with what stands in it', async () => {
    await leaveOldDatabase();
    const { database, close } = await openDatabase(file);
    const store = new JobStore(database);
    expect(await store.get(id)).toMatchObject({
      ...{ state: 'submitted', request: aRequest() },
      ...{ withheldAt: null, removedAt: null, withdrawnBy: null },
    });
    expect(await store.lastAttempt(id)).toEqual({
      ...{ jobId: id, n: 1, provider: 'segmind', model: 'ray-flash-2', slug: 'ray-flash-2-720p', state: 'submitted' },
      ...{ requestId: 'old-request', input: null, startedAt: 2, submittedAt: 3, endedAt: null },
    });
    expect(await store.knowsRequest('segmind', 'old-request')).toBe(true);
    await close();
  });

  it('can be brought up to date once: the second start finds nothing to do', async () => {
    await leaveOldDatabase();
    for (let time = 0; time < 2; time += 1) await (await openDatabase(file)).close();
    const { database, close } = await openDatabase(file);
    const names = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(database);
    expect(names.rows.map(({ name }) => name)).toEqual(Object.keys(migrations));
    await close();
  });
});

it('an attempt is found by its request without reading all of them', async () => {
  const { database, close } = await openDatabase(file);
  const plan = await sql<{ detail: string }>`explain query plan
    select n from attempt where provider = ${'segmind'} and request_id = ${'r'}`.execute(database);
  expect(plan.rows.map(({ detail }) => detail).join()).toMatch(
    /SEARCH attempt USING .*INDEX attempt_by_request \(provider=\? AND request_id=\?\)/,
  );
  await close();
});
