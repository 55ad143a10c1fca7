import { open } from 'node:fs/promises';
import { generations } from './sqlite-generations.ts';

/** The files that a database has, as they lie on the disk. */
export interface SqliteFiles {
  /** The one in use. */
  readonly current: string;
  /** Those that were found damaged, and left as they are until `prune`. */
  readonly damaged: readonly string[];
  /** Whether readers and a writer can use the one in use at the same time. SQLite does without where the file system cannot. */
  readonly wal: boolean;
}

// The file format read version: 2 is WAL (https://sqlite.org/fileformat.html, section 1.3).
const READ_VERSION_AT = 19;
const WAL = 2;

/**
 * Looks at the files of a database from outside: opens none with SQLite, and waits for no lock.
 * @param file the path that was given to `sqliteCache`
 * @returns `undefined` where there is none
 */
export async function sqliteFiles(file: string): Promise<SqliteFiles | undefined> {
  const files = (await generations(file)).map((generation) => generation.file);
  const current = files.pop();
  return current === undefined ? undefined : { current, damaged: files, wal: await isWal(current) };
}

async function isWal(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, READ_VERSION_AT);
    return buffer[0] === WAL;
  } finally {
    await handle.close();
  }
}
