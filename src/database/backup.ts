import { closeSync, fdatasyncSync, openSync } from 'node:fs';
import SqliteDatabase from 'better-sqlite3';

/** How far a copy is, in SQLite's pages. */
export interface CopyProgress {
  readonly totalPages: number;
  readonly remainingPages: number;
}

export interface CopyOptions {
  /** The database, in use or not. */
  readonly from: string;
  /** An empty file of the right mode, which becomes the copy. */
  readonly to: string;
  /** Called between two steps; what it throws ends the copy. */
  readonly onStep?: (progress: CopyProgress) => void;
}

/** Some megabyte: a step takes a few milliseconds. */
const pagesPerStep = 256;

/**
 * Copies a database while it is written to. The copy holds what was committed when the copy began, in one file: it needs
 * no `-wal` beside it.
 *
 * All steps are made inside one read transaction. Without it SQLite begins anew after each write of another connection
 * (https://sqlite.org/c3ref/backup_finish.html), and comes to no end beside a busy one. While it lasts, the database's
 * `-wal` cannot be made shorter: so the steps follow each other without a pause.
 *
 * Each step goes to the disk before the next one. Otherwise the system collects the whole copy in memory, and whoever
 * commits next waits for all of it: some 50 ms beside a copy of 100 MB.
 *
 * It keeps the event loop busy and belongs into a process of its own.
 * @throws {Error} of SQLite, or what `onStep` throws; the unfinished file is left to the caller
 */
export async function copyDatabase({ from, to, onStep }: CopyOptions): Promise<void> {
  const source = new SqliteDatabase(from, { readonly: true, fileMustExist: true });
  const written = openSync(to, 'r+');
  try {
    source.exec('begin');
    // The transaction sees the moment of its first read.
    source.prepare('select count(*) from sqlite_master').get();
    await source.backup(to, {
      progress(progress) {
        onStep?.(progress);
        fdatasyncSync(written);
        return pagesPerStep;
      },
    });
  } finally {
    source.close();
    closeSync(written);
  }
  makeSingleFile(to);
}

/** A copy says of itself that it uses a `-wal`, as its original does; whoever reads it would leave one beside it. */
function makeSingleFile(file: string): void {
  const copy = new SqliteDatabase(file, { fileMustExist: true });
  try {
    copy.pragma('journal_mode = delete');
  } finally {
    copy.close();
  }
}

/**
 * What SQLite finds wrong with a database's structure (https://sqlite.org/pragma.html#pragma_quick_check); nothing when
 * all is well. Reads the whole file.
 */
export function findDamage(file: string): string[] {
  const database = new SqliteDatabase(file, { readonly: true, fileMustExist: true });
  try {
    const lines = database.prepare('pragma quick_check').pluck().all().map(String);
    return lines.length === 1 && lines[0] === 'ok' ? [] : lines;
  } catch (error) {
    if (error instanceof SqliteDatabase.SqliteError && isDamage(error.code)) return [error.message];
    throw error;
  } finally {
    database.close();
  }
}

/** Some damage keeps SQLite from looking at all. */
function isDamage(code: string): boolean {
  return code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB');
}
