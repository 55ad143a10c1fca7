import { dirname } from 'node:path';
import { BowerbirdError } from '@bowerbird/core';
import { type KeyvCache, keyvCache } from '../keyv/keyv-cache.ts';
import { sqliteHint } from './sqlite-errors.ts';

/** Where a SQLite cache is kept. */
export interface SqliteCacheOptions {
  /** Path of the database; made at need, with its folder. SQLite keeps two more files beside it, `-wal` and `-shm`. */
  readonly file: string;
  /** Beyond this, what was used longest ago goes, a few entries a write. Default: 5 GB. */
  readonly maxBytes?: number | undefined;
  /** Values of at least so many characters are compressed. Default: 8,192. `Infinity`: none. */
  readonly compressAbove?: number | undefined;
}

/** The default size limit: 5 GB. */
const DEFAULT_MAX_BYTES = 5 * 1024 ** 3;

/**
 * A cache in a SQLite file, through @keyv/sqlite. Several processes may use one file at once; it must lie on a local disk.
 * A batch is written as a whole or not at all. After a loss of power the last writes may be missing.
 *
 * A damaged file counts among the damaged entries: what can still be read of it goes into a new file beside it, and the rest is
 * missing. It stays where it is until `prune`.
 * @throws {BowerbirdError} `CACHE_FAILED` when it cannot be opened
 */
export async function sqliteCache(options: SqliteCacheOptions): Promise<KeyvCache> {
  const { file, maxBytes = DEFAULT_MAX_BYTES, compressAbove } = options;
  // Only here: node:sqlite prints a warning on Node 22, and other caches do without.
  const { openSqliteStore } = await import('./sqlite.ts');
  const about = `the cache file ${file}`;
  const hint = (error: unknown) => sqliteHint(error, file);
  try {
    const store = await openSqliteStore(file, maxBytes);
    // It waits for other processes by itself, and gives up.
    return keyvCache(store, { about, hint, compressAbove, timeoutMs: Number.POSITIVE_INFINITY });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new BowerbirdError('CACHE_FAILED', `cannot open ${about}: ${message}`, {
      hint: hint(error) ?? `Check that ${dirname(file)} is a folder, or can be made.`,
      cause: error,
    });
  }
}
