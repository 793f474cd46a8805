import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { auditLedger } from '../../src/credits/ledger-audit.ts';
import { openDatabase } from '../../src/database/connection.ts';
import { ben, fillJobs, home } from '../builders/erasure-world.ts';
import { temporaryFolder } from '../builders/ledger-file.ts';

const script = join(import.meta.dirname, 'erase-in-process.ts');

it('a process that is killed in the middle of an erasure leaves what the next one finishes', async (context) => {
  const file = join(temporaryFolder(context), 'raybot.sqlite');
  const look = async <Result>(
    of: (database: Awaited<ReturnType<typeof openDatabase>>['database']) => Promise<Result>,
  ) => {
    const { database, close } = await openDatabase(file);
    return of(database).finally(close);
  };
  await look((database) => fillJobs(database, 600, 1));

  /** Kills it before so many steps. @returns its last line */
  async function erase(steps: number): Promise<string> {
    const child = spawn(process.execPath, [script, file, ben], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exit = once(child, 'exit');
    let [seen, last] = [0, ''];
    for await (const line of createInterface(child.stdout)) {
      last = line;
      seen += 1;
      if (seen >= steps) child.kill('SIGKILL');
    }
    await exit;
    return last;
  }

  const left: number[] = [];
  for (const steps of [1, 4, 11, 19]) {
    expect(await erase(steps)).toBe('step');
    await look(async (database) => {
      expect((await auditLedger(database)).findings).toEqual([]);
      expect(await database.selectFrom('member_erasure').select('member_id').execute()).toEqual([{ member_id: ben }]);
      left.push((await database.selectFrom('job').select('id').where('member_id', '=', ben).execute()).length);
    });
  }
  expect(left).toEqual(left.toSorted((a, b) => b - a));
  expect(new Set(left).size).toBeGreaterThan(2);
  expect(await erase(1_000)).toBe('done 600');
  await look(async (database) => {
    const { findings, accounts, holds } = await auditLedger(database);
    expect({ findings, accounts, holds }).toEqual({ findings: [], accounts: 1, holds: 600 });
    expect(await database.selectFrom('job').select('id').where('member_id', '=', ben).execute()).toEqual([]);
    expect(await database.selectFrom('account').select('guild_id').execute()).toEqual([{ guild_id: home }]);
  });
}, 120_000);
