import { expect, it, onTestFinished } from 'vitest';
import { CreditRecords } from '../../src/credits/credit-records.ts';
import { openDatabase } from '../../src/database/connection.ts';

it('every movement of a guild is read once, newest first, and none of another guild', async () => {
  const { database, close } = await openDatabase(':memory:');
  onTestFinished(close);
  const row = { member_id: '10', kind: 'grant', amount_credits: 5, created_at: 1 } as const;
  const rest = { job_id: null, actor_id: null, reason: null, asked_credits: null };
  await database.transaction().execute(async (trx) => {
    for (const guild_id of ['1', '2'])
      await trx
        .insertInto('account')
        .values({ guild_id, member_id: '10', balance_credits: 0, held_credits: 0 })
        .execute();
    for (let number = 1; number <= 2_500; number += 1)
      await trx
        .insertInto('ledger_entry')
        .values({ ...row, ...rest, guild_id: number % 5 === 0 ? '1' : '2', key: `k${number}` })
        .execute();
  });
  const ids: number[] = [];
  for await (const movements of new CreditRecords(database).movements('1')) ids.push(...movements.map(({ id }) => id));
  expect(ids).toEqual(Array.from({ length: 500 }, (_, index) => 2_500 - 5 * index));
});
