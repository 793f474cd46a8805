import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BackupError } from '../src/errors/backup-error.ts';
import { createBackups, makeBackup } from '../src/operations/backup.ts';
import { backupName } from '../src/operations/backup-files.ts';
import { databasePaths } from './database-paths.ts';

/** `npm run backup [-- <file or folder>]`: copies the database, checked; raybot may be running. */
try {
  const { databaseFile, backupDirectory } = databasePaths(process.env);
  const { file, bytes, accounts, entries, deleted, undeleted } = await backUp(databaseFile, backupDirectory);
  console.log(
    `Backed up ${databaseFile} to ${file}: ${bytes} bytes, checked: ${entries} entries, ${accounts} accounts.`,
  );
  if (deleted.length > 0) console.log(`Deleted older backups: ${deleted.join(', ')}.`);
  if (undeleted.length > 0) console.log(`Older backups that could not be deleted: ${undeleted.join(', ')}.`);
} catch (error) {
  console.error(`There is no new backup. ${error instanceof BackupError ? error.message : String(error)}`);
  process.exitCode = 1;
}

function backUp(databaseFile: string, backupDirectory: string) {
  const [, , place] = process.argv;
  const now = Date.now();
  if (place === undefined) return createBackups(databaseFile, backupDirectory).run(now);
  const path = resolve(place);
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const target = isFolder ? join(path, backupName(now)) : path;
  return makeBackup({ databaseFile, target, isOwnFolder: false });
}
