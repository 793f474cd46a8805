import { spawnSync } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { accountsOf, openLedgerFile, temporaryFolder } from '../builders/ledger-file.ts';

const scriptPath = (name: string) => fileURLToPath(new URL(`../../scripts/${name}.ts`, import.meta.url));

interface Surroundings {
  readonly env?: NodeJS.ProcessEnv;
  /** The largest file that may be written, in blocks of 512 bytes: what comes after fails as on a full disk. */
  readonly largestFile?: number;
}

/** Runs a script as npm does, with nothing in its environment but what is given. */
function run(script: string, args: readonly string[], { env = {}, largestFile }: Surroundings = {}) {
  const command = [process.execPath, scriptPath(script), ...args];
  const limit = largestFile === undefined ? '' : `ulimit -f ${largestFile}; `;
  const { status, stdout, stderr } = spawnSync('sh', ['-c', `${limit}exec "$@"`, 'sh', ...command], { env });
  return { status, stdout: stdout.toString(), stderr: stderr.toString() };
}

describe('npm run ledger:audit', () => {
  it('finds the database by DATA_DIR, while raybot runs, without any key', async (context) => {
    const { folder } = await openLedgerFile(context);
    const { status, stdout } = run('ledger-audit', [], { env: { DATA_DIR: folder } });
    expect(stdout).toContain('agrees with itself');
    expect(stdout).toContain('2 accounts, 3 entries, 3 holds');
    expect(status).toBe(0);
  });

  it('finds it by DATABASE_URL', async (context) => {
    const { file } = await openLedgerFile(context);
    expect(run('ledger-audit', [], { env: { DATABASE_URL: `sqlite:${file}` } })).toMatchObject({ status: 0 });
  });

  it('shows what is wrong in any file as a table, and says so by its exit code', async (context) => {
    const { file, database } = await openLedgerFile(context);
    await sql`update account set balance_credits = 250 where member_id = 10`.execute(database);
    const { status, stdout } = run('ledger-audit', [file]);
    expect(stdout).toContain('does not agree with itself');
    const [head, line, ...others] = stdout.split('\n').slice(2);
    expect(head).toMatch(/^what +guild +member +job +expected +found$/);
    expect(line).toMatch(/^balance +1 +10 +– +249 +250$/);
    expect(others.join('')).toBe('');
    expect(status).toBe(1);
  });

  it('tells a file that it cannot read from a ledger that is wrong', async (context) => {
    const folder = temporaryFolder(context);
    expect(run('ledger-audit', [], { env: { DATA_DIR: folder } })).toMatchObject({ status: 2, stdout: '' });
    await writeFile(join(folder, 'notes.txt'), 'not a database, and long enough to be looked at as one'.repeat(100));
    const { status, stderr } = run('ledger-audit', [join(folder, 'notes.txt')]);
    expect(stderr).toContain('file is not a database');
    expect(status).toBe(2);
  });
});

describe('npm run backup', () => {
  it('writes into the folder of backups while raybot runs', async (context) => {
    const { folder } = await openLedgerFile(context);
    const { status, stdout } = run('backup', [], { env: { DATA_DIR: folder } });
    expect(stdout).toContain('checked: 3 entries, 2 accounts');
    expect(status).toBe(0);
    const [name, ...others] = await readdir(join(folder, 'backups'));
    expect(name).toMatch(/^raybot-.*Z\.sqlite$/);
    expect(others).toEqual([]);
  });

  it('writes where it is told to: a file, or into a folder', async (context) => {
    const { folder, close } = await openLedgerFile(context);
    await close();
    const elsewhere = temporaryFolder(context);
    const env = { DATA_DIR: folder };
    expect(run('backup', [join(elsewhere, 'mine.sqlite')], { env })).toMatchObject({ status: 0 });
    expect(run('backup', [elsewhere], { env })).toMatchObject({ status: 0 });
    const names = (await readdir(elsewhere)).toSorted();
    expect(names).toEqual(['mine.sqlite', expect.stringMatching(/^raybot-.*Z\.sqlite$/)]);
    expect(await readdir(folder)).not.toContain('backups');
  });

  it('does not write over a file', async (context) => {
    const { folder, file, database } = await openLedgerFile(context);
    const { status, stderr } = run('backup', [file], { env: { DATA_DIR: folder } });
    expect(stderr).toContain('is there already');
    expect(status).toBe(1);
    expect(await accountsOf(database)).toHaveLength(2);
  });

  it.skipIf(process.platform === 'win32')(
    'says when the disk takes no more, leaves nothing there, and harms no older one',
    async (context) => {
      const { folder, database } = await openLedgerFile(context, { paddingMb: 3 });
      const backups = join(folder, 'backups');
      await mkdir(backups);
      await writeFile(join(backups, 'raybot-2026-01-01T00-00-00Z.sqlite'), '');
      const { status, stderr } = run('backup', [], { env: { DATA_DIR: folder }, largestFile: 2_000 });
      expect(stderr).toContain('There is no new backup. The backup could not be made: disk I/O error');
      expect(status).toBe(1);
      expect(await readdir(backups)).toEqual(['raybot-2026-01-01T00-00-00Z.sqlite']);
      expect(await accountsOf(database)).toHaveLength(2);
      expect(run('backup', [], { env: { DATA_DIR: folder } })).toMatchObject({ status: 0 });
    },
  );
});

it.each(['ledger:audit', 'backup'] as const)('npm run %s looks at Node’s version first, and reads .env', (name) => {
  expect(packageJson.scripts[name]).toMatch(
    /^node scripts\/check-node\.mjs && node --env-file-if-exists=\.env scripts\//,
  );
});
