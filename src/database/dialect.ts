import { closeSync, openSync } from 'node:fs';
import SqliteDatabase from 'better-sqlite3';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  SqliteAdapter,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
  sql,
} from 'kysely';

/** All that is particular to SQLite stands in this file. */

/** Ends a `CREATE TABLE`: columns hold only what their type says (https://sqlite.org/stricttables.html). */
export const tableOptions = sql`strict`;

/** Column type of times and ids that outgrow 32 bits; SQLite's INTEGER holds 64. */
export const bigInteger = 'integer';

/**
 * Writing transactions take the write lock first. A deferred one that reads before it writes fails with SQLITE_BUSY at
 * once, whatever the timeout (https://simonwillison.net/2025/Feb/17/sqlite-busy/).
 */
class ImmediateSqliteDriver extends SqliteDriver {
  readonly #isInTransaction: () => boolean;

  constructor(config: SqliteDialectConfig, isInTransaction: () => boolean) {
    super(config);
    this.#isInTransaction = isInTransaction;
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  /**
   * SQLite rolls back by itself when the disk is full or fails (https://sqlite.org/lang_transaction.html); once more would
   * be an error, which would hide that one.
   */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#isInTransaction()) await super.rollbackTransaction(connection);
  }
}

/** kysely leaves SQLite's migrations outside transactions; inside, one that is cut off by a crash leaves nothing. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/**
 * Until the end of a transaction, rows may name others that are not there yet, or not any more. The end checks it
 * (https://sqlite.org/pragma.html#pragma_defer_foreign_keys).
 */
export const deferReferences = sql`pragma defer_foreign_keys = on`;

/** Lists of ids make statements of any length: their number must not grow without end. */
const maxStatements = 200;

/** WAL corruption under a reset was fixed in 3.51.3 (https://sqlite.org/wal.html#walresetbug). */
const oldestSqlite = [3, 51, 3] as const;

/**
 * Opens a SQLite file, or `:memory:`.
 * @throws {Error} with SQLite's message when the file cannot be opened, or when the library is too old
 */
export function sqliteDialect(file: string): Dialect {
  const database = openPrivately(file);
  const version = String(database.prepare('select sqlite_version()').pluck().get());
  if (isOlder(version.split('.').map(Number), oldestSqlite)) {
    throw new Error(`SQLite ${version} is older than ${oldestSqlite.join('.')}, which repaired a loss of data.`);
  }
  database.pragma('journal_mode = WAL');
  // better-sqlite3 is built with NORMAL in WAL mode, which may lose the last commits in a power cut
  // (https://github.com/WiseLibs/better-sqlite3/blob/master/docs/performance.md). Money lives here.
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('busy_timeout = 5000');
  const prepared = { prepare: preparingOnce(database), close: () => database.close() };
  return new (class extends SqliteDialect {
    override createDriver() {
      return new ImmediateSqliteDriver({ database: prepared }, () => database.inTransaction);
    }
    override createAdapter() {
      return new TransactionalSqliteAdapter();
    }
  })({ database });
}

/** There are some dozens of statements; each is read by SQLite once, which otherwise costs as much as running it. */
function preparingOnce(database: SqliteDatabase.Database): (text: string) => SqliteDatabase.Statement {
  const statements = new Map<string, SqliteDatabase.Statement>();
  return (text) => {
    const statement = statements.get(text) ?? database.prepare(text);
    if (statements.size < maxStatements) statements.set(text, statement);
    return statement;
  };
}

/**
 * Opens a file that only its owner may read if it is new, whatever folder it stands in. SQLite would make it readable by
 * all, and gives its side files (`-wal`, `-shm`, `-journal`) the mode of the file itself. One that exists keeps its mode.
 */
function openPrivately(file: string, options?: SqliteDatabase.Options): SqliteDatabase.Database {
  if (file !== ':memory:') closeSync(openSync(file, 'a', 0o600));
  return new SqliteDatabase(file, options);
}

function isOlder(version: readonly number[], oldest: readonly number[]): boolean {
  for (const [index, wanted] of oldest.entries()) {
    const actual = version[index] ?? 0;
    if (actual !== wanted) return actual < wanted;
  }
  return false;
}

/** Whether an error says that a row with the same key exists. */
export function isDuplicateKey(error: unknown): boolean {
  const code = error instanceof SqliteDatabase.SqliteError ? error.code : '';
  return code === 'SQLITE_CONSTRAINT_PRIMARYKEY' || code === 'SQLITE_CONSTRAINT_UNIQUE';
}

/**
 * Takes a lock on a side file that the operating system gives back when the process ends, however it ends.
 * @returns a function that gives the lock back, or null when another process holds it
 */
export function lockFile(file: string): (() => void) | null {
  const lock = openPrivately(file, { timeout: 0 });
  try {
    lock.pragma('journal_mode = DELETE');
    lock.exec('begin exclusive');
    return () => lock.close();
  } catch (error) {
    lock.close();
    if (error instanceof SqliteDatabase.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
}
