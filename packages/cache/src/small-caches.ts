import type { CacheAdapter } from '@bowerbird/core';
import { type KeyvCache, keyvCache } from './keyv-cache.ts';

/** A cache that lives as long as the process. */
export function memoryCache(): KeyvCache {
  return keyvCache(new Map(), { about: 'the memory cache' });
}

/** A cache that holds nothing: every read is a miss. */
export function noCache(): CacheAdapter {
  return {
    getMany: async (keys) => keys.map(() => undefined),
    setMany: async () => {},
    deleteMany: async () => {},
    async *scan() {},
    close: async () => {},
  };
}
