import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { abilities, define, mapCache } from '../../fixtures/map-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = define((shelf, look) => {
  const cache = mapCache(shelf, look);
  const read = new Map<string, string>();
  const forget = (keys: readonly string[]) => {
    for (const key of keys) read.delete(key);
  };
  return {
    ...cache,
    async getMany(keys) {
      const values = await cache.getMany(keys);
      for (const [index, key] of keys.entries()) {
        const value = values[index];
        if (value !== undefined && !read.has(key)) read.set(key, value);
      }
      return keys.map((key) => read.get(key));
    },
    async setMany(entries, claim) {
      await cache.setMany(entries, claim);
      forget(entries.map(({ key }) => key));
    },
    async deleteMany(keys) {
      await cache.deleteMany(keys);
      forget(keys);
    },
  };
});

export const wrong: Wrong = {
  about: 'each instance remembers what it has read',
  run: (test) => cacheSuite(test, definition, abilities),
  caughtBy: 'shows each of two what the other wrote',
  message:
    /in one of two on the same store, deleted by the other: .* not undefined\n {2}→ Keep everything in the store, and nothing in a field/,
};
