import { type Kysely, sql } from 'kysely';

/** The ways to what a report asks for: jobs by when they ended. Partial, so that taking a command writes neither. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createIndex('job_ended_by_guild')
    .on('job')
    .columns(['guild_id', 'ended_at'])
    .where(sql.ref('ended_at'), 'is not', null)
    .execute();
  await database.schema
    .createIndex('job_ended')
    .on('job')
    .column('ended_at')
    .where(sql.ref('ended_at'), 'is not', null)
    .execute();
}
