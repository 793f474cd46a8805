import { ChildProcess, fork } from 'node:child_process';
import { copyFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { beforeEach, describe, expect, it, type TestContext, vi } from 'vitest';
import { auditLedger } from '../../src/credits/ledger-audit.ts';
import { openDatabase } from '../../src/database/connection.ts';
import { BackupError } from '../../src/errors/backup-error.ts';
import { createBackups, makeBackup } from '../../src/operations/backup.ts';
import { backupName } from '../../src/operations/backup-files.ts';
import { accountsOf, deliverJob, monday, openLedgerFile, takeJob, temporaryFolder } from '../builders/ledger-file.ts';
import { until } from '../builders/manual-clock.ts';

// The processes are real; they are only remembered.
vi.mock('node:child_process', async (original) => {
  const actual = await original<typeof import('node:child_process')>();
  return { ...actual, fork: vi.fn(actual.fork) };
});
beforeEach(() => void vi.mocked(fork).mockClear());

const dayMs = 86_400_000;

/** The processes that were started; none may outlive its backup. */
function processes(): ChildProcess[] {
  return vi.mocked(fork).mock.results.flatMap(({ value }) => (value instanceof ChildProcess ? [value] : []));
}
const allEnded = () => processes().every(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null);

async function begin(context: Pick<TestContext, 'onTestFinished'>, padding: { paddingMb?: number } = {}) {
  const ledger = await openLedgerFile(context, padding);
  const folder = join(ledger.folder, 'backups');
  return { ...ledger, folder, backups: createBackups(ledger.file, folder) };
}

/** Keeps every other connection out, so that a backup waits for some seconds. */
function keepOut(file: string): () => void {
  const other = new SqliteDatabase(file);
  other.pragma('locking_mode = exclusive');
  other.exec('begin immediate; commit');
  return () => other.close();
}

describe('a backup in a process of its own', () => {
  it('stands under its moment’s name when it is made, and its process is gone', async (context) => {
    const { folder, backups } = await begin(context);
    expect(await backups.newest(monday)).toBeNull();
    const report = await backups.run(monday);
    expect(report).toMatchObject({ file: join(folder, backupName(monday)), accounts: 2, entries: 3 });
    expect(await backups.newest(monday + 1)).toBe(monday);
    await until(allEnded);
  });

  it('knows no environment and no arguments of ours', async (context) => {
    const { backups } = await begin(context);
    vi.stubEnv('DISCORD_TOKEN', 'a-secret');
    context.onTestFinished(() => void vi.unstubAllEnvs());
    await backups.run(monday);
    expect(JSON.stringify(vi.mocked(fork).mock.calls[0])).not.toContain('a-secret');
    expect(vi.mocked(fork).mock.calls[0]?.[1]).toMatchObject({
      env: expect.not.objectContaining({ PATH: expect.anything() }),
      execArgv: [],
    });
  });

  it('says there what went wrong', async (context) => {
    const { folder, backups } = await begin(context);
    await writeFile(folder, '');
    await expect(backups.run(monday)).rejects.toMatchObject({ name: 'BackupError', code: 'storage' });
    await expect(backups.newest(monday)).rejects.toThrow('ENOTDIR');
    await until(allEnded);
  });

  it('at the same time as another one: each is whole, or refused', async (context) => {
    const { folder, backups } = await begin(context, { paddingMb: 5 });
    const moments = [monday, monday + 1_000, monday + 2_000];
    const results = await Promise.allSettled(moments.map((moment) => backups.run(moment)));
    const made = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.file] : []));
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(made.length).toBeGreaterThan(0);
    for (const reason of refused) expect(reason).toMatchObject({ code: 'under-way' });
    expect((await readdir(folder)).map((name) => join(folder, name)).toSorted()).toEqual(made.toSorted());
  });

  it('ends at once when it is given up, and leaves nothing', async (context) => {
    const { file, folder, close, backups } = await begin(context);
    await close();
    context.onTestFinished(keepOut(file));
    const stop = new AbortController();
    const making = backups.run(monday, stop.signal).catch((error: unknown) => error);
    await until(async () => (await readdir(folder).catch(() => [])).length > 0);
    stop.abort();
    expect(await making).toMatchObject({ code: 'interrupted' });
    expect(allEnded()).toBe(true);
    expect(await readdir(folder)).toEqual([]);
  });

  it('is not begun when it is given up before', async (context) => {
    const { backups } = await begin(context);
    await expect(backups.run(monday, AbortSignal.abort())).rejects.toMatchObject({ code: 'interrupted' });
    expect(fork).not.toHaveBeenCalled();
  });

  it('that is killed is told, and the next one is made', async (context) => {
    const { file, folder, close, backups } = await begin(context);
    await close();
    const letIn = keepOut(file);
    const making = backups.run(monday).catch((error: unknown) => error);
    await until(async () => (await readdir(folder).catch(() => [])).length > 0);
    processes()[0]?.kill('SIGKILL');
    const error = await making;
    expect(error).toBeInstanceOf(BackupError);
    expect(error).toMatchObject({ code: 'interrupted', message: expect.stringContaining('SIGKILL') });
    letIn();
    await backups.run(monday + dayMs);
    expect(await readdir(folder)).toEqual([backupName(monday + dayMs)]);
  });
});

describe('a backup that is restored', () => {
  it('into an empty folder gives every account its balance of that moment, and raybot goes on from there', async (context) => {
    const { file, database } = await begin(context);
    const before = await accountsOf(database);
    expect(before.map((row) => [row.member_id, row.balance_credits, row.held_credits])).toEqual([
      ['10', 249, 0],
      ['20', 300, 51],
    ]);
    const target = join(temporaryFolder(context), 'mine.sqlite');
    await makeBackup({ databaseFile: file, target, isOwnFolder: false });
    await deliverJob(database, '1004', '10');

    const restored = join(temporaryFolder(context), 'raybot.sqlite');
    await copyFile(target, restored);
    const again = await openDatabase(restored);
    context.onTestFinished(again.close);
    expect(await accountsOf(again.database)).toEqual(before);
    expect((await auditLedger(again.database)).findings).toEqual([]);
    // What was done after the backup is unknown there, and can be done again.
    await takeJob(again.database, '1004', '10');
    expect((await accountsOf(again.database))[0]).toMatchObject({ balance_credits: 249, held_credits: 51 });
  });

  it('in place of a database that was spoilt, by the written steps: stop, copy, remove -wal and -shm, start', async (context) => {
    const { file, database, close, backups } = await begin(context);
    const before = await accountsOf(database);
    const { file: backup } = await backups.run(monday);
    await deliverJob(database, '1004', '10');
    // As after a kill: the log of the spoilt database stays beside it.
    const log = join(temporaryFolder(context), 'wal');
    await copyFile(`${file}-wal`, log);
    await close();
    await writeFile(file, 'not a database any more');
    await copyFile(log, `${file}-wal`);

    await copyFile(backup, file);
    for (const end of ['-wal', '-shm']) await rm(`${file}${end}`, { force: true });
    const again = await openDatabase(file);
    context.onTestFinished(again.close);
    expect(await accountsOf(again.database)).toEqual(before);
    expect((await auditLedger(again.database)).findings).toEqual([]);
  });
});
