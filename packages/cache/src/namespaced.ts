import type { CacheAdapter } from '@bowerbird/core';

/**
 * A view of a cache in which every key carries a prefix: `talks` makes `talks:key` of `key`. Views with different prefixes never
 * meet, whatever the keys: the prefix is percent-encoded, so its end is always clear. `close` closes the cache itself.
 */
export function namespaced(cache: CacheAdapter, prefix: string): CacheAdapter {
  const head = `${encodeURIComponent(prefix)}:`;
  const inside = (key: string) => head + key;
  const { scan, lease, close } = cache;
  return {
    getMany: (keys) => cache.getMany(keys.map(inside)),
    setMany: (entries) => cache.setMany(entries.map((entry) => ({ ...entry, key: inside(entry.key) }))),
    deleteMany: (keys) => cache.deleteMany(keys.map(inside)),
    ...(scan && {
      async *scan(start: string) {
        for await (const key of scan.call(cache, inside(start))) yield key.slice(head.length);
      },
    }),
    ...(lease && {
      lease: (key: string, owner: string, until: number) => lease.call(cache, inside(key), owner, until),
    }),
    ...(close && { close: () => close.call(cache) }),
  };
}
