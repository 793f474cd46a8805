import { access, lstat, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { auditLedger, describeFinding } from '../credits/ledger-audit.ts';
import { type CopyProgress, copyDatabase, findDamage } from '../database/backup.ts';
import { lockFile } from '../database/dialect.ts';
import { openReadOnly } from '../database/read-only.ts';
import { BackupError } from '../errors/backup-error.ts';
import { shortMessage } from '../errors/short-message.ts';
import { differingCopyName, leftovers, partialPath, superfluousBackups } from './backup-files.ts';

export interface BackupOrder {
  /** The database to copy; raybot may be running on it. */
  readonly databaseFile: string;
  /** The backup to write, absolute. */
  readonly target: string;
  /**
   * Whether the target lies in the folder of backups, which is made where it is missing, and where leftovers and backups
   * that are too old are deleted. In every other folder nothing but the target is touched.
   */
  readonly isOwnFolder: boolean;
  /** What is to stay free on the disk, bytes: raybot itself has to go on writing there. */
  readonly reserveBytes?: number;
}

export interface BackupReport {
  readonly file: string;
  readonly bytes: number;
  /** Rows of the copy that the audit has looked at. */
  readonly accounts: number;
  readonly entries: number;
  /** Older backups that went. */
  readonly deleted: readonly string[];
  /** Older backups that could not be deleted. */
  readonly undeleted: readonly string[];
}

const usualReserveBytes = 64 * 1024 * 1024;

/**
 * Makes one backup: copies the database as it is at this moment, has SQLite and the ledger's audit look at the copy, and
 * only then gives it its name. It keeps the event loop busy and belongs into a process of its own.
 *
 * One at a time for each database: a side file of it is locked, and free again however the process ends. So whatever
 * unfinished files are found under that lock belong to nobody any more.
 * @param onStep - called between the steps of the copy; what it throws ends the backup
 * @throws {BackupError} nothing of the new backup is left then, but for a copy with wrong accounts in the folder of backups,
 *   which is kept aside; no older one was deleted
 */
export async function writeBackup(
  { databaseFile, target, isOwnFolder, reserveBytes = usualReserveBytes }: BackupOrder,
  onStep?: (progress: CopyProgress) => void,
): Promise<BackupReport> {
  await access(databaseFile).catch((error: unknown) => {
    throw new BackupError('no-database', `There is no database to back up: ${shortMessage(error)}.`, error);
  });
  const unlock = await storing(async () => lockFile(`${databaseFile}.backup.lock`));
  if (!unlock) throw new BackupError('under-way', `Another backup of ${databaseFile} is being made.`);
  try {
    await storing(() => prepareFolder(target, isOwnFolder));
    await refuseWithoutRoom(databaseFile, target, reserveBytes);
    const { accounts, entries } = await writeChecked({ databaseFile, target, isOwnFolder }, onStep);
    const { size: bytes } = await storing(() => stat(target));
    const aged = isOwnFolder ? await deleteAged(dirname(target)) : { deleted: [], undeleted: [] };
    return { file: target, bytes, accounts, entries, ...aged };
  } finally {
    unlock();
  }
}

async function prepareFolder(target: string, isOwnFolder: boolean): Promise<void> {
  const folder = dirname(target);
  if (isOwnFolder) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const name of leftovers(await readdir(folder))) await rm(join(folder, name), { force: true });
  }
  if (await exists(target)) throw new BackupError('exists', `${target} is there already: nothing is written over.`);
}

/** A full disk would stop raybot itself, which may write to the same one. */
async function refuseWithoutRoom(databaseFile: string, target: string, reserveBytes: number): Promise<void> {
  const { bavail, bsize } = await storing(() => statfs(dirname(target)));
  const sizes = await Promise.all([databaseFile, `${databaseFile}-wal`].map(sizeOf));
  const needed = sizes.reduce((sum, size) => sum + size, reserveBytes);
  if (bavail * bsize >= needed) return;
  const [wanted, free] = [needed, bavail * bsize].map((bytes) => `${Math.round(bytes / 1024 / 1024)} MB`);
  throw new BackupError('no-room', `The disk of ${dirname(target)} has ${free} left, and a backup wants ${wanted}.`);
}

async function writeChecked(
  { databaseFile, target, isOwnFolder }: BackupOrder,
  onStep: ((progress: CopyProgress) => void) | undefined,
): Promise<{ accounts: number; entries: number }> {
  const partial = partialPath(target);
  try {
    await removePartial(target);
    // SQLite would make it readable by all.
    await storing(async () => (await open(partial, 'wx', 0o600)).close());
    await storing(() => copyDatabase({ from: databaseFile, to: partial, ...(onStep && { onStep }) }));
    const facts = await check(partial);
    await storing(() => publish(partial, target));
    return facts;
  } catch (error) {
    const isWorthKeeping = isOwnFolder && error instanceof BackupError && error.code === 'ledger-differs';
    const aside = isWorthKeeping ? await setAside(partial) : null;
    // Why it failed is worth more than why what is left could not be deleted.
    await removePartial(target).catch(() => {});
    if (aside === null || !(error instanceof BackupError)) throw error;
    throw new BackupError(
      error.code,
      `The copy is kept as ${aside}, which counts as no backup. ${error.message}`,
      error,
    );
  }
}

/**
 * Keeps a copy with wrong accounts, in the place of the one before: where the disk fails next, it is better than none.
 * @returns null where it could not be kept
 */
async function setAside(partial: string): Promise<string | null> {
  const aside = join(dirname(partial), differingCopyName);
  return publish(partial, aside).then(
    () => aside,
    () => null,
  );
}

/**
 * Deletes what an unfinished backup left, if it did.
 * @throws {Error} of the file system
 */
export async function removePartial(target: string): Promise<void> {
  for (const end of ['', '-journal', '-wal', '-shm']) await rm(`${partialPath(target)}${end}`, { force: true });
}

/** @throws {BackupError} when the copy is not to be relied on */
async function check(copy: string): Promise<{ accounts: number; entries: number }> {
  const [damage] = await storing(async () => findDamage(copy));
  if (damage !== undefined) throw new BackupError('damaged', `The copy is damaged: ${damage}.`);
  const { database, close } = openReadOnly(copy);
  try {
    const { findings, accounts, entries } = await auditLedger(database);
    const [first] = findings;
    if (!first) return { accounts, entries };
    const message = `The copy's accounts do not agree with its entries (${describeFinding(first)}); «npm run ledger:audit» shows all of it.`;
    throw new BackupError('ledger-differs', message);
  } catch (error) {
    if (error instanceof BackupError) throw error;
    throw new BackupError('no-database', `It is no database of raybot: ${shortMessage(error)}.`, error);
  } finally {
    await close();
  }
}

/** Gives the finished file its name, in a way that a power cut does not undo. */
async function publish(partial: string, target: string): Promise<void> {
  await syncToDisk(partial);
  await rename(partial, target);
  await syncToDisk(dirname(target));
}

async function syncToDisk(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function deleteAged(folder: string): Promise<Pick<BackupReport, 'deleted' | 'undeleted'>> {
  const deleted: string[] = [];
  const undeleted: string[] = [];
  const names = await readdir(folder);
  const outdated = names.filter((name) => name === differingCopyName);
  for (const name of [...superfluousBackups(names), ...outdated]) {
    const gone = await rm(join(folder, name)).then(
      () => true,
      () => false,
    );
    (gone ? deleted : undeleted).push(name);
  }
  return { deleted, undeleted };
}

/** Also where it is a link that leads nowhere. */
async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** Faults of the file system and of SQLite's own files, as ours. */
async function storing<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BackupError) throw error;
    throw new BackupError('storage', `The backup could not be made: ${shortMessage(error)}.`, error);
  }
}
