import { type Kysely, sql } from 'kysely';

/** What was asked of a provider, and what it said of times and costs; and a way from its id back to the attempt. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema.alterTable('attempt').addColumn('input', 'text').execute();
  await database.schema.alterTable('attempt').addColumn('metrics', 'text').execute();
  await database.schema
    .createIndex('attempt_by_request')
    .on('attempt')
    .columns(['provider', 'request_id'])
    .where(sql.ref('request_id'), 'is not', null)
    .execute();
  await database.schema
    .createIndex('attempt_without_request')
    .on('attempt')
    .columns(['provider', 'started_at'])
    .where(sql.ref('request_id'), 'is', null)
    .execute();
}
