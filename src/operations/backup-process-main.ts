import { constants, setPriority } from 'node:os';
import { BackupError, type BackupErrorCode } from '../errors/backup-error.ts';
import { type BackupOrder, type BackupReport, writeBackup } from './write-backup.ts';

/** What the process of `makeBackup` answers. */
export type BackupOutcome =
  | { readonly report: BackupReport }
  | { readonly code: BackupErrorCode; readonly problem: string };

// raybot itself comes first, where both want the processor.
setPriority(constants.priority.PRIORITY_LOW);

process.once('message', async (order: BackupOrder) => {
  const outcome = await writeBackup(order).then(
    (report): BackupOutcome => ({ report }),
    (error: unknown): BackupOutcome => {
      if (error instanceof BackupError) return { code: error.code, problem: error.message };
      return { code: 'storage', problem: error instanceof Error ? error.message : String(error) };
    },
  );
  process.send?.(outcome);
});

// A parent that was killed cannot kill its children. What is left is swept by the next backup.
process.once('disconnect', () => process.exit());
