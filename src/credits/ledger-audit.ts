import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from '../database/schema.ts';
import { type FoundRow, type LedgerFault, ledgerChecks } from './ledger-checks.ts';

/** Works out all that the accounts say from what they were made of: entries, holds and jobs. Reads alone, repairs nothing. */

export interface LedgerFinding {
  readonly what: LedgerFault;
  /** Null for what concerns all accounts together, as are the other two where they do not apply. */
  readonly guildId: string | null;
  readonly memberId: string | null;
  readonly jobId: string | null;
  /** Credits or a state, in words. */
  readonly expected: string;
  readonly found: string;
}

export interface LedgerAudit {
  readonly findings: readonly LedgerFinding[];
  /** False when there are more findings of a kind than are listed. */
  readonly isComplete: boolean;
  /** How many rows were looked at: an audit that saw nothing proves nothing. */
  readonly accounts: number;
  readonly entries: number;
  readonly holds: number;
}

/** Rows that are listed of each kind: a fault that is everywhere need not be read everywhere. */
const listedOfAKind = 50;

/**
 * Holds every account against its entries, holds and jobs, in one read transaction. Takes some tenths of a second for
 * 100,000 entries, in which SQLite keeps the event loop: it belongs into a process of its own.
 * @throws {Error} of the database, also when it is none of raybot's
 */
export function auditLedger(database: Kysely<Database>): Promise<LedgerAudit> {
  return database.transaction().execute(async (trx) => {
    const findings: LedgerFinding[] = [];
    let isComplete = true;
    for (const [what, query] of ledgerChecks) {
      const { rows } = await sql<FoundRow>`${query} limit ${listedOfAKind + 1}`.execute(trx);
      isComplete &&= rows.length <= listedOfAKind;
      findings.push(...rows.slice(0, listedOfAKind).map((row) => toFinding(what, row)));
    }
    return { findings, isComplete, ...(await countRows(trx)) };
  });
}

async function countRows(trx: Transaction<Database>): Promise<Pick<LedgerAudit, 'accounts' | 'entries' | 'holds'>> {
  const { rows } = await sql<{ accounts: number; entries: number; holds: number }>`
    select (select count(*) from account) as accounts, (select count(*) from ledger_entry) as entries,
      (select count(*) from hold) as holds`.execute(trx);
  return rows[0] ?? { accounts: 0, entries: 0, holds: 0 };
}

function toFinding(what: LedgerFault, row: FoundRow): LedgerFinding {
  return {
    what,
    guildId: row.guild_id,
    memberId: row.member_id,
    jobId: row.job_id,
    expected: String(row.expected),
    found: String(row.found),
  };
}

/** A finding in one line, for a log or a notice. */
export function describeFinding({ what, guildId, memberId, jobId, expected, found }: LedgerFinding): string {
  const where = [guildId && `guild ${guildId}`, memberId && `member ${memberId}`, jobId && `job ${jobId}`];
  return `${[what, ...where.filter(Boolean)].join(', ')}: expected ${expected}, found ${found}`;
}
