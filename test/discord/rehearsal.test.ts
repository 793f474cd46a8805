import { type Kysely, sql } from 'kysely';
import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { createCommands } from '../../commands/index.ts';
import type { CatalogueRow } from '../../src/catalogue/models.ts';
import { defaultPolicy } from '../../src/credits/policy.ts';
import { Wallet } from '../../src/credits/wallet.ts';
import { openDatabase } from '../../src/database/connection.ts';
import type { Database } from '../../src/database/schema.ts';
import { rehearse } from '../../src/discord/rehearsal.ts';
import { Generations } from '../../src/jobs/generations.ts';
import type { AcceptRules } from '../../src/jobs/job-acceptance.ts';
import { JobStore } from '../../src/jobs/job-store.ts';
import { LiveCosts } from '../../src/providers/live-costs.ts';
import { Router } from '../../src/providers/router.ts';
import { FakeProvider } from '../builders/fake-provider.ts';
import { usualRules } from '../builders/job-world.ts';
import { aCandidate, rows as allRows, anOrigin, aRequest } from '../builders/jobs.ts';
import { ManualClock } from '../builders/manual-clock.ts';
import { servicesWith } from '../builders/services.ts';

async function start({ rules = usualRules, rows = allRows }: { rules?: AcceptRules; rows?: readonly CatalogueRow[] }) {
  const { database, close } = await openDatabase(':memory:');
  onTestFinished(close);
  const clock = new ManualClock();
  const store = new JobStore(database);
  const router = new Router({ providers: new Map([['segmind', new FakeProvider()]]), now: () => clock.now() });
  const { policy, spendLimitMicroUsdPerDay } = rules;
  const policyOf = () => policy;
  const parts = { store, rows, router, costs: new LiveCosts(), policyOf, spendLimitMicroUsdPerDay, clock };
  const generations = new Generations({ ...parts, run: () => {} });
  const wallet = new Wallet({ database, policyOf, clock });
  const lines: string[] = [];
  let rehearsed = 0;
  const run = () =>
    rehearse(
      createCommands(rows, []),
      servicesWith({
        wallet,
        generations: {
          refuseEarly: async () => {},
          accept: (...call) => {
            rehearsed += 1;
            return generations.rehearse(...call);
          },
        },
      }),
      pino({ level: 'trace' }, { write: (line) => void lines.push(line) }),
    );
  return { database, clock, store, lines, run, rehearsed: () => rehearsed };
}

const tables = ['job', 'attempt', 'hold', 'ledger_entry', 'account'] as const;

async function left(database: Kysely<Database>): Promise<number[]> {
  return Promise.all(tables.map(async (table) => (await database.selectFrom(table).selectAll().execute()).length));
}

it.each([
  ['as usual', {}],
  ['with the spend limit reached', { rules: { ...usualRules, spendLimitMicroUsdPerDay: 1 } }],
  ['without an allowance', { rules: { ...usualRules, policy: defaultPolicy({ credits: 0, period: 'week' }) } }],
])('%s it takes many commands, and leaves no row and no line', async (_case, options) => {
  const { database, lines, run, rehearsed } = await start(options);
  await run();
  expect(rehearsed()).toBeGreaterThan(50);
  expect(await left(database)).toEqual([0, 0, 0, 0, 0]);
  expect(lines).toEqual([]);
});

it('without a model there is nothing to rehearse', async () => {
  const { run, rehearsed } = await start({ rows: [] });
  await run();
  expect(rehearsed()).toBe(0);
});

it('on a full disk it ends no start', async () => {
  const { database, run, rehearsed } = await start({});
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(database);
  await sql`pragma max_page_count = ${sql.lit(rows[0]?.page_count ?? 0)}`.execute(database);
  await run();
  expect(rehearsed()).toBeGreaterThan(50);
  expect(await left(database)).toEqual([0, 0, 0, 0, 0]);
});

it('harms no job that is taken meanwhile', async () => {
  const { database, store, clock, run } = await start({});
  const rehearsal = run();
  const request = aRequest();
  const { id } = await store.accept(anOrigin(), request, aCandidate(request), usualRules, clock.now());
  await rehearsal;
  expect(await store.get(id)).toMatchObject({ state: 'accepted' });
  expect(await left(database)).toEqual([1, 0, 1, 1, 1]);
});
