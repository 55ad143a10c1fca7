import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { abilities, define, mapCache } from '../../fixtures/map-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = define((shelf, look) => {
  const cache = mapCache(shelf, look);
  return {
    ...cache,
    async getMany(keys) {
      const values = await cache.getMany(keys);
      const expired = keys.filter((key, index) => values[index] === undefined && shelf.entries.has(key));
      if (expired.length > 0) await cache.deleteMany(expired);
      return values;
    },
  };
});

export const wrong: Wrong = {
  about: 'reading deletes what had expired, by its key',
  run: (test) => cacheSuite(test, definition, abilities),
  caughtBy: 'loses no fresh entry to the reading of the expired one',
  message: /written while read: .* has undefined, not "fresh .*\n {2}→ Reading must not delete by key/,
};
