import { hostname } from 'node:os';
import { BowerbirdError, isBowerbirdError } from '@bowerbird/core';

const LATER = 'then run again: what was collected is kept and is delivered by the next run.';

/** What the codes of the operating system mean, and what to do about them. */
const REASONS: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  ENOSPC: ['the disk is full', `Free some space, ${LATER}`],
  EDQUOT: ['the disk quota is used up', `Free some space or raise the quota, ${LATER}`],
  EFBIG: [
    'it would be larger than files may be here',
    `Raise the limit (ulimit -f) or use another disk, ${LATER}`,
  ],
  EACCES: ['permission is denied', `Give yourself the right to write there or set another "path", ${LATER}`],
  EPERM: [
    'the system does not permit it',
    `Give yourself the right to write there or set another "path", ${LATER}`,
  ],
  EROFS: ['the file system is read-only', `Set "path" to a place that can be written, ${LATER}`],
  EISDIR: ['a folder stands in its place', `Move the folder away or set another "path", ${LATER}`],
  ENOTDIR: [
    'a part of the path is a file, not a folder',
    `"path" is a folder: move the file away or set another "path", ${LATER}`,
  ],
  EEXIST: [
    'a file stands where a folder must be',
    `"path" is a folder: move the file away or set another "path", ${LATER}`,
  ],
  ENOENT: [
    'the folder has vanished, or a link leads nowhere',
    `Leave the folder in place while a run is on, ${LATER}`,
  ],
  ELOOP: ['symbolic links lead in a circle', `Mend the links or set another "path", ${LATER}`],
  ENAMETOOLONG: ['the path is too long', `Set a shorter "path", ${LATER}`],
  EMFILE: ['too many files are open', `Raise the limit (ulimit -n), ${LATER}`],
  ENFILE: ['too many files are open on this machine', `Close some programs, ${LATER}`],
  EBUSY: ['another program is using it', `Close the other program, ${LATER}`],
  EIO: ['the disk reports an error', `Check the disk, ${LATER}`],
  SQLITE_BUSY: ['another process has been writing to it for long', `Wait for that to end, ${LATER}`],
  SQLITE_CORRUPT: ['it is damaged', `Move it away: the next run writes it anew from what is kept.`],
  SQLITE_NOTADB: ['it is no SQLite database', `Move it away or set another "path", ${LATER}`],
};

/** SQLite's result codes (https://sqlite.org/rescode.html), as what they mean here. */
const RESULT_CODES: Readonly<Record<number, string>> = {
  5: 'SQLITE_BUSY',
  6: 'SQLITE_BUSY',
  8: 'EROFS',
  10: 'EIO',
  11: 'SQLITE_CORRUPT',
  13: 'ENOSPC',
  14: 'EACCES',
  26: 'SQLITE_NOTADB',
};

/** The error of a sink: the file, the reason, and the remedy. */
export function sinkFailure(error: unknown, verb: string, path: string): BowerbirdError {
  if (isBowerbirdError(error)) return error;
  const code = resultCode(error) ?? errorCode(error);
  const [reason, hint] = REASONS[code ?? ''] ?? [
    error instanceof Error ? error.message : String(error),
    `Mend the cause, ${LATER}`,
  ];
  return new BowerbirdError('SINK_FAILED', `cannot ${verb} ${path}: ${reason}${code ? ` (${code})` : ''}`, {
    hint,
    cause: error,
  });
}

/** Runs `work`; what it throws becomes `SINK_FAILED` about that path. */
export async function failingAs<T>(verb: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw sinkFailure(error, verb, path);
  }
}

/** The code of an error of the operating system, as in `ENOSPC`. */
export function errorCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

function resultCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  // The upper bits say more precisely why.
  return typeof code === 'number' ? RESULT_CODES[code & 0xff] : undefined;
}

/** What `work` answers, or `undefined` where the file is not there. */
export async function unlessAbsent<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Who writes to a corpus. */
export interface LockHolder {
  readonly host: string;
  readonly pid: number;
  readonly since: string;
}

/** Another one writes to that corpus; without a holder, one that has not said yet who it is. */
export function lockRefused(target: string, lock: string, holder?: LockHolder): BowerbirdError {
  const by = holder ? `process ${holder.pid} on ${holder.host}, since ${holder.since}` : 'it has just begun';
  const isSelf = holder?.pid === process.pid && holder.host === hostname();
  const hint = isSelf
    ? 'That is this very process: close the other sink or runner first, or give one of them another "path".'
    : `Wait for that run to end, ${LATER} If there is no such run any more, on its own machine, delete ${lock}.`;
  return new BowerbirdError('SINK_FAILED', `cannot write ${target}: another run is writing it (${by})`, {
    hint,
  });
}

/** The lock of a corpus went while it was held: another run may have begun. */
export function lockLost(target: string, lock: string): BowerbirdError {
  const reason = `the folder has vanished, or the lock ${lock} was removed`;
  return new BowerbirdError('SINK_FAILED', `cannot write ${target}: ${reason}`, {
    hint: `Leave the folder and its hidden files in place while a run is on, ${LATER}`,
  });
}
