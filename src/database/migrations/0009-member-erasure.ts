import type { Kysely } from 'kysely';
import { bigInteger, tableOptions } from '../dialect.ts';

/** Erasures of members that have begun and are not done: what is asked for in many steps outlives a crash between two of them. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('member_erasure')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('member_id', 'text', (column) => column.notNull().unique())
    .addColumn('begun_at', bigInteger, (column) => column.notNull())
    .addColumn('jobs', 'integer', (column) => column.notNull())
    .addColumn('last_job_id', 'text', (column) => column.notNull())
    .addColumn('last_entry_id', 'integer', (column) => column.notNull())
    .addColumn('last_audit_id', 'integer', (column) => column.notNull())
    .modifyEnd(tableOptions)
    .execute();
  await database.schema
    .createTable('member_alias')
    .addColumn('member_id', 'text', (column) => column.notNull().references('member_erasure.member_id'))
    .addColumn('guild_id', 'text', (column) => column.notNull())
    .addColumn('alias', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('member_alias_key', ['member_id', 'guild_id'])
    .modifyEnd(tableOptions)
    .execute();
}
