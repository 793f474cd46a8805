import { type Kysely, sql } from 'kysely';
import { bigInteger, tableOptions } from '../dialect.ts';

/** What erasing needs: ways to what belongs to a member or is old enough, and which guilds have removed the bot. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('guild_departure')
    .addColumn('guild_id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('left_at', bigInteger, (column) => column.notNull())
    .modifyEnd(tableOptions)
    .execute();

  await database.schema.createIndex('account_by_member').on('account').columns(['member_id', 'guild_id']).execute();
  // What is erased leaves the index, so a look at what is due reads nothing else.
  await database.schema
    .createIndex('job_personal')
    .on('job')
    .column('ended_at')
    .where(sql.ref('ended_at'), 'is not', null)
    .where(sql.ref('locale'), '!=', '')
    .execute();
  // Each change of a job's id asks which entries name it.
  await database.schema
    .createIndex('entry_by_job')
    .on('ledger_entry')
    .column('job_id')
    .where(sql.ref('job_id'), 'is not', null)
    .execute();
}
