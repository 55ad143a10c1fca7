import { BowerbirdError, isBowerbirdError } from '@bowerbird/core';

// SQLite's result codes as far as the ledger tells them apart (https://sqlite.org/rescode.html).
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

/** Whether another process holds the lock. */
export function isBusy(error: unknown): boolean {
  const code = resultCode(error);
  return code === BUSY || code === LOCKED;
}

/** What stands in the ledger is not what was written. The record of money is never replaced by itself. */
export function damage(message: string, file: string, cause?: unknown): BowerbirdError {
  return new BowerbirdError('LEDGER_FAILED', message, { hint: damageHint(file), cause });
}

/**
 * Any error as one of the ledger.
 * @param doing what failed: `cannot write to the ledger /home/…`
 */
export function ledgerError(error: unknown, doing: string, file: string): BowerbirdError {
  if (isBowerbirdError(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new BowerbirdError('LEDGER_FAILED', `${doing}: ${message}`, {
    hint: hintFor(error, file),
    cause: error,
  });
}

function hintFor(error: unknown, file: string): string {
  switch (resultCode(error) ?? (error as { readonly code?: unknown } | undefined)?.code) {
    case NOTADB:
    case CORRUPT:
      return damageHint(file);
    case FULL:
    case IOERR:
    case 'ENOSPC':
    case 'EDQUOT':
      return 'Make room on the disk, and run again: what is bought already is not bought again.';
    case BUSY:
    case LOCKED:
      return 'Another process has been writing to the ledger for long. Wait for it, and run again.';
    case CANTOPEN:
    case READONLY:
      return `Check that ${file} and its folder can be written, and lie on a local disk.`;
    default:
      return `Check that ${file} is a file, or can be made, and can be written.`;
  }
}

function damageHint(file: string): string {
  return (
    `It is the record of what was paid, so nothing was changed. Restore ${file} from a backup, or save what can be read with ` +
    `"sqlite3 ${file} .recover". If paid work may be bought again: move it away, with ${file}-wal and ${file}-shm if they are there.`
  );
}

function resultCode(error: unknown): number | undefined {
  const code = (error as { readonly errcode?: unknown } | undefined)?.errcode;
  // The upper bits say more precisely why.
  return typeof code === 'number' ? code & 0xff : undefined;
}
