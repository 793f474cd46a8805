import { type Kysely, sql } from 'kysely';
import { bigInteger, tableOptions } from '../dialect.ts';

/** What a modal has no room for, until it is sent off; and the reports of videos. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('open_form')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('guild_id', 'text', (column) => column.notNull())
    .addColumn('member_id', 'text', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('expires_at', bigInteger, (column) => column.notNull())
    .modifyEnd(tableOptions)
    .execute();

  await database.schema
    .createTable('video_report')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('guild_id', 'text', (column) => column.notNull())
    .addColumn('channel_id', 'text', (column) => column.notNull())
    .addColumn('message_id', 'text', (column) => column.notNull())
    .addColumn('job_id', 'text')
    .addColumn('maker_id', 'text')
    .addColumn('reporter_id', 'text')
    .addColumn('reason', 'text')
    .addColumn('notice_message_id', 'text')
    .addColumn('removed_by', 'text')
    .addColumn('blocked_by', 'text')
    .addColumn('dismissed_by', 'text')
    .addColumn('created_at', bigInteger, (column) => column.notNull())
    .modifyEnd(tableOptions)
    .execute();
  await database.schema
    .createIndex('report_once')
    .on('video_report')
    .columns(['message_id', 'reporter_id'])
    .unique()
    .where(sql.ref('reporter_id'), 'is not', null)
    .execute();
}
