// SQLite's result codes as far as the cache tells them apart (https://sqlite.org/rescode.html).
const ERROR = 1;
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;
const IOERR_SHORT_READ = 522;

/** Whether another process holds the lock. */
export function isBusy(error: unknown): boolean {
  const code = resultCode(error);
  return code === BUSY || code === LOCKED;
}

/**
 * Whether the file is not what SQLite wrote: damaged pages, a damaged header, a damaged schema (our statements are right, so one
 * that does not compile finds another table than ours), a file that was cut off.
 */
export function isDamage(error: unknown): boolean {
  const code = resultCode(error);
  return code === CORRUPT || code === NOTADB || code === ERROR || extendedCode(error) === IOERR_SHORT_READ;
}

/** An error for damage that SQLite itself has not noticed. */
export function damage(reason: string): Error {
  return Object.assign(new Error(reason), { errcode: CORRUPT });
}

/** Whether the file must not be written. */
export function isReadOnly(error: unknown): boolean {
  return resultCode(error) === READONLY;
}

/** What to do about an error of SQLite, where one knows. */
export function sqliteHint(error: unknown, file: string): string | undefined {
  switch (resultCode(error)) {
    case NOTADB:
    case CORRUPT:
      return `Move ${file} away, with ${file}-wal and ${file}-shm if they are there, and run again: the cache fills itself anew.`;
    case CANTOPEN:
    case READONLY:
      return `Check that ${file} and its folder can be written, or choose another directory for the cache.`;
    case FULL:
    case IOERR:
      return 'Make room on the disk, or choose another directory for the cache.';
    case BUSY:
    case LOCKED:
      return 'Another process has been writing to the cache for long. Wait for it, and run again.';
    default:
      return undefined;
  }
}

function resultCode(error: unknown): number | undefined {
  const code = extendedCode(error);
  // The upper bits say more precisely why.
  return code === undefined ? undefined : code & 0xff;
}

function extendedCode(error: unknown): number | undefined {
  const code = (error as { readonly errcode?: unknown } | undefined)?.errcode;
  return typeof code === 'number' ? code : undefined;
}
