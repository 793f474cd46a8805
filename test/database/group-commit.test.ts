import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql, type Transaction } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../src/database/connection.ts';
import { GroupCommit } from '../../src/database/group-commit.ts';
import type { Database } from '../../src/database/schema.ts';

async function open() {
  const directory = await mkdtemp(join(tmpdir(), 'raybot-group-commit-'));
  const { database, close } = await openDatabase(join(directory, 'raybot.sqlite'));
  onTestFinished(async () => {
    await close();
    await rm(directory, { recursive: true });
  });
  const members = async () =>
    (await database.selectFrom('account').select('member_id').execute()).map((row) => row.member_id);
  return { database, commits: new GroupCommit(database), members };
}

const insert = (trx: Transaction<Database>, member_id: string) =>
  trx.insertInto('account').values({ guild_id: '1', member_id, balance_credits: 1, held_credits: 0 }).execute();

it('one piece of work that throws leaves nothing, and the others in its commit stand', async () => {
  const { commits, members } = await open();
  const results = await Promise.allSettled([
    commits.write((trx) => insert(trx, 'a')),
    commits.write(async (trx) => {
      await insert(trx, 'b');
      throw new Error('changed my mind');
    }),
    commits.write((trx) => insert(trx, 'c')),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await members()).toEqual(['a', 'c']);
});

it('what is told to have failed does not stand, also when a full disk ends the shared transaction in the middle', async () => {
  const { database, commits, members } = await open();
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(database);
  await sql`pragma max_page_count = ${sql.lit(rows[0]?.page_count ?? 0)}`.execute(database);
  const results = await Promise.allSettled([
    commits.write((trx) => insert(trx, 'a')),
    commits.write((trx) => insert(trx, 'b'.repeat(100_000))),
    commits.write((trx) => insert(trx, 'c')),
  ]);
  const stand = await members();
  expect(results.map(({ status }) => status === 'fulfilled')).toEqual([
    stand.includes('a'),
    false,
    stand.includes('c'),
  ]);
  for (const result of results) {
    if (result.status === 'rejected') expect(String(result.reason)).toContain('database or disk is full');
  }
  await commits.write((trx) => insert(trx, 'd'));
  expect(await members()).toContain('d');
});
