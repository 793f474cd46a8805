import { setImmediate } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { describe, expect, it, type TestContext } from 'vitest';
import { auditCheaply } from '../../src/credits/cheap-audit.ts';
import { openDatabase } from '../../src/database/connection.ts';
import type { Database } from '../../src/database/schema.ts';
import { fillLedger } from '../builders/ledger-file.ts';

async function openFilled({ onTestFinished }: Pick<TestContext, 'onTestFinished'>): Promise<Kysely<Database>> {
  const { database, close } = await openDatabase(':memory:');
  onTestFinished(close);
  await fillLedger(database);
  return database;
}

const run = (database: Kysely<Database>, statement: string) => sql`${sql.raw(statement)}`.execute(database);

/** Entries of one credit each for an account of their own, so many that they are not added up in one go. */
const manyEntries = 45_000;
async function addMany(database: Kysely<Database>): Promise<void> {
  await run(database, `insert into account values (9, 9, ${manyEntries}, 0)`);
  await run(
    database,
    `with recursive n(i) as (values (1) union all select i + 1 from n where i < ${manyEntries})
     insert into ledger_entry (guild_id, member_id, kind, amount_credits, key, created_at)
     select 9, 9, 'allowance', 1, 'key ' || i, 1 from n`,
  );
}

describe('the sums over all accounts', () => {
  it('agree where raybot wrote them, also where there are none', async (context) => {
    const { database, close } = await openDatabase(':memory:');
    context.onTestFinished(close);
    expect(await auditCheaply(database)).toEqual([]);
    expect(await auditCheaply(await openFilled(context))).toEqual([]);
  });

  it.for([
    ['update account set balance_credits = 250 where member_id = 10', 'sum-of-balances', '549', '550'],
    ["delete from ledger_entry where kind = 'post'", 'sum-of-balances', '600', '549'],
    ['update account set held_credits = 7 where member_id = 10', 'sum-of-holds', '51', '58'],
    ["update hold set state = 'voided' where job_id = 1003", 'sum-of-holds', '0', '51'],
  ] as const)('after «%s»: %s', async ([statement, what, expected, found], context) => {
    const database = await openFilled(context);
    await run(database, statement);
    const everybody = { guildId: null, memberId: null, jobId: null };
    expect(await auditCheaply(database)).toEqual([{ what, ...everybody, expected, found }]);
  });

  it('show accounts that are overdrawn, though the sums agree', async (context) => {
    const database = await openFilled(context);
    await run(database, 'pragma ignore_check_constraints = on');
    await run(database, 'update account set balance_credits = 549 where member_id = 10');
    await run(database, 'update account set balance_credits = 0 where member_id = 20');
    expect(await auditCheaply(database)).toMatchObject([{ what: 'overdrawn', found: '1 accounts' }]);
  });

  it('are worked out in parts, between which others have their turn and write', async (context) => {
    const database = await openFilled(context);
    await addMany(database);
    let isDone = false;
    const audit = auditCheaply(database).finally(() => {
      isDone = true;
    });
    let turns = 0;
    for (; !isDone; turns += 1) {
      await run(database, 'update account set balance_credits = balance_credits + 1 where member_id = 10');
      await run(
        database,
        `insert into ledger_entry (guild_id, member_id, kind, amount_credits, key, created_at)
         values (1, 10, 'allowance', 1, 'turn ${turns}', 1)`,
      );
      await setImmediate();
    }
    expect(turns).toBeGreaterThan(2);
    expect(await audit).toEqual([]);
  });

  it('are not called wrong for a guild that is erased meanwhile', async (context) => {
    const database = await openFilled(context);
    await addMany(database);
    const audit = auditCheaply(database);
    await setImmediate();
    await run(database, 'delete from ledger_entry where guild_id = 9');
    await run(database, 'delete from account where guild_id = 9');
    expect(await audit).toEqual([]);
  });
});
