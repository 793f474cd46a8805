import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { lockFile, sqliteDialect } from './dialect.ts';
import { migrations } from './migrations/index.ts';
import type { Database } from './schema.ts';

/** The database, owned by this process until `close`. */
export interface OpenDatabase {
  readonly database: Kysely<Database>;
  /** Whether it can be read. @throws {Error} of the database when it cannot */
  probe(): Promise<void>;
  close(): Promise<void>;
}

/** Another process works on the same database. */
export class DatabaseInUseError extends Error {
  constructor(file: string) {
    super(
      `Another raybot is running on the database ${file}. One process owns one database: stop the other one first, or give this one its own DATA_DIR.`,
    );
    this.name = 'DatabaseInUseError';
  }
}

/** The database was written by a newer raybot. */
export class DatabaseTooNewError extends Error {
  constructor(file: string, migration: string) {
    super(
      `The database ${file} was written by a newer raybot (it has «${migration}»). Start that version, or restore a backup made before the upgrade.`,
    );
    this.name = 'DatabaseTooNewError';
  }
}

/**
 * Opens the database, makes this process its only owner and brings its tables up to date.
 * @param file - path of the SQLite file; its folder is made where it is missing. `:memory:` has no owner.
 * @throws {DatabaseInUseError} when another process owns it
 * @throws {DatabaseTooNewError} when it holds migrations that this version does not know
 */
export async function openDatabase(file: string): Promise<OpenDatabase> {
  const inMemory = file === ':memory:';
  if (!inMemory) mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const unlock = inMemory ? () => {} : lockFile(`${file}.lock`);
  if (!unlock) throw new DatabaseInUseError(file);
  try {
    const database = new Kysely<Database>({ dialect: sqliteDialect(file) });
    await migrate(database, file);
    return {
      database,
      probe: async () => {
        await sql`select 1 from job limit 1`.execute(database);
      },
      close: async () => {
        await database.destroy();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

async function migrate(database: Kysely<Database>, file: string): Promise<void> {
  const migrator = new Migrator({ db: database, provider: { getMigrations: async () => migrations } });
  const unknown = (await executedMigrations(database)).find((name) => !(name in migrations));
  if (unknown) {
    await database.destroy();
    throw new DatabaseTooNewError(file, unknown);
  }
  const { error } = await migrator.migrateToLatest();
  if (error) {
    await database.destroy();
    throw error;
  }
}

/** Names of the migrations that this database has seen; none for a new one. */
async function executedMigrations(database: Kysely<Database>): Promise<string[]> {
  const tables = await database.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === 'kysely_migration')) return [];
  const rows = await database
    .withTables<{ kysely_migration: { name: string } }>()
    .selectFrom('kysely_migration')
    .select('name')
    .execute();
  return rows.map((row) => row.name);
}
