import type { CacheAdapter } from '@bowerbird/core';

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
