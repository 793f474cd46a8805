/**
 * Why there is no new backup:
 * - `under-way`: another one of the same database is being made
 * - `no-database`: the file to copy is not there, or is no database
 * - `no-room`: the copy would leave too little room on its disk
 * - `exists`: the file to be written is there already
 * - `storage`: the folder or the file cannot be written, or the disk is full or fails
 * - `damaged`: SQLite finds faults in the copy
 * - `ledger-differs`: the copy's accounts do not agree with its entries and holds
 * - `interrupted`: the process that makes it was ended, or ended by itself
 */
export type BackupErrorCode =
  | 'under-way'
  | 'no-database'
  | 'no-room'
  | 'exists'
  | 'storage'
  | 'damaged'
  | 'ledger-differs'
  | 'interrupted';

/** A backup that was not made. The message is for the operator, and says where a copy is kept all the same. */
export class BackupError extends Error {
  readonly code: BackupErrorCode;

  constructor(code: BackupErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'BackupError';
    this.code = code;
  }
}
