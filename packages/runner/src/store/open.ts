import { mkdir } from 'node:fs/promises';
import { keyvCacheFrom, namespaced } from '@bowerbird/cache';
import { BowerbirdError, type CacheAdapter } from '@bowerbird/core';
import type { CacheConfig, CheckedConfig } from '../config/types.ts';

/** The cache that a configuration names, or the one that was given. @throws {BowerbirdError} `CACHE_FAILED`, `CONFIG_INVALID` */
export async function openCache(
  { cache, base }: CheckedConfig,
  given: CacheAdapter | undefined,
  folder: string,
): Promise<OpenedCache> {
  const store = given ?? (await openStore(cache, base, cache.directory ?? folder));
  const view = cache.namespace === undefined ? store : namespaced(store, cache.namespace);
  return { cache: view, damaged: () => ('damaged' in store ? Number(store.damaged) : 0) };
}

/** A cache that is open. */
export interface OpenedCache {
  readonly cache: CacheAdapter;
  /** How many damaged entries were read: each was a miss. 0 where the cache cannot tell. */
  damaged(): number;
}

/** Where it is, for people. */
export function cacheLocation(cache: CacheConfig, given: CacheAdapter | undefined, folder: string): string {
  if (given) return 'given by the program';
  if (cache.store && 'keyv' in cache.store) return cache.store.keyv;
  return `${cache.directory ?? folder} (${cache.store?.definition.name})`;
}

async function openStore({ store }: CacheConfig, base: string, folder: string): Promise<CacheAdapter> {
  if (!store) throw new BowerbirdError('CONFIG_INVALID', 'the cache has no store');
  if ('keyv' in store) return keyvCacheFrom(store.module, store.options, store.keyv);
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new BowerbirdError('CACHE_FAILED', `the cache folder ${folder} cannot be made`, {
      hint: 'Check who may write there, or name another one with cache.directory or BOWERBIRD_HOME.',
      cause: error,
    });
  }
  return store.definition.create(store.options, { base, state: folder });
}
