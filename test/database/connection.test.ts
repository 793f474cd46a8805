import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DatabaseInUseError, DatabaseTooNewError, openDatabase } from '../../src/database/connection.ts';
import { isDuplicateKey } from '../../src/database/dialect.ts';
import { migrations } from '../../src/database/migrations/index.ts';

let directory: string;
let file: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'raybot-database-'));
  file = join(directory, 'deep', 'raybot.sqlite');
});
afterEach(() => rm(directory, { recursive: true }));

const account = { guild_id: '1', member_id: '2', balance_credits: 300, held_credits: 0 };

describe('one process owns one database', () => {
  it('a second owner is refused, with what to do, until the first one closes', async () => {
    const first = await openDatabase(file);
    const refusal = await openDatabase(file).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(DatabaseInUseError);
    expect(String(refusal)).toContain(file);
    expect(String(refusal)).toContain('DATA_DIR');
    await first.close();
    await (await openDatabase(file)).close();
  });

  it('another process is refused too, and its lock is free in the moment in which it is killed', async () => {
    const connection = new URL('../../src/database/connection.ts', import.meta.url);
    const script = `const { openDatabase } = await import(${JSON.stringify(connection.href)});
      await openDatabase(${JSON.stringify(file)}); console.log('open'); setInterval(() => {}, 1000);`;
    const child = execFile(process.execPath, ['--input-type=module', '--eval', script]);
    const exited = once(child, 'exit');
    try {
      await once(child.stdout ?? process.stdin, 'data');
      await expect(openDatabase(file)).rejects.toThrow(DatabaseInUseError);
    } finally {
      child.kill('SIGKILL');
      await exited;
    }
    await (await openDatabase(file)).close();
  });

  it('a database in memory has no owner', async () => {
    const [one, two] = [await openDatabase(':memory:'), await openDatabase(':memory:')];
    await Promise.all([one.close(), two.close()]);
  });
});

describe('what stands on the disk', () => {
  const modesIn = async (folder: string) =>
    Promise.all(
      (await readdir(folder)).map(async (name) => [name, ((await stat(join(folder, name))).mode & 0o777).toString(8)]),
    );

  it('is readable by its owner alone, also in a folder that was there before and is open to all', async () => {
    await chmod(directory, 0o755);
    const { database, close } = await openDatabase(join(directory, 'raybot.sqlite'));
    await database.insertInto('account').values(account).execute();
    const modes = Object.fromEntries(await modesIn(directory));
    await close();
    expect(modes).toMatchObject({
      'raybot.sqlite': '600',
      'raybot.sqlite-wal': '600',
      'raybot.sqlite-shm': '600',
      'raybot.sqlite.lock': '600',
    });
    expect(new Set(Object.values(modes))).toEqual(new Set(['600']));
  });

  it('keeps the mode that the operator gave it', async () => {
    const path = join(directory, 'raybot.sqlite');
    await writeFile(path, '', { mode: 0o640 });
    await (await openDatabase(path)).close();
    expect(((await stat(path)).mode & 0o777).toString(8)).toBe('640');
  });
});

describe('a database of a newer version', () => {
  it('is refused by name, and left unlocked', async () => {
    const { database, close } = await openDatabase(file);
    await sql`insert into kysely_migration (name, timestamp) values ('0099-from-the-future', '2030')`.execute(database);
    await close();
    for (let time = 0; time < 2; time += 1) {
      const refusal = await openDatabase(file).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(DatabaseTooNewError);
      expect(String(refusal)).toMatch(/newer raybot.*0099-from-the-future.*backup/);
    }
  });
});

describe('a database', () => {
  it('keeps what was written, and makes its tables once', async () => {
    const first = await openDatabase(file);
    await first.database.insertInto('account').values(account).execute();
    await first.close();
    const second = await openDatabase(file);
    expect(await second.database.selectFrom('account').selectAll().execute()).toEqual([account]);
    const names = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(second.database);
    expect(names.rows.map(({ name }) => name)).toEqual(Object.keys(migrations));
    await second.close();
  });

  it('is as durable and as strict as promised', async () => {
    const { database, close } = await openDatabase(file);
    const pragma = async (name: string) =>
      Object.values((await sql<object>`${sql.raw(`pragma ${name}`)}`.execute(database)).rows[0] ?? {})[0];
    expect(await pragma('journal_mode')).toBe('wal');
    expect(await pragma('synchronous')).toBe(2);
    expect(await pragma('foreign_keys')).toBe(1);
    expect(await pragma('busy_timeout')).toBe(5000);
    const tables = await sql<{ name: string; strict: number }>`
      select name, strict from pragma_table_list where schema = 'main' and type = 'table'
        and name not like 'sqlite_%' and name not like 'kysely_%'`.execute(database);
    expect(tables.rows.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['account', 'hold', 'job', 'ledger_entry']),
    );
    expect(tables.rows.filter(({ strict }) => strict !== 1)).toEqual([]);
    await close();
  });

  it('lies in a folder that its owner alone can read', async () => {
    await (await openDatabase(file)).close();
    expect((await stat(join(directory, 'deep'))).mode & 0o777).toBe(0o700);
  });

  it('never holds an account with less than its holds', async () => {
    const { database, close } = await openDatabase(':memory:');
    const insert = (changes: Partial<typeof account>) =>
      database
        .insertInto('account')
        .values({ ...account, ...changes })
        .execute();
    await expect(insert({ held_credits: 301 })).rejects.toThrow(/account_covers_holds/);
    await expect(insert({ held_credits: -1 })).rejects.toThrow(/CHECK/);
    await close();
  });
});

describe('a transaction', () => {
  it('that fails leaves nothing, and the next one works', async () => {
    const { database, close } = await openDatabase(':memory:');
    const failing = database.transaction().execute(async (trx) => {
      await trx.insertInto('account').values(account).execute();
      throw new Error('in the middle');
    });
    await expect(failing).rejects.toThrow('in the middle');
    expect(await database.selectFrom('account').selectAll().execute()).toEqual([]);
    await database.transaction().execute((trx) => trx.insertInto('account').values(account).execute());
    expect(await database.selectFrom('account').selectAll().execute()).toHaveLength(1);
    await close();
  });

  it('takes the write lock before it reads', async () => {
    const { database, close } = await openDatabase(file);
    const other = new SqliteDatabase(file, { timeout: 0 });
    await database.transaction().execute(async (trx) => {
      await trx.selectFrom('account').selectAll().execute();
      expect(() => other.exec('begin immediate')).toThrow(/locked/);
    });
    other.close();
    await close();
  });

  it('holds every table of a migration: one that fails in its middle leaves none of them', async () => {
    await (await openDatabase(join(directory, 'other.sqlite'))).close();
    const early = new SqliteDatabase(join(directory, 'raybot.sqlite'));
    early.exec('create table attempt (of_somebody_else text)');
    early.close();
    await expect(openDatabase(join(directory, 'raybot.sqlite'))).rejects.toThrow(/attempt/);
    const left = new SqliteDatabase(join(directory, 'raybot.sqlite'));
    const tables = left.prepare("select name from sqlite_master where type = 'table' order by name").pluck().all();
    left.close();
    expect(tables.filter((name) => !String(name).startsWith('kysely_'))).toEqual(['attempt']);
  });
});

it('a key that exists is told from every other fault', async () => {
  const { database, close } = await openDatabase(':memory:');
  const insert = (balance: number) =>
    database
      .insertInto('account')
      .values({ ...account, balance_credits: balance })
      .execute()
      .then(() => null)
      .catch(isDuplicateKey);
  expect(await insert(1)).toBeNull();
  expect(await insert(1)).toBe(true);
  expect(await insert(-1)).toBe(false);
  expect(isDuplicateKey(new Error('UNIQUE'))).toBe(false);
  await close();
});

it('a transaction that a full disk has ended fails with the reason, not with its rollback', async () => {
  const { database, close } = await openDatabase(file);
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(database);
  await sql`pragma max_page_count = ${sql.lit(rows[0]?.page_count ?? 0)}`.execute(database);
  const writing = database.transaction().execute((trx) =>
    trx
      .insertInto('account')
      .values({ ...account, member_id: '2'.repeat(100_000) })
      .execute(),
  );
  await expect(writing).rejects.toThrow('database or disk is full');
  await close();
});
