import type { CompiledQuery, Kysely, QueryResult, RawBuilder } from 'kysely';
import type { Database } from './schema.ts';

/**
 * SQL that is put together once, for statements that every command waits for: kysely's work on a template costs more than
 * SQLite's on the statement.
 * @param write - the statement with a number in the place of each value; it must hold no other values
 * @returns runs it with values in these places
 */
export function prepared<Values extends readonly unknown[], Row = unknown>(
  write: (...places: { [Index in keyof Values]: number }) => RawBuilder<Row>,
): (database: Kysely<Database>, ...values: Values) => Promise<QueryResult<Row>> {
  let compiled: CompiledQuery<Row> | undefined;
  return (database, ...values) => {
    compiled ??= write(...placesFor(values)).compile(database);
    const parameters = compiled.parameters.map((place) => values[Number(place)]);
    return database.executeQuery({ ...compiled, parameters });
  };
}

/** The values' own places: 0, 1, 2 … */
function placesFor<Values extends readonly unknown[]>(values: Values): { [Index in keyof Values]: number } {
  return values.map((_, place) => place) as { [Index in keyof Values]: number };
}
