import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { abilities, define, mapCache } from '../../fixtures/map-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = define((shelf, look) => {
  const cache = mapCache(shelf, look);
  return {
    ...cache,
    async getEntries(keys) {
      const values = await cache.getMany(keys);
      return keys.map((key, index) => {
        const value = values[index];
        return value === undefined ? undefined : { key, value };
      });
    },
  };
});

export const wrong: Wrong = {
  about: 'getEntries() does not tell when entries expire',
  run: (test) => cacheSuite(test, definition, abilities),
  caughtBy: 'tells when an entry expires',
  message: /getEntries\(\) does not tell what was written\n {2}→ Give back key, value and `expires`/,
};
