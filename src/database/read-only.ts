import SqliteDatabase from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import type { Database } from './schema.ts';

/** A look at a database that somebody else may own and write at the same time. */
export interface ReadOnlyDatabase {
  readonly database: Kysely<Database>;
  close(): Promise<void>;
}

const busyTimeoutMs = 5_000;

/**
 * Opens a database for reading alone: neither its lock nor its tables are touched. Whoever owns it goes on writing, and is
 * not waited for; a transaction here sees one moment of it. What it is asked for is worked out on the caller's event loop,
 * so this is for processes of their own.
 * @throws {Error} of SQLite when the file is not there or cannot be opened; when it is no database, the first query throws
 */
export function openReadOnly(file: string): ReadOnlyDatabase {
  const connection = new SqliteDatabase(file, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs });
  const database = new Kysely<Database>({ dialect: new SqliteDialect({ database: connection }) });
  return { database, close: () => database.destroy() };
}
