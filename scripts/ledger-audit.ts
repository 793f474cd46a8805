import { resolve } from 'node:path';
import { auditLedger, type LedgerAudit } from '../src/credits/ledger-audit.ts';
import { openReadOnly } from '../src/database/read-only.ts';
import { databasePaths } from './database-paths.ts';

/**
 * `npm run ledger:audit [-- <file>]`: works out every account anew and says what does not agree; raybot may be running.
 * Exit code 0 when all agrees, 1 when something does not, 2 when the file cannot be read.
 */
const [, , given] = process.argv;
try {
  const file = given === undefined ? databasePaths(process.env).databaseFile : resolve(given);
  const audit = await auditFile(file);
  const { accounts, entries, holds } = audit;
  const read = `${file}: ${accounts} accounts, ${entries} entries, ${holds} holds`;
  if (audit.findings.length === 0) {
    console.log(`The ledger agrees with itself. ${read}.`);
  } else {
    console.log(`The ledger does not agree with itself. ${read}.\n\n${table(audit)}`);
    process.exitCode = 1;
  }
} catch (error) {
  console.error(`The ledger could not be read: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}

async function auditFile(file: string): Promise<LedgerAudit> {
  const { database, close } = openReadOnly(file);
  try {
    return await auditLedger(database);
  } finally {
    await close();
  }
}

function table({ findings, isComplete }: LedgerAudit): string {
  const head = ['what', 'guild', 'member', 'job', 'expected', 'found'];
  const lines = findings.map(({ what, guildId, memberId, jobId, expected, found }) =>
    [what, guildId, memberId, jobId, expected, found].map((cell) => cell ?? '–'),
  );
  const widths = head.map((title, column) =>
    Math.max(...[head, ...lines].map((line) => (line[column] ?? title).length)),
  );
  const text = [head, ...lines].map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...text, ...(isComplete ? [] : ['… and more of the same kinds.'])].join('\n');
}
