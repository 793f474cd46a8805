import type { Kysely } from 'kysely';
import { bigInteger, tableOptions } from '../dialect.ts';

/** What guilds' admins lay down, with its history, and what admins and the operator have done. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('policy_version')
    .addColumn('guild_id', 'text', (column) => column.notNull())
    .addColumn('n', 'integer', (column) => column.notNull())
    .addColumn('policy', 'text', (column) => column.notNull())
    .addColumn('actor_id', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('created_at', bigInteger, (column) => column.notNull())
    .addPrimaryKeyConstraint('policy_version_key', ['guild_id', 'n'])
    .modifyEnd(tableOptions)
    .execute();

  await database.schema
    .createTable('audit_entry')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('guild_id', 'text', (column) => column.notNull())
    .addColumn('actor_id', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('target_id', 'text')
    .addColumn('before', 'text')
    .addColumn('after', 'text')
    .addColumn('reason', 'text')
    .addColumn('created_at', bigInteger, (column) => column.notNull())
    .modifyEnd(tableOptions)
    .execute();
  await database.schema.createIndex('audit_by_guild').on('audit_entry').columns(['guild_id', 'id']).execute();
}
