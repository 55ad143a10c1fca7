import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { abilities, define, mapCache } from '../../fixtures/map-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = define((shelf, look) => {
  const cache = mapCache(shelf, look);
  return {
    ...cache,
    async getMany(keys) {
      await look();
      return keys.map((key) => shelf.entries.get(key)?.value);
    },
  };
});

export const wrong: Wrong = {
  about: 'getMany() gives out what has expired',
  run: (test) => cacheSuite(test, definition, abilities),
  caughtBy: 'does not give out what has expired, and holds what is written in its place',
  message:
    /"past", number 0 of 5 keys, has "x", not undefined\n {2}→ `expires` is a time in epoch milliseconds/,
};
