import type { CacheAdapter, CacheEntry, LeaseClaim } from '@bowerbird/core';

/** What could not be done. */
export type CacheCall = 'read' | 'write';

/**
 * A view of a cache for work that may be done again: when the store fails, a read is a miss and a write is dropped, and each
 * failure is told. Nothing that costs money may be decided on it.
 */
export function degradingCache(
  cache: CacheAdapter,
  onFailure: (error: unknown, call: CacheCall) => void,
): CacheAdapter {
  const { getEntries, scan, lease, usage, prune, counts, close } = cache;
  async function reading<T>(keys: readonly string[], read: () => Promise<readonly (T | undefined)[]>) {
    try {
      return await read();
    } catch (error) {
      onFailure(error, 'read');
      return keys.map(() => undefined);
    }
  }
  return {
    getMany: (keys) => reading(keys, () => cache.getMany(keys)),
    ...(getEntries && {
      getEntries: (keys: readonly string[]) => reading(keys, () => getEntries.call(cache, keys)),
    }),
    async setMany(entries: readonly CacheEntry[], claim?: LeaseClaim) {
      // Whoever writes under a claim must know.
      if (claim) await cache.setMany(entries, claim);
      else await cache.setMany(entries).catch((error: unknown) => onFailure(error, 'write'));
    },
    deleteMany: (keys) => cache.deleteMany(keys),
    ...(scan && { scan: (prefix: string) => scan.call(cache, prefix) }),
    ...(lease && {
      lease: (key: string, owner: string, until: number) => lease.call(cache, key, owner, until),
    }),
    ...(usage && { usage: () => usage.call(cache) }),
    ...(prune && { prune: () => prune.call(cache) }),
    ...(counts && { counts: () => counts.call(cache) }),
    ...(close && { close: () => close.call(cache) }),
  };
}
