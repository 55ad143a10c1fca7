import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { abilities, define, mapCache } from '../../fixtures/map-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = define((shelf, look) => {
  const cache = mapCache(shelf, look);
  return {
    ...cache,
    async getMany(keys) {
      try {
        return await cache.getMany(keys);
      } catch {
        return keys.map(() => undefined);
      }
    },
  };
});

export const wrong: Wrong = {
  about: 'getMany() takes every error for a miss',
  run: (test) => cacheSuite(test, definition, abilities),
  caughtBy: 'throws when its store cannot answer',
  message:
    /getMany\(\) of a cache whose store cannot answer resolves, with \[ undefined, undefined \]\n {2}→ A broken cache is not a miss/,
};
