import { dirname } from 'node:path';
import { BowerbirdError } from '@bowerbird/core';
import { type KeyvCache, keyvCache } from './keyv-cache.ts';
import { sqliteHint } from './sqlite-errors.ts';

/** Where a SQLite cache is kept. */
export interface SqliteCacheOptions {
  /** Path of the database; made at need, with its folder. SQLite keeps two more files beside it, `-wal` and `-shm`. */
  readonly file: string;
}

/**
 * A cache in a SQLite file, through @keyv/sqlite. Several processes may use one file at once; it must lie on a local disk.
 * A batch is written as a whole or not at all. After a loss of power the last writes may be missing.
 * @throws {BowerbirdError} `CACHE_FAILED` when it cannot be opened. Nothing is ever deleted for that.
 */
export async function sqliteCache({ file }: SqliteCacheOptions): Promise<KeyvCache> {
  // Only here: node:sqlite prints a warning on Node 22, and other caches do without.
  const { openSqliteStore } = await import('./sqlite-store.ts');
  const about = `the cache file ${file}`;
  const hint = (error: unknown) => sqliteHint(error, file);
  try {
    return keyvCache(await openSqliteStore(file), { about, hint });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new BowerbirdError('CACHE_FAILED', `cannot open ${about}: ${message}`, {
      hint: hint(error) ?? `Check that ${dirname(file)} is a folder, or can be made.`,
      cause: error,
    });
  }
}
