import type { CacheEntry } from '@bowerbird/core';
import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { abilities, define, mapCache } from '../../fixtures/map-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = define((shelf, look) => {
  const cache = mapCache(shelf, look);
  return {
    ...cache,
    async setMany(entries, claim) {
      const first = new Map<string, CacheEntry>();
      for (const entry of entries) if (!first.has(entry.key)) first.set(entry.key, entry);
      await cache.setMany([...first.values()], claim);
    },
  };
});

export const wrong: Wrong = {
  about: 'it inserts, and ignores what is there',
  run: (test) => cacheSuite(test, definition, abilities),
  caughtBy: 'lets the later entry of one key win',
  message: /one key twice: "a".* has "first", not "second"\n {2}→ .*the last one counts/,
};
