import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { chmod, lstat, mkdir, open, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { type Kysely, sql } from 'kysely';
import { describe, expect, it, type TestContext } from 'vitest';
import { auditLedger } from '../../src/credits/ledger-audit.ts';
import { lockFile } from '../../src/database/dialect.ts';
import { openReadOnly } from '../../src/database/read-only.ts';
import type { Database } from '../../src/database/schema.ts';
import { BackupError, type BackupErrorCode } from '../../src/errors/backup-error.ts';
import { shortMessage } from '../../src/errors/short-message.ts';
import { backupName, differingCopyName, newestBackup } from '../../src/operations/backup-files.ts';
import { type BackupOrder, writeBackup } from '../../src/operations/write-backup.ts';
import { accountsOf, deliverJob, monday, openLedgerFile } from '../builders/ledger-file.ts';

const dayMs = 86_400_000;
const name = backupName(monday);

/** A database in use, and the order to back it up. */
async function begin(context: Pick<TestContext, 'onTestFinished'>, padding: { paddingMb?: number } = {}) {
  const ledger = await openLedgerFile(context, padding);
  const backups = join(ledger.folder, 'backups');
  const order: BackupOrder = { databaseFile: ledger.file, target: join(backups, name), isOwnFolder: true };
  return { ...ledger, backups, order };
}

async function refusal(work: Promise<unknown>): Promise<BackupErrorCode> {
  const error = await work.catch((reason: unknown) => reason);
  if (error instanceof BackupError) return error.code;
  throw new Error('it was not refused', { cause: error });
}

async function readAccounts(file: string) {
  const { database, close } = openReadOnly(file);
  try {
    expect((await auditLedger(database)).findings).toEqual([]);
    return await accountsOf(database);
  } finally {
    await close();
  }
}

describe('a backup', () => {
  it('holds what was committed, in one file that its owner alone can read', async (context) => {
    const { database, backups, order } = await begin(context);
    const report = await writeBackup(order);
    expect(await readdir(backups)).toEqual([name]);
    const { mode, size } = await stat(order.target);
    expect((mode & 0o777).toString(8)).toBe('600');
    expect(((await stat(backups)).mode & 0o777).toString(8)).toBe('700');
    expect(report).toEqual({
      ...{ file: order.target, bytes: size, accounts: 2, entries: 3, deleted: [], undeleted: [] },
    });
    expect(await readAccounts(order.target)).toEqual(await accountsOf(database));
    // Having read it leaves nothing beside it either.
    expect(await readdir(backups)).toEqual([name]);
  });

  it('comes to its end beside somebody who writes without a pause, and holds the moment of its beginning', async (context) => {
    const { file, database, order } = await begin(context, { paddingMb: 5 });
    const before = await accountsOf(database);
    const writer = new SqliteDatabase(file);
    context.onTestFinished(() => void writer.close());
    const pay = writer.prepare('update account set balance_credits = balance_credits - 1 where member_id = 10');
    let steps = 0;
    await writeBackup(order, () => {
      steps += 1;
      pay.run();
    });
    expect(steps).toBeGreaterThan(4);
    expect(await readAccounts(order.target)).toEqual(before);
    expect(await accountsOf(database)).not.toEqual(before);
  });

  it('of a raybot that does not run is as good', async (context) => {
    const { database, close, order } = await begin(context);
    const before = await accountsOf(database);
    await close();
    await writeBackup(order);
    expect(await readAccounts(order.target)).toEqual(before);
  });

  it('takes the place of what is too old, in its own folder', async (context) => {
    const { backups, order } = await begin(context);
    await mkdir(backups);
    const older = Array.from({ length: 40 }, (_, day) => backupName(monday - (day + 1) * dayMs));
    for (const each of [...older, 'notes.txt']) await writeFile(join(backups, each), '');
    const { deleted } = await writeBackup(order);
    expect(deleted).toHaveLength(30);
    const left = await readdir(backups);
    expect(left).toHaveLength(12);
    expect(left).toEqual(expect.arrayContaining([name, 'notes.txt', backupName(monday - dayMs)]));
  });

  it('leaves everything else alone in a folder of somebody else', async (context) => {
    const { folder, order } = await begin(context);
    const elsewhere = join(folder, 'disk');
    await mkdir(elsewhere);
    const older = Array.from({ length: 40 }, (_, day) => backupName(monday - (day + 1) * dayMs));
    for (const each of [...older, `${name}.partial`]) await writeFile(join(elsewhere, each), '');
    const { deleted } = await writeBackup({ ...order, target: join(elsewhere, 'mine.sqlite'), isOwnFolder: false });
    expect(deleted).toEqual([]);
    expect((await readdir(elsewhere)).toSorted()).toEqual([...older, `${name}.partial`, 'mine.sqlite'].toSorted());
  });
});

describe('a copy that is not to be relied on goes, and older ones stay:', () => {
  /** With an older backup, which would be deleted after a new one. */
  async function beginWithOlder(context: Pick<TestContext, 'onTestFinished'>, padding: { paddingMb?: number } = {}) {
    const world = await begin(context, padding);
    await mkdir(world.backups);
    const older = Array.from({ length: 40 }, (_, day) => backupName(monday - (day + 1) * dayMs)).toSorted();
    for (const each of older) await writeFile(join(world.backups, each), '');
    const expectOlderAlone = async () => expect((await readdir(world.backups)).toSorted()).toEqual(older);
    return { ...world, expectOlderAlone };
  }

  it('one of a damaged database', async (context) => {
    const { file, close, order, expectOlderAlone } = await beginWithOlder(context, { paddingMb: 2 });
    await close();
    const broken = await open(file, 'r+');
    const page = Buffer.alloc(4096, 0xff);
    // A page in the middle: the chain of a large value leads over it.
    await broken.write(page, 0, page.length, 4096 * 100);
    await broken.close();
    expect(await refusal(writeBackup(order))).toBe('damaged');
    await expectOlderAlone();
  });

  it('one of a database that is not raybot’s', async (context) => {
    const { folder, order, expectOlderAlone } = await beginWithOlder(context);
    const other = join(folder, 'other.sqlite');
    new SqliteDatabase(other).exec('create table t (a)').close();
    expect(await refusal(writeBackup({ ...order, databaseFile: other }))).toBe('no-database');
    await expectOlderAlone();
  });
});

describe('a copy whose accounts are wrong', () => {
  const falsify = (database: Kysely<Database>) =>
    sql`update account set balance_credits = 250 where member_id = 10`.execute(database);
  const mend = (database: Kysely<Database>) =>
    sql`update account set balance_credits = 249 where member_id = 10`.execute(database);

  it('is kept aside for want of a better one, and it is said where, and whose account it is', async (context) => {
    const { database, backups, order } = await begin(context);
    await falsify(database);
    const aside = join(backups, differingCopyName);
    const error = await writeBackup(order).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(BackupError);
    expect(error).toMatchObject({
      code: 'ledger-differs',
      message: expect.stringContaining('balance, guild 1, member 10: expected 249, found 250'),
    });
    // A notice has room for so much.
    expect(shortMessage(error)).toContain(aside);
    expect(await readdir(backups)).toEqual([differingCopyName]);
    expect(((await stat(aside)).mode & 0o777).toString(8)).toBe('600');
    const { database: copy, close } = openReadOnly(aside);
    context.onTestFinished(close);
    expect(await accountsOf(copy)).toEqual(await accountsOf(database));
  });

  it('counts as no backup: the next one is due, and no older one goes for it', async (context) => {
    const { database, backups, order } = await begin(context);
    await mkdir(backups);
    const older = Array.from({ length: 40 }, (_, day) => backupName(monday - (day + 1) * dayMs)).toSorted();
    for (const each of older) await writeFile(join(backups, each), '');
    await falsify(database);
    expect(await refusal(writeBackup(order))).toBe('ledger-differs');
    const names = await readdir(backups);
    expect(names.toSorted()).toEqual([...older, differingCopyName].toSorted());
    expect(newestBackup(names, monday)).toBe(monday - dayMs);
  });

  it('takes the place of the one before, and goes when there is a good one', async (context) => {
    const { database, backups, order } = await begin(context);
    await falsify(database);
    expect(await refusal(writeBackup(order))).toBe('ledger-differs');
    await sql`update account set balance_credits = 251 where member_id = 10`.execute(database);
    expect(await refusal(writeBackup(order))).toBe('ledger-differs');
    expect(await readdir(backups)).toEqual([differingCopyName]);
    const { database: copy, close } = openReadOnly(join(backups, differingCopyName));
    expect(await accountsOf(copy)).toMatchObject([{ balance_credits: 251 }, {}]);
    await close();
    await mend(database);
    const { deleted } = await writeBackup(order);
    expect(deleted).toEqual([differingCopyName]);
    expect(await readdir(backups)).toEqual([name]);
  });

  it('is not kept in a folder of somebody else', async (context) => {
    const { folder, database, order } = await begin(context);
    await falsify(database);
    const elsewhere = join(folder, 'disk');
    await mkdir(elsewhere);
    const target = join(elsewhere, 'mine.sqlite');
    await expect(writeBackup({ ...order, target, isOwnFolder: false })).rejects.toMatchObject({
      code: 'ledger-differs',
      message: expect.not.stringContaining('kept'),
    });
    expect(await readdir(elsewhere)).toEqual([]);
  });

  it('goes where something else has its name', async (context) => {
    const { database, backups, order } = await begin(context);
    await falsify(database);
    await mkdir(join(backups, differingCopyName), { recursive: true });
    await expect(writeBackup(order)).rejects.toMatchObject({
      code: 'ledger-differs',
      message: expect.not.stringContaining('kept'),
    });
    expect(await readdir(backups)).toEqual([differingCopyName]);
  });
});

describe('there is no backup', () => {
  it('without a database, and nothing is made where it should be', async (context) => {
    const { folder, order } = await begin(context);
    expect(await refusal(writeBackup({ ...order, databaseFile: join(folder, 'none', 'raybot.sqlite') }))).toBe(
      'no-database',
    );
    expect(await refusal(writeBackup({ ...order, databaseFile: join(folder, 'other.sqlite') }))).toBe('no-database');
    expect(await readdir(folder)).not.toContain('other.sqlite');
    expect(await readdir(folder)).not.toContain('none');
  });

  it('over a file that is there, least of all over the database itself', async (context) => {
    const { file, database, order } = await begin(context);
    expect(await refusal(writeBackup({ ...order, target: file, isOwnFolder: false }))).toBe('exists');
    expect(await accountsOf(database)).toHaveLength(2);
  });

  it('over a link that leads nowhere, such as to a disk that is not there just now', async (context) => {
    const { folder, order } = await begin(context);
    const target = join(folder, 'link.sqlite');
    await symlink(join(folder, 'none', 'mine.sqlite'), target);
    expect(await refusal(writeBackup({ ...order, target, isOwnFolder: false }))).toBe('exists');
    expect((await lstat(target)).isSymbolicLink()).toBe(true);
  });

  it('that would leave raybot itself without room on the disk', async (context) => {
    const { backups, order } = await begin(context);
    expect(await refusal(writeBackup({ ...order, reserveBytes: Number.MAX_SAFE_INTEGER }))).toBe('no-room');
    expect(await readdir(backups)).toEqual([]);
  });

  it('where something else has the name of the folder', async (context) => {
    const { backups, order } = await begin(context);
    await writeFile(backups, '');
    expect(await refusal(writeBackup(order))).toBe('storage');
  });

  // Nothing is closed to root.
  it.skipIf(process.getuid?.() === 0)('in a folder that cannot be written', async (context) => {
    const { backups, order } = await begin(context);
    await mkdir(backups, { mode: 0o500 });
    expect(await refusal(writeBackup(order))).toBe('storage');
    await chmod(backups, 0o700);
  });

  it('in a folder of somebody else that is not there', async (context) => {
    const { folder, order } = await begin(context);
    const target = join(folder, 'none', 'mine.sqlite');
    expect(await refusal(writeBackup({ ...order, target, isOwnFolder: false }))).toBe('storage');
    expect(await readdir(folder)).not.toContain('none');
  });

  it('in a folder that is removed meanwhile; the next one makes it anew', async (context) => {
    const { backups, order } = await begin(context, { paddingMb: 3 });
    const removing = writeBackup(order, () => rmSync(backups, { recursive: true, force: true }));
    expect(await refusal(removing)).toBe('storage');
    await writeBackup(order);
    expect(await readdir(backups)).toEqual([name]);
  });

  it('while another one is being made, and there is when that one has ended', async (context) => {
    const { file, order } = await begin(context);
    const unlock = lockFile(`${file}.backup.lock`);
    expect(await refusal(writeBackup(order))).toBe('under-way');
    unlock?.();
    await writeBackup(order);
  });
});

describe('what a kill leaves in the middle of a backup', () => {
  /** Makes the same backup in a process that kills itself when a part is copied. */
  function killInTheMiddle(order: BackupOrder) {
    const module = new URL('../../src/operations/write-backup.ts', import.meta.url).href;
    const script = `const { writeBackup } = await import(${JSON.stringify(module)});
      await writeBackup(${JSON.stringify(order)}, ({ totalPages, remainingPages }) => {
        if (remainingPages < totalPages / 2) process.kill(process.pid, 'SIGKILL');
      });`;
    return spawnSync(process.execPath, ['--input-type=module', '--eval', script]).signal;
  }

  it('has not the name of a backup, holds no lock, and goes with the next one', async (context) => {
    const { database, backups, order } = await begin(context, { paddingMb: 20 });
    expect(killInTheMiddle(order)).toBe('SIGKILL');
    const left = await readdir(backups);
    expect(left).toContain(`${name}.partial`);
    expect(left).not.toContain(name);
    await deliverJob(database, '1004', '20');
    const later = join(backups, backupName(monday + dayMs));
    await writeBackup({ ...order, target: later });
    expect(await readdir(backups)).toEqual([basename(later)]);
    expect(await readAccounts(later)).toEqual(await accountsOf(database));
  });

  it('does not stand in the way of the same file in a folder of somebody else', async (context) => {
    const { folder, order } = await begin(context, { paddingMb: 20 });
    const target = join(folder, 'mine.sqlite');
    expect(killInTheMiddle({ ...order, target, isOwnFolder: false })).toBe('SIGKILL');
    expect(await readdir(folder)).toContain('mine.sqlite.partial');
    await writeBackup({ ...order, target, isOwnFolder: false });
    expect(await readdir(folder)).not.toContain('mine.sqlite.partial');
    await rm(target);
  });
});
