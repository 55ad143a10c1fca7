import type { CacheEntry } from '@bowerbird/core';
import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { abilities, define, mapCache } from '../../fixtures/map-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = define((shelf, look) => {
  const cache = mapCache(shelf, look);
  const waiting: CacheEntry[] = [];
  const flush = () => cache.setMany(waiting.splice(0));
  return {
    ...cache,
    async getMany(keys) {
      await flush();
      return cache.getMany(keys);
    },
    async setMany(entries, claim) {
      if (claim) return cache.setMany(entries, claim);
      waiting.push(...entries);
      if (waiting.length > 100) await flush();
    },
  };
});

export const wrong: Wrong = {
  about: 'setMany() resolves before it has written',
  run: (test) => cacheSuite(test, definition, abilities),
  caughtBy: 'still holds after it was closed what was written before',
  message:
    /after it was closed and opened: "a".* has undefined.*\n {2}→ Write before setMany\(\) and deleteMany\(\) resolve/,
};
