import { join, resolve } from 'node:path';
import { type AnyDefinition, defineCacheAdapter, defineKeyGenerator, type Home } from '@bowerbird/core';
import { defaultKey } from './key.ts';
import { memoryCache } from './memory-cache.ts';
import { directory, flag, optionsSchema, size } from './options.ts';
import { sqliteCache } from './sqlite/sqlite-cache.ts';

/** Options of the cache adapter `sqlite`. */
export interface SqliteOptions {
  /** Folder of the database, relative to the rc file. The default is the cache's own folder. */
  readonly directory?: string | undefined;
  /** Bytes. Beyond this, what was used longest ago goes. Default: 5 GB. */
  readonly maxBytes?: number | undefined;
  /** Whether large values are compressed. Default: true. */
  readonly compress?: boolean | undefined;
}

/** Options of the cache adapter `memory`. */
export interface MemoryOptions {
  /** Bytes. Beyond this, what was used longest ago goes. Default: 256 MB. */
  readonly maxBytes?: number | undefined;
}

const limit = (normal: string) =>
  size(`Beyond this size, such as 500mb, what was used longest ago is thrown out. Default: ${normal}.`);

/** The path of the database of the cache adapter `sqlite`. */
export function sqliteFile({ directory: folder }: SqliteOptions, home: Home): string {
  return join(folder === undefined ? home.state : resolve(home.base, folder), 'cache.sqlite');
}

/** The cache adapter `sqlite`. */
export const sqliteAdapter = defineCacheAdapter<SqliteOptions>({
  name: 'sqlite',
  summary: 'Keeps the cache in a SQLite file. The default.',
  options: optionsSchema<SqliteOptions>({
    directory: directory(
      "Folder of the database, relative to the rc file. The default is the cache's own folder.",
    ),
    maxBytes: limit('5gb'),
    compress: flag('Whether large values are compressed. Default: true.'),
  }),
  create: (options, home) =>
    sqliteCache({
      file: sqliteFile(options, home),
      maxBytes: options.maxBytes,
      compressAbove: options.compress === false ? Number.POSITIVE_INFINITY : undefined,
    }),
});

const memory = defineCacheAdapter<MemoryOptions>({
  name: 'memory',
  summary: 'Keeps the cache in memory, until the end of the run.',
  options: optionsSchema<MemoryOptions>({ maxBytes: limit('256mb') }),
  create: (options) => memoryCache(options),
});

const sha256 = defineKeyGenerator({
  name: 'sha256',
  summary: 'SHA-256 of the canonical JSON (RFC 8785) of collector and identity. The default.',
  create: () => defaultKey,
});

/** What this package brings: the cache adapters `sqlite` and `memory`, and the key generator `sha256`. */
export const definitions: readonly AnyDefinition[] = [sqliteAdapter, memory, sha256];
