import { type Kysely, sql } from 'kysely';
import { bigInteger } from '../dialect.ts';

/** What people want of a job after its command: not to have it posted, to have it deleted; and the way from a message to its job. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema.alterTable('job').addColumn('withheld_at', bigInteger).execute();
  await database.schema.alterTable('job').addColumn('removed_at', bigInteger).execute();
  await database.schema.alterTable('job').addColumn('withdrawn_by', 'text').execute();
  await database.schema
    .createIndex('job_by_message')
    .on('job')
    .column('message_id')
    .where(sql.ref('message_id'), 'is not', null)
    .execute();
}
