import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { type Kysely, sql } from 'kysely';
import { describe, expect, it, type TestContext } from 'vitest';
import { auditLedger, describeFinding, type LedgerFinding } from '../../src/credits/ledger-audit.ts';
import { openDatabase } from '../../src/database/connection.ts';
import { openReadOnly } from '../../src/database/read-only.ts';
import type { Database } from '../../src/database/schema.ts';
import { type EndedJobState, type JobState, openJobStates } from '../../src/jobs/job.ts';
import { startCreditWorld } from '../builders/credit-world.ts';
import { startJobWorld } from '../builders/job-world.ts';
import {
  deliverJob,
  exemptRole,
  failJob,
  fillLedger,
  openLedgerFile,
  temporaryFolder,
} from '../builders/ledger-file.ts';

async function openFilled({ onTestFinished }: Pick<TestContext, 'onTestFinished'>): Promise<Kysely<Database>> {
  const { database, close } = await openDatabase(':memory:');
  onTestFinished(close);
  await fillLedger(database);
  return database;
}

/** The same with a member who never runs out: of 45 credits, six were lent for job 2006, and all for 2007 but taken back. */
async function openLent(context: Pick<TestContext, 'onTestFinished'>): Promise<Kysely<Database>> {
  const database = await openFilled(context);
  for (let n = 1; n <= 6; n += 1) await deliverJob(database, `${2000 + n}`, '30', [exemptRole]);
  await failJob(database, '2007', '30', [exemptRole]);
  return database;
}

/** Changes rows in ways that raybot itself and the tables' own rules would not let through. */
async function tamper(database: Kysely<Database>, ...statements: readonly string[]): Promise<void> {
  for (const statement of ['pragma foreign_keys = off', 'pragma ignore_check_constraints = on', ...statements]) {
    await sql`${sql.raw(statement)}`.execute(database);
  }
}

const brief = ({ what, memberId, jobId, expected, found }: LedgerFinding) =>
  [what, memberId ?? '–', jobId ?? '–', expected, found].join(' | ');

describe('a ledger that raybot wrote', () => {
  it('agrees with itself, and says how much of it was read', async (context) => {
    const audit = await auditLedger(await openFilled(context));
    expect(audit).toEqual({ findings: [], isComplete: true, accounts: 2, entries: 3, holds: 3 });
  });

  it('agrees with itself with a job in every state', async (context) => {
    const world = await startJobWorld(context);
    const ended: EndedJobState[] = ['delivered', 'failed', 'cancelled', 'undelivered'];
    const states: JobState[] = [...openJobStates, ...ended];
    for (const [index, state] of states.entries()) {
      await world.jobIn(state, { origin: { interactionId: `${7000 + index}`, memberId: `${index}` } });
    }
    expect(await auditLedger(world.database)).toMatchObject({ findings: [], holds: states.length });
  });

  it('agrees with itself where credits were lent, for a video and for none', async (context) => {
    expect((await auditLedger(await openLent(context))).findings).toEqual([]);
  });

  it('agrees with itself after what admins do', async (context) => {
    const { database, quotas, order, accept } = await startCreditWorld(context);
    await quotas.grant(order(), 20);
    await accept();
    await quotas.take(order(), 5);
    await quotas.set(order(), 0);
    await quotas.set(order(), 70);
    await quotas.reset(order());
    expect(await auditLedger(database)).toMatchObject({ findings: [], entries: 6 });
  });

  it('agrees with itself when it is empty', async ({ onTestFinished }) => {
    const { database, close } = await openDatabase(':memory:');
    onTestFinished(close);
    expect(await auditLedger(database)).toMatchObject({ findings: [], accounts: 0, entries: 0 });
  });
});

describe('an audit finds', () => {
  it.for([
    [
      'a balance that entries do not make up',
      'update account set balance_credits = 250 where member_id = 10',
      ['balance | 10 | – | 249 | 250'],
    ],
    ['a balance without any entry', 'insert into account values (1, 30, 5, 0)', ['balance | 30 | – | 0 | 5']],
    [
      'an entry that was changed',
      "update ledger_entry set amount_credits = 299 where kind = 'allowance' and member_id = 10",
      ['balance | 10 | – | 248 | 249'],
    ],
    [
      'held credits without a hold',
      'update account set held_credits = 7 where member_id = 10',
      ['held | 10 | – | 0 | 7'],
    ],
    [
      'a hold that no account knows of',
      'update account set held_credits = 0 where member_id = 20',
      ['held | 20 | – | 51 | 0'],
    ],
    [
      'more held than there is',
      'update account set held_credits = 301 where member_id = 20',
      ['held | 20 | – | 51 | 301', 'overdrawn | 20 | – | 0 or more held, and no more than there are | 301 of 300'],
    ],
    [
      'entries and holds of nobody',
      'delete from account where member_id = 10',
      ['account-missing | 10 | – | an account | none'],
    ],
    ['a hold of no job', 'delete from job where id = 1002', ['hold-state | 10 | 1002 | a job | voided']],
    [
      'a hold that is pending for a failed job',
      "update job set state = 'undelivered' where id = 1003",
      ['hold-state | 20 | 1003 | voided | pending'],
    ],
    [
      'a hold that was given back while its job goes on',
      "update job set state = 'submitted' where id = 1002",
      ['hold-state | 10 | 1002 | pending | voided'],
    ],
    [
      'a video that was given away',
      "update job set state = 'delivered' where id = 1002",
      ['hold-state | 10 | 1002 | posted | voided'],
    ],
    [
      'a posted hold that nobody paid',
      'delete from ledger_entry where job_id = 1001',
      ['balance | 10 | – | 300 | 249', 'post | 10 | 1001 | 1 × -51 | no entry'],
    ],
    [
      'a posted hold of another amount',
      'update hold set amount_credits = 60 where job_id = 1001',
      ['hold-differs | 10 | 1001 | 51 of 1:10 | 60 of 1:10', 'post | 10 | 1001 | 1 × -60 | 1 × -51'],
    ],
    [
      'a job that was paid twice, under two keys',
      "insert into ledger_entry (guild_id, member_id, kind, amount_credits, key, job_id, created_at) values (1, 10, 'post', -51, 'another key', 1001, 1)",
      [
        'balance | 10 | – | 198 | 249',
        'post | 10 | 1001 | 1 × -51 | 2 × -102',
        'key | 10 | 1001 | post:1001 | another key',
      ],
    ],
    [
      'a job that somebody else paid',
      "update ledger_entry set member_id = 20 where kind = 'post'",
      ['balance | 10 | – | 300 | 249', 'balance | 20 | – | 249 | 300', 'post | 10 | 1001 | 1 × -51 | an entry of 1:20'],
    ],
    [
      'a failed job that was paid',
      "update ledger_entry set job_id = 1002 where kind = 'post'",
      [
        'post | 10 | 1001 | 1 × -51 | no entry',
        'post | 10 | 1002 | no entry: voided | 1 × -51',
        'key | 10 | 1002 | post:1002 | post:1001',
      ],
    ],
    [
      'a payment without a hold',
      'delete from hold where job_id = 1001',
      ['hold-missing | 10 | 1001 | a hold of 51 | none', 'post-without-hold | 10 | 1001 | a hold | none, -51'],
    ],
  ] as const)('%s', async ([, statement, expected], context) => {
    const database = await openFilled(context);
    await tamper(database, statement);
    const { findings } = await auditLedger(database);
    expect(findings.map(brief)).toEqual(expected);
  });

  it.for([
    [
      'a hold of another price than its job’s',
      'update hold set amount_credits = 9 where job_id = 1002',
      ['hold-differs | 10 | 1002 | 51 of 1:10 | 9 of 1:10'],
    ],
    [
      'a price that was changed afterwards',
      'update job set price_credits = 1 where id = 1002',
      ['hold-differs | 10 | 1002 | 1 of 1:10 | 51 of 1:10'],
    ],
    [
      'a hold of somebody else than the job’s member',
      'update hold set member_id = 20 where job_id = 1002',
      ['hold-differs | 20 | 1002 | 51 of 1:10 | 51 of 1:20'],
    ],
    [
      'a job that was given to somebody else',
      'update job set guild_id = 2 where id = 1001',
      ['hold-differs | 10 | 1001 | 51 of 2:10 | 51 of 1:10'],
    ],
    [
      'a refill under a key by which another one can be had',
      "update ledger_entry set key = 'allowance:1:20:week:2026-11-16' where kind = 'allowance' and member_id = 20",
      ['key | 20 | – | allowance:1:20:week:2026-11-23 | allowance:1:20:week:2026-11-16'],
    ],
    [
      'a payment under a key by which it can be made again',
      "update ledger_entry set key = 'post:7' where kind = 'post'",
      ['key | 10 | 1001 | post:1001 | post:7'],
    ],
    [
      'an entry that says that it is something else',
      "update ledger_entry set kind = 'grant' where kind = 'allowance' and member_id = 20",
      [
        'key | 20 | – | admin:… | allowance:1:20:week:2026-11-23',
        'amount | 20 | – | grant of ? | 300',
        'not-in-audit | – | – | 0 | 1',
      ],
    ],
    [
      'credits of which nobody knows who gave them',
      "insert into ledger_entry (guild_id, member_id, kind, amount_credits, key, actor_id, asked_credits, created_at) values (1, 10, 'grant', 500, 'admin:5', '99', 500, 7)",
      'update account set balance_credits = balance_credits + 500 where member_id = 10',
      ['not-in-audit | – | – | 0 | 1'],
    ],
    [
      'a grant that takes, with an account that agrees',
      "insert into ledger_entry (guild_id, member_id, kind, amount_credits, key, actor_id, asked_credits, created_at) values (1, 10, 'grant', -5, 'admin:5', '99', 5, 7)",
      'update account set balance_credits = balance_credits - 5 where member_id = 10',
      "insert into audit_entry (guild_id, actor_id, action, created_at) values (1, 99, 'grant', 7)",
      ['amount | 10 | – | grant of 5 | -5'],
    ],
    [
      'a refill of less than nothing',
      "update ledger_entry set amount_credits = -1 where kind = 'allowance' and member_id = 10",
      'update account set balance_credits = -52 where member_id = 10',
      [
        'overdrawn | 10 | – | 0 or more held, and no more than there are | 0 of -52',
        'amount | 10 | – | allowance of 0 or more | -1',
      ],
    ],
  ] as const)('%s', async ([, ...rest], context) => {
    const statements = rest.filter((part) => typeof part === 'string');
    const database = await openFilled(context);
    await tamper(database, ...statements);
    const { findings } = await auditLedger(database);
    expect(findings.map(brief)).toEqual(rest.at(-1));
  });

  it.for([
    [
      'a loan that was not taken back',
      "delete from ledger_entry where kind = 'exempt-back'",
      ['balance | 30 | – | 51 | 0', 'loan | 30 | 2007 | -51 | 0'],
    ],
    [
      'a loan that was taken back though the video was made',
      "insert into ledger_entry (guild_id, member_id, kind, amount_credits, key, job_id, created_at) values (1, 30, 'exempt-back', -6, 'exempt-back:2006', 2006, 1)",
      ['balance | 30 | – | -6 | 0', 'loan | 30 | 2006 | 0 | -6'],
    ],
  ] as const)('%s', async ([, statement, expected], context) => {
    const database = await openLent(context);
    await tamper(database, statement);
    const { findings } = await auditLedger(database);
    expect(findings.map(brief)).toEqual(expected);
  });

  it('what should have happened once and stands there twice, where the table let it', async (context) => {
    const database = await openFilled(context);
    await tamper(
      database,
      'create table other as select * from ledger_entry',
      'drop table ledger_entry',
      'alter table other rename to ledger_entry',
      "insert into ledger_entry (id, guild_id, member_id, kind, amount_credits, key, reason, created_at) select 99, guild_id, member_id, kind, 0, key, reason, created_at from ledger_entry where kind = 'allowance' and member_id = 20",
    );
    const { findings } = await auditLedger(database);
    expect(findings.map(brief)).toEqual([
      expect.stringMatching(/^repeated-key \| 20 \| – \| once: allowance:1:20:.* \| 2$/),
    ]);
  });

  it('the same fault in many places, and lists some of them', async (context) => {
    const database = await openFilled(context);
    await tamper(
      database,
      'with recursive n(i) as (values (100) union all select i + 1 from n where i < 199) insert into account select 1, i, 5, 0 from n',
    );
    const { findings, isComplete } = await auditLedger(database);
    expect(findings).toHaveLength(50);
    expect(isComplete).toBe(false);
  });
});

it('a finding says in one line whose it is', () => {
  const finding = { what: 'held', guildId: '1', memberId: '2', jobId: null, expected: '51', found: '0' } as const;
  expect(describeFinding(finding)).toBe('held, guild 1, member 2: expected 51, found 0');
});

describe('a look at a file', () => {
  it('waits for nobody who writes, sees one moment, and cannot write itself', async (context) => {
    const { file, database } = await openLedgerFile(context);
    const { database: seen, close } = openReadOnly(file);
    context.onTestFinished(close);
    const writer = new SqliteDatabase(file);
    context.onTestFinished(() => void writer.close());
    writer.exec('begin immediate');
    expect(await auditLedger(seen)).toMatchObject({ findings: [], entries: 3 });
    writer.exec('rollback');
    await deliverJob(database, '1004', '20');
    expect(await auditLedger(seen)).toMatchObject({ findings: [], entries: 4 });
    await expect(sql`delete from hold`.execute(seen)).rejects.toThrow('readonly');
  });

  it('sees what a killed raybot had committed last', async (context) => {
    const { file } = await openLedgerFile(context);
    const found = temporaryFolder(context);
    // As a kill leaves them: nothing was moved from the log into the file.
    for (const end of ['', '-wal']) await cp(`${file}${end}`, join(found, `raybot.sqlite${end}`));
    const { database, close } = openReadOnly(join(found, 'raybot.sqlite'));
    context.onTestFinished(close);
    expect(await auditLedger(database)).toMatchObject({ findings: [], entries: 3 });
  });

  it('does not make a file that is not there', (context) => {
    expect(() => openReadOnly(join(temporaryFolder(context), 'raybot.sqlite'))).toThrow('unable to open');
  });
});
