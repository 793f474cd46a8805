import { type ChildProcess, fork } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BackupError } from '../errors/backup-error.ts';
import { backupName, newestBackup } from './backup-files.ts';
import type { BackupOutcome } from './backup-process-main.ts';
import { type BackupOrder, type BackupReport, removePartial } from './write-backup.ts';

const main = fileURLToPath(new URL('./backup-process-main.ts', import.meta.url));

/** Far more than a database of raybot's takes; what hangs for so long is a disk that is not there any more. */
const longestMs = 2 * 3_600_000;

/**
 * Makes one backup in a process of its own, at low priority: copying and checking take seconds, and a disk that fails under
 * SQLite's shared memory ends the process that reads it.
 * @param signal - ends the process at once, and what it has written goes
 * @throws {BackupError} nothing of the new backup is left then
 */
export async function makeBackup(order: BackupOrder, signal?: AbortSignal): Promise<BackupReport> {
  const timeLimit = AbortSignal.timeout(longestMs);
  const ending = signal ? AbortSignal.any([signal, timeLimit]) : timeLimit;
  if (ending.aborted) throw new BackupError('interrupted', 'The backup was not begun.');
  // No environment, no arguments: keys have no business there.
  const child = fork(main, { env: bareEnvironment(), execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const kill = () => void child.kill('SIGKILL');
  ending.addEventListener('abort', kill, { once: true });
  try {
    const outcome = await askFor(child, order);
    if ('report' in outcome) return outcome.report;
    throw new BackupError(outcome.code, outcome.problem);
  } catch (error) {
    if (error instanceof BackupError && error.code === 'interrupted') {
      kill();
      await removePartial(order.target).catch(() => {});
    }
    throw error;
  } finally {
    ending.removeEventListener('abort', kill);
    if (child.connected) child.disconnect();
  }
}

/** Where Node keeps what it has compiled: it starts in half the time then. */
function bareEnvironment(): NodeJS.ProcessEnv {
  const { NODE_COMPILE_CACHE } = process.env;
  return NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE };
}

/** One order, one answer; the end of the process is an answer too. */
async function askFor(child: ChildProcess, order: BackupOrder): Promise<BackupOutcome> {
  const { promise, resolve, reject } = Promise.withResolvers<BackupOutcome>();
  const interrupted = (why: unknown) =>
    reject(new BackupError('interrupted', `The backup was not finished: its process ended with ${why}.`));
  // A process that could not be started says so by an error.
  child.once('error', (error) => interrupted(error.message));
  child.once('exit', (code, signal) => interrupted(signal ?? code));
  child.once('message', resolve);
  if (child.pid !== undefined) child.send(order, (error) => error && interrupted(error.message));
  return promise;
}

/** The backups of one database in their folder. */
export interface Backups {
  /** Makes one in the folder, see `makeBackup`. */
  run(now: number, signal?: AbortSignal): Promise<BackupReport>;
  /** The moment of the newest one, milliseconds since the epoch; null without any. @throws {Error} of the file system */
  newest(now: number): Promise<number | null>;
}

export function createBackups(databaseFile: string, directory: string): Backups {
  return {
    run: (now, signal) =>
      makeBackup({ databaseFile, target: join(directory, backupName(now)), isOwnFolder: true }, signal),
    newest: async (now) => newestBackup(await namesIn(directory), now),
  };
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
