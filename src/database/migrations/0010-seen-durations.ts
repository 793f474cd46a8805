import type { Kysely } from 'kysely';
import { bigInteger, tableOptions } from '../dialect.ts';

/** How long the last videos of each kind took, as far as looks have shown. Of nobody: neither job, nor member, nor moment. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('seen_duration')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('duration_seconds', 'integer', (column) => column.notNull())
    .addColumn('resolution', 'text', (column) => column.notNull())
    .addColumn('after_ms', bigInteger, (column) => column.notNull())
    .addColumn('by_ms', bigInteger, (column) => column.notNull())
    .modifyEnd(tableOptions)
    .execute();
  await database.schema
    .createIndex('seen_duration_by_kind')
    .on('seen_duration')
    .columns(['provider', 'model', 'duration_seconds', 'resolution', 'id'])
    .execute();
}
