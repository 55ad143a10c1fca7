import { mkdir } from 'node:fs/promises';
import { keyvCacheFrom, namespaced, noCache, tieredCache } from '@bowerbird/cache';
import { BowerbirdError, type CacheAdapter, type CacheCounts } from '@bowerbird/core';
import type { Scrub } from '@bowerbird/secrets';
import type { CacheConfig, CheckedConfig, KeyvStoreConfig, StoreConfig } from '../config/types.ts';
import { withCleanErrors } from './clean-errors.ts';

/** A cache that is open. */
export interface OpenedCache {
  readonly cache: CacheAdapter;
  /** The same without the namespace. */
  readonly store: CacheAdapter;
  readonly namespace: string | undefined;
  /** What has happened in it since it was opened; zeros where it cannot tell. */
  counts(): CacheCounts;
  /** What of that has been told: not what happened while it was opened, such as that its file was damaged. */
  told: CacheCounts;
}

const NOTHING: CacheCounts = { damaged: 0, evicted: 0, errors: 0 };

/** What is there to be had without a cache. */
export const WITHOUT_CACHE: OpenedCache = openedFrom(noCache(), undefined);

/**
 * The cache that a configuration names, or the one that was given.
 * @param at.folder of the cache, unless the configuration names one
 * @param at.scrub goes over whatever the cache throws
 * @throws {BowerbirdError} `CACHE_FAILED`, `CONFIG_INVALID`
 */
export async function openCache(
  { cache, base }: CheckedConfig,
  given: CacheAdapter | undefined,
  at: { readonly folder: string; readonly scrub: Scrub },
): Promise<OpenedCache> {
  const store = withCleanErrors(
    given ?? (await openStores(cache, base, cache.directory ?? at.folder)),
    at.scrub,
  );
  const opened = openedFrom(store, cache.namespace);
  // What was given has a past.
  return given ? { ...opened, told: opened.counts() } : opened;
}

function openedFrom(store: CacheAdapter, namespace: string | undefined): OpenedCache {
  return {
    cache: inNamespace(store, namespace),
    store,
    namespace,
    counts: () => store.counts?.() ?? NOTHING,
    told: NOTHING,
  };
}

/** The part of a store that a namespace has. */
export function inNamespace(store: CacheAdapter, namespace: string | undefined): CacheAdapter {
  return namespace === undefined ? store : namespaced(store, namespace);
}

/** Where it is, for people: names from the nearest to the farthest store. */
export function cacheLocation(cache: CacheConfig, given: CacheAdapter | undefined, folder: string): string {
  if (given) return 'given by the program';
  const names = cache.stores.map(nameOf).join(' → ');
  return cache.stores.every(isKeyv) ? names : `${cache.directory ?? folder} (${names})`;
}

/** How the rc file calls it. */
export function nameOf(store: StoreConfig): string {
  return isKeyv(store) ? store.keyv : store.definition.name;
}

/** Whether it is a storage adapter for Keyv. */
export function isKeyv(store: StoreConfig): store is KeyvStoreConfig {
  return 'keyv' in store;
}

/** One that cannot be opened closes those that are. */
async function openStores({ stores }: CacheConfig, base: string, folder: string): Promise<CacheAdapter> {
  const opened: CacheAdapter[] = [];
  try {
    for (const store of stores) opened.push(await openStore(store, base, folder));
    return tieredCache(opened);
  } catch (error) {
    await Promise.allSettled(opened.map((store) => store.close?.()));
    throw error;
  }
}

/**
 * Opens one store.
 * @param base folder of the rc file
 * @param folder of the cache; made at need
 */
export async function openStore(store: StoreConfig, base: string, folder: string): Promise<CacheAdapter> {
  if (isKeyv(store)) return keyvCacheFrom(store.module, store.options, store.keyv);
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
