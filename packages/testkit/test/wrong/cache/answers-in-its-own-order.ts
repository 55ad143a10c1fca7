import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { abilities, define, mapCache } from '../../fixtures/map-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = define((shelf, look) => {
  const cache = mapCache(shelf, look);
  return {
    ...cache,
    async getMany(keys) {
      const wanted = new Set(keys);
      const rows = [...shelf.entries.keys()].filter((key) => wanted.has(key));
      return cache.getMany(rows);
    },
  };
});

export const wrong: Wrong = {
  about: 'getMany() answers each key once, in the order of the store',
  run: (test) => cacheSuite(test, definition, abilities),
  caughtBy: 'answers in the order of the keys, which may repeat',
  message: /getMany\(\) of 5 keys answers 3 values\n {2}→ .*one value for each key, in the order of the keys/,
};
