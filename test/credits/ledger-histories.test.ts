import { join } from 'node:path';
import fc from 'fast-check';
import type { Kysely } from 'kysely';
import { afterAll, expect, it } from 'vitest';
import { auditLedger, describeFinding } from '../../src/credits/ledger-audit.ts';
import { allowanceFor } from '../../src/credits/member-allowance.ts';
import { periodAt, periodName } from '../../src/credits/periods.ts';
import { type OpenDatabase, openDatabase } from '../../src/database/connection.ts';
import type { Database, LedgerEntryRow } from '../../src/database/schema.ts';
import { temporaryFolder } from '../builders/ledger-file.ts';
import { type Event, GuildHistory, history } from '../builders/ledger-history.ts';

/** How many histories are made up; `LEDGER_SEED` makes up others. */
const runs = Number(process.env.LEDGER_RUNS ?? 1_000);
const seed = Number(process.env.LEDGER_SEED ?? 20261123);
/** So many guilds share a database: making one takes as long as a history. */
const guildsPerDatabase = 200;

let shared: OpenDatabase | undefined;
let guilds = 0;

/** A guild of its own for each history. */
async function newGuild(start: string): Promise<{ database: Kysely<Database>; guild: GuildHistory }> {
  if (guilds % guildsPerDatabase === 0) await closeShared();
  guilds += 1;
  shared ??= await openDatabase(':memory:');
  return { database: shared.database, guild: new GuildHistory(shared.database, guilds, start) };
}

/** What an operator would find, once for many guilds. */
async function closeShared(): Promise<void> {
  if (!shared) return;
  const { findings, entries } = await auditLedger(shared.database);
  await shared.close();
  shared = undefined;
  expect(findings.map(describeFinding)).toEqual([]);
  expect(entries).toBeGreaterThan(0);
}
afterAll(() => shared?.close());

/** All that is stored of a guild. */
async function storedOf(database: Kysely<Database>, guildId: string) {
  const [accounts, entries, holds, jobs, audits] = await Promise.all([
    database.selectFrom('account').selectAll().where('guild_id', '=', guildId).orderBy('member_id').execute(),
    database.selectFrom('ledger_entry').selectAll().where('guild_id', '=', guildId).orderBy('id').execute(),
    database.selectFrom('hold').selectAll().where('guild_id', '=', guildId).orderBy('job_id').execute(),
    database.selectFrom('job').selectAll().where('guild_id', '=', guildId).orderBy('id').execute(),
    database.selectFrom('audit_entry').selectAll().where('guild_id', '=', guildId).orderBy('id').execute(),
  ]);
  return { accounts, entries, holds, jobs, audits };
}

type Stored = Awaited<ReturnType<typeof storedOf>>;

const sum = (rows: readonly { amount_credits: number }[]) => rows.reduce((all, row) => all + row.amount_credits, 0);

function checkSums({ accounts, entries, holds }: Stored): void {
  for (const account of accounts) {
    const isOwn = (row: { member_id: string }) => row.member_id === account.member_id;
    expect(account.balance_credits).toBe(sum(entries.filter(isOwn)));
    expect(account.held_credits).toBe(sum(holds.filter((hold) => isOwn(hold) && hold.state === 'pending')));
    expect(account.held_credits).toBeGreaterThanOrEqual(0);
    expect(account.balance_credits - account.held_credits).toBeGreaterThanOrEqual(0);
  }
}

const ends: Readonly<Record<string, string>> = { delivered: 'posted', failed: 'voided' };

/** Each job has one hold, which stands where the job does; a closed one was posted once, or never. */
function checkJobs({ jobs, holds, entries }: Stored): void {
  expect(holds.map(({ job_id }) => job_id)).toEqual(jobs.map(({ id }) => id));
  for (const [index, job] of jobs.entries()) {
    const hold = holds[index];
    expect(hold).toMatchObject({ state: ends[job.state] ?? 'pending', amount_credits: job.price_credits });
    const own = entries.filter(({ job_id }) => job_id === job.id);
    const posts = own.filter(({ kind }) => kind === 'post').map(({ amount_credits }) => -amount_credits);
    expect(posts).toEqual(hold?.state === 'posted' ? [job.price_credits] : []);
    if (hold?.state === 'voided') expect(sum(own)).toBe(0);
  }
}

/** A refill is that of the period in which it came, and no other one came in that period, nor for it. */
function checkRefills({ entries }: Stored, guild: GuildHistory): void {
  for (const number of [0, 1, 2]) {
    const member = guild.account(number);
    const refills = entries.filter(({ kind, member_id }) => kind === 'allowance' && member_id === member.memberId);
    for (const [index, refill] of refills.entries()) {
      const moment = guild.moments.get(refill.created_at);
      if (!moment) throw new Error('a refill came when nothing happened');
      const { policy, now } = moment;
      const { key, start, end } = periodAt(policy.allowance.period, now, policy.timeZone);
      expect(refill.key).toBe(`allowance:${guild.guildId}:${member.memberId}:${key}`);
      const isWithin = ({ created_at }: LedgerEntryRow) => created_at >= start && created_at < end;
      expect(refills.slice(0, index).filter(isWithin)).toEqual([]);
      expect(refill.amount_credits).toBeGreaterThanOrEqual(0);
      expect(refill.amount_credits).toBeLessThanOrEqual(allowanceFor(policy, member).credits);
    }
    const names = refills.map(({ key }) => periodName({ key }));
    expect(names).toEqual([...new Set(names)]);
  }
}

/** Each order of an admin that took effect stands in the audit, once. */
function checkAudit({ entries, audits }: Stored): void {
  const orders = ['grant', 'take', 'set', 'reset'];
  const inLedger = entries.filter(({ kind }) => orders.includes(kind)).map(({ kind }) => kind);
  expect(audits.filter(({ action }) => orders.includes(action)).map(({ action }) => action)).toEqual(inLedger);
}

/** Lives through a history, then through all of it that was done once more. */
async function live(guild: GuildHistory, events: readonly Event[], databaseOf: () => Kysely<Database>): Promise<void> {
  for (const event of events) await guild.live(event);
  const stored = await storedOf(databaseOf(), guild.guildId);
  checkSums(stored);
  checkJobs(stored);
  checkRefills(stored, guild);
  checkAudit(stored);
  for (const deed of guild.done.splice(0)) if (deed.kind !== 'show') await guild.attempt(deed);
  expect(await storedOf(databaseOf(), guild.guildId)).toEqual(stored);
}

it(
  `whatever happens in whatever order, over restarts and wrong clocks: all sums agree (${runs} histories)`,
  async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ start, events }) => {
        const { database, guild } = await newGuild(start);
        await live(guild, events, () => database);
      }),
      { numRuns: runs, seed },
    );
    await closeShared();
  },
  60_000 + runs * 200,
);

it('the same on a file, with real restarts in between', async (context) => {
  const file = join(temporaryFolder(context), 'raybot.sqlite');
  let open = await openDatabase(file);
  context.onTestFinished(() => open.close());
  let number = 0;
  const reopen = async () => {
    await open.close();
    open = await openDatabase(file);
    return open.database;
  };
  await fc.assert(
    fc.asyncProperty(history, async ({ start, events }) => {
      number += 1;
      await live(new GuildHistory(open.database, number, start, reopen), events, () => open.database);
    }),
    { numRuns: 10, seed },
  );
  expect((await auditLedger(open.database)).findings.map(describeFinding)).toEqual([]);
}, 60_000);
