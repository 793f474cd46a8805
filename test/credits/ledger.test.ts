import fc from 'fast-check';
import type { Kysely, Transaction } from 'kysely';
import { describe, expect, it, type TestContext } from 'vitest';
import { type AccountKey, balanceOf, LedgerConflictError } from '../../src/credits/account.ts';
import type { Allowance } from '../../src/credits/allowance.ts';
import { addEntry, entriesOf, type NewEntry } from '../../src/credits/entries.ts';
import { hold, type NewHold, postHold, voidHold } from '../../src/credits/ledger.ts';
import { defaultPolicy } from '../../src/credits/policy.ts';
import { refill } from '../../src/credits/refill.ts';
import { openDatabase } from '../../src/database/connection.ts';
import type { Database } from '../../src/database/schema.ts';
import { newJobRow } from '../../src/jobs/job-rows.ts';
import { aCandidate, anOrigin, aRequest } from '../builders/jobs.ts';

const weekly = { credits: 300, period: 'week' } as const;
const monday = Date.UTC(2026, 10, 23);
const weekMs = 7 * 86_400_000;
const ann: AccountKey = { guildId: '1', memberId: '10' };
const ben: AccountKey = { guildId: '1', memberId: '20' };

type Books = ReturnType<typeof booksOn>;

/** The ledger on a real database, each call in a transaction of its own. */
function booksOn(database: Kysely<Database>) {
  const write = <Result>(work: (trx: Transaction<Database>) => Promise<Result>) => database.transaction().execute(work);
  return {
    database,
    refill: (account: AccountKey, now = monday, allowance: Allowance = weekly) =>
      write((trx) => refill(trx, { ...account, roleIds: [] }, defaultPolicy(allowance), now)),
    /** A job row comes with the hold, as in the store; without the credits neither stays. */
    hold: (jobId: string, amountCredits: number, account = ann, more: Partial<NewHold> = {}) =>
      write(async (trx) => {
        const row = newJobRow(anOrigin({ ...account, interactionId: jobId }), aRequest(), aCandidate(), monday);
        await trx
          .insertInto('job')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        return hold(trx, { jobId, amountCredits, ...account, ...more }, monday);
      }),
    post: (jobId: string) => write((trx) => postHold(trx, jobId, 'delivered', monday)),
    void: (jobId: string) => write((trx) => voidHold(trx, jobId, 'failed', monday)),
    add: (entry: NewEntry, account = ann) => write((trx) => addEntry(trx, account, entry, monday)),
    async entries(account = ann) {
      const entries = await entriesOf(database, account, { limit: 50 });
      return entries.map(({ kind, amount_credits }) => `${kind} ${amount_credits}`).reverse();
    },
    async figures(account = ann) {
      const { balanceCredits, heldCredits, availableCredits } = await balanceOf(database, account);
      return [balanceCredits, heldCredits, availableCredits];
    },
  };
}

async function openBooks({ onTestFinished }: Pick<TestContext, 'onTestFinished'>): Promise<Books> {
  const { database, close } = await openDatabase(':memory:');
  onTestFinished(close);
  return booksOn(database);
}

describe('a hold', () => {
  it('takes credits out of reach, and posting spends them', async (context) => {
    const books = await openBooks(context);
    await books.refill(ann);
    expect(await books.hold('1', 51)).toBe(true);
    expect(await books.figures()).toEqual([300, 51, 249]);
    await books.post('1');
    expect(await books.figures()).toEqual([249, 0, 249]);
  });

  it('that is voided gives them back', async (context) => {
    const books = await openBooks(context);
    await books.refill(ann);
    await books.hold('1', 51);
    await books.void('1');
    expect(await books.figures()).toEqual([300, 0, 300]);
  });

  it.for([
    [301, false],
    [300, true],
  ] as const)('of %i of 300 credits: %s', async ([amount, taken], context) => {
    const books = await openBooks(context);
    await books.refill(ann);
    expect(await books.hold('1', amount)).toBe(taken);
    expect(await books.figures()).toEqual(taken ? [300, 300, 0] : [300, 0, 300]);
  });

  it('counts what others hold, not what they spent', async (context) => {
    const books = await openBooks(context);
    await books.refill(ann);
    await books.hold('1', 200);
    expect(await books.hold('2', 101)).toBe(false);
    expect(await books.hold('3', 100)).toBe(true);
  });

  it('needs an account', async (context) => {
    const books = await openBooks(context);
    expect(await books.hold('1', 1)).toBe(false);
  });

  it('is made once for a job, whatever the amount', async (context) => {
    const books = await openBooks(context);
    await books.refill(ann);
    await books.hold('1', 51);
    await expect(books.hold('1', 51)).rejects.toThrow(LedgerConflictError);
    await expect(books.hold('1', 60)).rejects.toThrow(LedgerConflictError);
    expect(await books.figures()).toEqual([300, 51, 249]);
  });

  it.for([0, -5])('of %i credits is a fault', async (amount, context) => {
    const books = await openBooks(context);
    await books.refill(ann);
    await expect(books.hold('1', amount)).rejects.toThrow();
    expect(await books.figures()).toEqual([300, 0, 300]);
  });
});

describe('the end of a hold', () => {
  it('can be told again without effect', async (context) => {
    const books = await openBooks(context);
    await books.refill(ann);
    await books.hold('1', 51);
    await books.hold('2', 51);
    for (let time = 0; time < 3; time += 1) {
      await books.post('1');
      await books.void('2');
    }
    expect(await books.figures()).toEqual([249, 0, 249]);
    expect(await books.entries()).toEqual(['allowance 300', 'post -51']);
  });

  it('cannot be changed', async (context) => {
    const books = await openBooks(context);
    await books.refill(ann);
    await books.hold('1', 51);
    await books.hold('2', 51);
    await books.post('1');
    await books.void('2');
    await expect(books.void('1')).rejects.toThrow(LedgerConflictError);
    await expect(books.post('2')).rejects.toThrow(LedgerConflictError);
    expect(await books.figures()).toEqual([249, 0, 249]);
  });

  it('needs a hold', async (context) => {
    const books = await openBooks(context);
    await expect(books.post('9')).rejects.toThrow(LedgerConflictError);
    await expect(books.void('9')).rejects.toThrow(LedgerConflictError);
  });
});

describe('the allowance', () => {
  it('comes once in a period', async (context) => {
    const books = await openBooks(context);
    for (const now of [monday, monday + 1, monday + weekMs - 1]) await books.refill(ann, now);
    expect(await books.figures()).toEqual([300, 0, 300]);
  });

  it('fills up to its amount when the next period begins, and no further', async (context) => {
    const books = await openBooks(context);
    await books.refill(ann);
    await books.hold('1', 92);
    await books.post('1');
    await books.refill(ann, monday + weekMs);
    expect(await books.figures()).toEqual([300, 0, 300]);
    await books.refill(ann, monday + 2 * weekMs);
    expect(await books.figures()).toEqual([300, 0, 300]);
  });

  it('counts what is held as spent; a hold that is given back afterwards stays with the member until it is used', async (context) => {
    const books = await openBooks(context);
    await books.refill(ann);
    await books.hold('1', 51);
    await books.hold('2', 92);
    await books.refill(ann, monday + weekMs);
    expect(await books.figures()).toEqual([443, 143, 300]);
    await books.post('1');
    await books.void('2');
    expect(await books.figures()).toEqual([392, 0, 392]);
    await books.refill(ann, monday + 2 * weekMs);
    expect(await books.figures()).toEqual([392, 0, 392]);
  });

  it('of nothing opens the account', async (context) => {
    const books = await openBooks(context);
    await books.refill(ann, monday, { credits: 0, period: 'week' });
    expect(await books.figures()).toEqual([0, 0, 0]);
    expect(await books.entries()).toEqual([]);
  });

  it('of one member in one guild is not that of another', async (context) => {
    const books = await openBooks(context);
    await books.refill(ann);
    await books.refill({ ...ann, guildId: '2' });
    await books.hold('1', 300);
    expect(await books.figures(ben)).toEqual([0, 0, 0]);
    expect(await books.figures({ ...ann, guildId: '2' })).toEqual([300, 0, 300]);
  });
});

describe('an entry', () => {
  const gift: NewEntry = { kind: 'grant', amountCredits: 20, key: 'admin:1', actorId: '7', reason: 'thanks' };

  it('is made once, and the second time changes nothing', async (context) => {
    const books = await openBooks(context);
    await books.refill(ann);
    expect(await books.add(gift)).toBe(true);
    expect(await books.add(gift)).toBe(false);
    expect(await books.figures()).toEqual([320, 0, 320]);
  });

  it.for<[string, Partial<NewEntry>, AccountKey?]>([
    ['amount', { amountCredits: 21 }],
    ['kind', { kind: 'correction' }],
    ['actor', { actorId: '8' }],
    ['reason', { reason: null }],
    ['asked', { askedCredits: 20 }],
    ['member', {}, ben],
    ['guild', {}, { ...ann, guildId: '2' }],
  ])(
    'with another %s under the same key is a conflict, and changes nothing',
    async ([, change, account = ann], context) => {
      const books = await openBooks(context);
      for (const each of [ann, ben, { ...ann, guildId: '2' }]) await books.refill(each);
      await books.add(gift);
      await expect(books.add({ ...gift, ...change }, account)).rejects.toThrow(LedgerConflictError);
      expect(await books.figures()).toEqual([320, 0, 320]);
      expect((await books.figures(ben))[0]).toBe(300);
    },
  );

  it('takes nothing that is held or not there', async (context) => {
    const books = await openBooks(context);
    await books.refill(ann);
    await books.hold('1', 51);
    const take = (amountCredits: number) => books.add({ kind: 'correction', amountCredits, key: `c${amountCredits}` });
    await expect(take(-250)).rejects.toThrow(LedgerConflictError);
    expect(await books.figures()).toEqual([300, 51, 249]);
    await take(-249);
    expect(await books.figures()).toEqual([51, 51, 0]);
  });
});

describe('a member whose credits never run out', () => {
  const exempt = { neverRunsOut: true };

  it('is lent what is missing, and no more', async (context) => {
    const books = await openBooks(context);
    await books.refill(ann, monday, { credits: 30, period: 'week' });
    expect(await books.hold('1', 51, ann, exempt)).toBe(true);
    expect(await books.figures()).toEqual([51, 51, 0]);
    await books.post('1');
    expect(await books.figures()).toEqual([0, 0, 0]);
    expect(await books.entries()).toEqual(['allowance 30', 'exempt 21', 'post -51']);
  });

  it('is lent nothing while there is enough', async (context) => {
    const books = await openBooks(context);
    await books.refill(ann);
    await books.hold('1', 51, ann, exempt);
    await books.void('1');
    expect(await books.entries()).toEqual(['allowance 300']);
  });

  it('has no more than before when the hold is given back: what was lent goes back too, once', async (context) => {
    const books = await openBooks(context);
    await books.refill(ann, monday, { credits: 30, period: 'week' });
    for (const jobId of ['1', '2', '3']) await books.hold(jobId, 51, ann, exempt);
    expect(await books.figures()).toEqual([153, 153, 0]);
    for (const jobId of ['2', '1', '2', '3', '1']) await books.void(jobId);
    expect(await books.figures()).toEqual([30, 0, 30]);
  });
});

it('two holds in the same moment never overdraw', async (context) => {
  const books = await openBooks(context);
  await books.refill(ann);
  const taken = await Promise.all(Array.from({ length: 10 }, (_, index) => books.hold(String(index), 60)));
  expect(taken.filter(Boolean)).toHaveLength(5);
  expect(await books.figures()).toEqual([300, 300, 0]);
});

type Operation =
  | { readonly kind: 'refill'; readonly account: AccountKey; readonly week: number }
  | { readonly kind: 'hold'; readonly account: AccountKey; readonly jobId: string; readonly amount: number }
  | { readonly kind: 'post' | 'void'; readonly jobId: string };

const account = fc.constantFrom(ann, ben);
const jobId = fc.integer({ min: 1, max: 8 }).map(String);
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ kind: fc.constant('refill' as const), account, week: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ kind: fc.constant('hold' as const), account, jobId, amount: fc.integer({ min: 1, max: 200 }) }),
  fc.record({ kind: fc.constantFrom('post' as const, 'void' as const), jobId }),
);

/** @returns whether it was done, now or before */
async function apply(books: Books, operation: Operation): Promise<boolean> {
  try {
    if (operation.kind === 'hold') return await books.hold(operation.jobId, operation.amount, operation.account);
    if (operation.kind === 'refill') await books.refill(operation.account, monday + operation.week * weekMs);
    else await books[operation.kind](operation.jobId);
    return true;
  } catch (error) {
    if (error instanceof LedgerConflictError) return false;
    throw error;
  }
}

/** All that is stored, and the sums that must agree with it. */
async function audit({ database }: Books) {
  const accounts = await database.selectFrom('account').selectAll().orderBy('member_id').execute();
  const entries = await database.selectFrom('ledger_entry').selectAll().orderBy('id').execute();
  const holds = await database.selectFrom('hold').selectAll().orderBy('job_id').execute();
  for (const { member_id, balance_credits, held_credits } of accounts) {
    const own = { entries: entries.filter(isOf(member_id)), holds: holds.filter(isOf(member_id)) };
    expect(balance_credits).toBe(sum(own.entries));
    expect(held_credits).toBe(sum(own.holds.filter(({ state }) => state === 'pending')));
    expect(Math.min(balance_credits, held_credits, balance_credits - held_credits)).toBeGreaterThanOrEqual(0);
  }
  for (const { job_id, state, amount_credits } of holds) {
    const posts = entries.filter((entry) => entry.job_id === job_id);
    expect(posts.map((entry) => -entry.amount_credits)).toEqual(state === 'posted' ? [amount_credits] : []);
  }
  return { accounts, entries, holds };
}

const isOf = (memberId: string) => (row: { member_id: string }) => row.member_id === memberId;
const sum = (rows: readonly { amount_credits: number }[]) => rows.reduce((all, row) => all + row.amount_credits, 0);

it('whatever is asked at the same time: the sums agree, and nothing is negative', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 2, maxLength: 40 }), async (operations) => {
      const { database, close } = await openDatabase(':memory:');
      try {
        const books = booksOn(database);
        await Promise.all(operations.map((each) => apply(books, each)));
        await audit(books);
      } finally {
        await close();
      }
    }),
    { numRuns: 50, seed: 20261123 },
  );
});
