import type { CacheAdapter, CacheEntry, LeaseClaim } from '@bowerbird/core';

/**
 * A view of a cache in which every key carries a prefix: `talks` makes `talks:key` of `key`. Views with different prefixes never
 * meet, whatever the keys: the prefix is percent-encoded, so its end is always clear. What is measured, counted and pruned is the
 * whole cache, and `close` closes it.
 */
export function namespaced(cache: CacheAdapter, prefix: string): CacheAdapter {
  const head = `${encodeURIComponent(prefix)}:`;
  const inside = (key: string) => head + key;
  const { getEntries, scan, lease, usage, prune, counts, close } = cache;
  return {
    getMany: (keys) => cache.getMany(keys.map(inside)),
    ...(getEntries && {
      async getEntries(keys: readonly string[]) {
        const entries = await getEntries.call(cache, keys.map(inside));
        return entries.map((entry) => entry && { ...entry, key: entry.key.slice(head.length) });
      },
    }),
    setMany: (entries: readonly CacheEntry[], claim?: LeaseClaim) =>
      cache.setMany(
        entries.map((entry) => ({ ...entry, key: inside(entry.key) })),
        claim && { ...claim, key: inside(claim.key) },
      ),
    deleteMany: (keys) => cache.deleteMany(keys.map(inside)),
    ...(scan && {
      async *scan(start: string) {
        for await (const key of scan.call(cache, inside(start))) yield key.slice(head.length);
      },
    }),
    ...(lease && {
      lease: (key: string, owner: string, until: number) => lease.call(cache, inside(key), owner, until),
    }),
    ...(usage && { usage: () => usage.call(cache) }),
    ...(prune && { prune: () => prune.call(cache) }),
    ...(counts && { counts: () => counts.call(cache) }),
    ...(close && { close: () => close.call(cache) }),
  };
}
