import { type Kysely, sql } from 'kysely';
import { bigInteger, tableOptions } from '../dialect.ts';

/** What guilds may spend of the operator's money and which of them are served; and ways to what every command counts. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('guild_budget')
    .addColumn('guild_id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('credits', 'integer', (column) => column.notNull().check(sql`credits >= 0`))
    .addColumn('period', 'text', (column) => column.check(sql`period in ('day', 'week', 'month')`))
    .addColumn('actor_id', 'text', (column) => column.notNull())
    .addColumn('changed_at', bigInteger, (column) => column.notNull())
    .modifyEnd(tableOptions)
    .execute();
  await database.schema
    .createTable('guild_access')
    .addColumn('guild_id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('is_served', 'integer', (column) => column.notNull().check(sql`is_served in (0, 1)`))
    .addColumn('actor_id', 'text', (column) => column.notNull())
    .addColumn('changed_at', bigInteger, (column) => column.notNull())
    .modifyEnd(tableOptions)
    .execute();
  await database.schema
    .createTable('passed_threshold')
    .addColumn('guild_id', 'text', (column) => column.notNull())
    .addColumn('what', 'text', (column) => column.notNull())
    .addColumn('period_key', 'text', (column) => column.notNull())
    .addColumn('percent', 'integer', (column) => column.notNull())
    .addColumn('passed_at', bigInteger, (column) => column.notNull())
    .addPrimaryKeyConstraint('passed_threshold_key', ['guild_id', 'what', 'period_key', 'percent'])
    .modifyEnd(tableOptions)
    .execute();

  await database.schema.alterTable('ledger_entry').addColumn('asked_credits', 'integer').execute();
  await database.schema
    .createIndex('entry_given_by_admins')
    .on('ledger_entry')
    .columns(['guild_id', 'created_at', 'amount_credits'])
    .where(sql.ref('kind'), 'in', ['grant', 'set', 'reset'])
    .where(sql.ref('amount_credits'), '>', 0)
    .execute();

  await database.schema.dropIndex('hold_by_member').execute();
  await database.schema
    .createIndex('hold_by_member')
    .on('hold')
    .columns(['guild_id', 'member_id', 'created_at'])
    .execute();
  await database.schema
    .createIndex('hold_pending')
    .on('hold')
    .columns(['guild_id', 'member_id'])
    .where(sql.ref('state'), '=', 'pending')
    .execute();
  // With all that is asked for in it, a sum reads no row of the table.
  await database.schema
    .createIndex('hold_counted')
    .on('hold')
    .columns(['guild_id', 'created_at', 'amount_credits', 'state'])
    .where(sql.ref('state'), '!=', 'voided')
    .execute();
}
