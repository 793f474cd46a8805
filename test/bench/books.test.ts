import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { books, writeBooks } from '../../bench/peers/books.ts';
import { auditLedger } from '../../src/credits/ledger-audit.ts';
import { openReadOnly } from '../../src/database/read-only.ts';

it('the books that the bench writes are as large as it says, and agree', async ({ onTestFinished }) => {
  const folder = mkdtempSync(join(tmpdir(), 'raybot-books-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'books.sqlite');
  await writeBooks(file, Date.UTC(2026, 10, 23, 12));
  const { database, close } = openReadOnly(file);
  const { findings, accounts, entries, holds } = await auditLedger(database);
  await close();
  expect(findings).toEqual([]);
  expect({ accounts, entries, holds }).toEqual({ accounts: books.members, entries: books.entries, holds: books.jobs });
});
