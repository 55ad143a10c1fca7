import { mkdir } from 'node:fs/promises';
import { keyvCacheFrom, namespaced } from '@bowerbird/cache';
import { BowerbirdError, type CacheAdapter } from '@bowerbird/core';
import type { CacheConfig, CheckedConfig } from '../config/types.ts';

/** The cache that a configuration names, or the one that was given. @throws {BowerbirdError} `CACHE_FAILED`, `CONFIG_INVALID` */
export async function openCache(
  { cache, base }: CheckedConfig,
  given: CacheAdapter | undefined,
  folder: string,
): Promise<CacheAdapter> {
  const opened = given ?? (await openStore(cache, base, cache.directory ?? folder));
  return cache.namespace === undefined ? opened : namespaced(opened, cache.namespace);
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
