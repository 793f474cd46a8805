import { setImmediate } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../database/schema.ts';
import type { LedgerFinding } from './ledger-audit.ts';

/** Rows that are added up in one go: some milliseconds. */
const entriesAtOnce = 20_000;

/** What the accounts say, and what they should, at one moment. */
interface Moment {
  readonly balances: number;
  readonly held: number;
  readonly overdrawn: number;
  readonly pending: number;
  /** The newest entry of that moment. */
  readonly lastEntryId: number;
}

/**
 * Holds the sums over all accounts against each other: what a start can afford. It may run beside everything else, and
 * lets others have their turn. Faults that cancel each other out, or that concern states alone, are for `auditLedger`.
 * @returns no findings when the sums agree
 */
export async function auditCheaply(database: Kysely<Database>): Promise<LedgerFinding[]> {
  const moment = await readMoment(database);
  const findings = judge(moment, await sumOfEntries(database, moment.lastEntryId));
  // Entries are only ever added, so those up to the last one keep their sum. Should some have gone meanwhile, as those of a
  // guild that is erased may, one look at everything decides.
  return findings.length === 0 ? [] : judgeAtOnce(database);
}

function judgeAtOnce(database: Kysely<Database>): Promise<LedgerFinding[]> {
  return database.transaction().execute(async (trx) => {
    const moment = await readMoment(trx);
    return judge(moment, await sumBetween(trx, 0, moment.lastEntryId));
  });
}

async function readMoment(database: Kysely<Database>): Promise<Moment> {
  const { rows } = await sql<Moment>`
    select coalesce(sum(balance_credits), 0) as balances, coalesce(sum(held_credits), 0) as held,
      count(case when held_credits < 0 or balance_credits < held_credits then 1 end) as overdrawn,
      (select coalesce(sum(amount_credits), 0) from hold where state = 'pending') as pending,
      (select coalesce(max(id), 0) from ledger_entry) as "lastEntryId"
    from account`.execute(database);
  const [moment] = rows;
  if (!moment) throw new Error('a sum is always a row');
  return moment;
}

async function sumOfEntries(database: Kysely<Database>, lastId: number): Promise<number> {
  let sum = 0;
  for (let afterId = 0; afterId < lastId; afterId += entriesAtOnce) {
    sum += await sumBetween(database, afterId, Math.min(afterId + entriesAtOnce, lastId));
    await setImmediate();
  }
  return sum;
}

async function sumBetween(database: Kysely<Database>, afterId: number, lastId: number): Promise<number> {
  const { rows } = await sql<{ credits: number }>`
    select coalesce(sum(amount_credits), 0) as credits from ledger_entry where id > ${afterId} and id <= ${lastId}`.execute(
    database,
  );
  return rows[0]?.credits ?? 0;
}

function judge({ balances, held, overdrawn, pending }: Moment, entries: number): LedgerFinding[] {
  const everybody = { guildId: null, memberId: null, jobId: null };
  const findings: LedgerFinding[] = [];
  if (balances !== entries) {
    findings.push({ what: 'sum-of-balances', ...everybody, expected: String(entries), found: String(balances) });
  }
  if (held !== pending) {
    findings.push({ what: 'sum-of-holds', ...everybody, expected: String(pending), found: String(held) });
  }
  if (overdrawn > 0) {
    findings.push({ what: 'overdrawn', ...everybody, expected: 'no account', found: `${overdrawn} accounts` });
  }
  return findings;
}
