import { CompiledQuery, type Insertable, type Transaction } from 'kysely';
import type { Database } from './schema.ts';

/** SQL by table and columns. */
const statements = new Map<string, string>();

/**
 * Inserts one whole row by SQL that is written once for its columns: kysely's writing of it costs more than SQLite's
 * running it, and a burst of commands inserts hundreds of rows while each member waits.
 * @throws what the database throws, for example for a key that is there already
 */
export async function insertRow<Table extends keyof Database>(
  trx: Transaction<Database>,
  table: Table,
  row: Insertable<Database[Table]>,
): Promise<void> {
  const key = `${table}:${Object.keys(row).join()}`;
  const text = statements.get(key) ?? trx.insertInto(table).values(row).compile().sql;
  statements.set(key, text);
  await trx.executeQuery(CompiledQuery.raw(text, Object.values(row)));
}
