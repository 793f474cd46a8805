import { type Kysely, sql } from 'kysely';
import { bigInteger, tableOptions } from '../dialect.ts';

export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('account')
    .addColumn('guild_id', 'text', (column) => column.notNull())
    .addColumn('member_id', 'text', (column) => column.notNull())
    .addColumn('balance_credits', 'integer', (column) => column.notNull())
    .addColumn('held_credits', 'integer', (column) => column.notNull().check(sql`held_credits >= 0`))
    .addPrimaryKeyConstraint('account_key', ['guild_id', 'member_id'])
    .addCheckConstraint('account_covers_holds', sql`balance_credits >= held_credits`)
    .modifyEnd(tableOptions)
    .execute();

  await database.schema
    .createTable('job')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('guild_id', 'text', (column) => column.notNull())
    .addColumn('channel_id', 'text', (column) => column.notNull())
    .addColumn('member_id', 'text', (column) => column.notNull())
    .addColumn('application_id', 'text', (column) => column.notNull())
    .addColumn('locale', 'text', (column) => column.notNull())
    .addColumn('request', 'text', (column) => column.notNull())
    .addColumn('price_credits', 'integer', (column) => column.notNull())
    .addColumn('expected_cost_micro_usd', bigInteger, (column) => column.notNull())
    .addColumn('may_post', 'integer', (column) => column.notNull())
    .addColumn('attachment_limit_bytes', bigInteger, (column) => column.notNull())
    .addColumn('interaction_token', 'text')
    .addColumn('progress_message_id', 'text')
    .addColumn('failure', 'text')
    .addColumn('result_url', 'text')
    .addColumn('result_expires_at', bigInteger)
    .addColumn('delivery_started_at', bigInteger)
    .addColumn('message_id', 'text')
    .addColumn('message_channel_id', 'text')
    .addColumn('rung', 'text')
    .addColumn('created_at', bigInteger, (column) => column.notNull())
    .addColumn('updated_at', bigInteger, (column) => column.notNull())
    .addColumn('ended_at', bigInteger)
    .addColumn('settled_at', bigInteger)
    .modifyEnd(tableOptions)
    .execute();
  // The rows that a start takes up: open jobs, and ended ones whose requester was not told yet.
  await database.schema
    .createIndex('job_unsettled')
    .on('job')
    .column('created_at')
    .where(sql.ref('settled_at'), 'is', null)
    .execute();
  await database.schema.createIndex('job_by_time').on('job').column('created_at').execute();

  await database.schema
    .createTable('hold')
    .addColumn('job_id', 'text', (column) => column.primaryKey().notNull().references('job.id'))
    .addColumn('guild_id', 'text', (column) => column.notNull())
    .addColumn('member_id', 'text', (column) => column.notNull())
    .addColumn('amount_credits', 'integer', (column) => column.notNull().check(sql`amount_credits > 0`))
    .addColumn('state', 'text', (column) => column.notNull().check(sql`state in ('pending', 'posted', 'voided')`))
    .addColumn('reason', 'text')
    .addColumn('created_at', bigInteger, (column) => column.notNull())
    .addColumn('resolved_at', bigInteger)
    .addForeignKeyConstraint('hold_account', ['guild_id', 'member_id'], 'account', ['guild_id', 'member_id'])
    .modifyEnd(tableOptions)
    .execute();
  await database.schema.createIndex('hold_by_member').on('hold').columns(['guild_id', 'member_id']).execute();

  await database.schema
    .createTable('ledger_entry')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('guild_id', 'text', (column) => column.notNull())
    .addColumn('member_id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('amount_credits', 'integer', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull().unique())
    .addColumn('job_id', 'text', (column) => column.references('job.id'))
    .addColumn('actor_id', 'text')
    .addColumn('reason', 'text')
    .addColumn('created_at', bigInteger, (column) => column.notNull())
    .addForeignKeyConstraint('entry_account', ['guild_id', 'member_id'], 'account', ['guild_id', 'member_id'])
    .modifyEnd(tableOptions)
    .execute();
  await database.schema
    .createIndex('entry_by_member')
    .on('ledger_entry')
    .columns(['guild_id', 'member_id', 'id'])
    .execute();

  await database.schema
    .createTable('attempt')
    .addColumn('job_id', 'text', (column) => column.notNull().references('job.id'))
    .addColumn('n', 'integer', (column) => column.notNull())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('slug', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('request_id', 'text')
    .addColumn('started_at', bigInteger, (column) => column.notNull())
    .addColumn('submitted_at', bigInteger)
    .addColumn('ended_at', bigInteger)
    .addColumn('cost_micro_usd', bigInteger)
    .addColumn('detail', 'text')
    .addPrimaryKeyConstraint('attempt_key', ['job_id', 'n'])
    .modifyEnd(tableOptions)
    .execute();
}
