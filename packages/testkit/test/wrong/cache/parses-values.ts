import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { abilities, define, mapCache } from '../../fixtures/map-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = define((shelf, look) => {
  const cache = mapCache(shelf, look);
  return {
    ...cache,
    async getMany(keys) {
      const values = await cache.getMany(keys);
      return values.map((value) => {
        try {
          return value && JSON.parse(value);
        } catch {
          return value;
        }
      });
    },
  };
});

export const wrong: Wrong = {
  about: 'it writes values as they are and reads them as JSON',
  run: (test) => cacheSuite(test, definition, abilities),
  caughtBy: 'gives back any text as it was',
  message:
    /getMany\(\) answers \{"value":"x","expires":1\} for the key "key", and not undefined or a string\n {2}→ Give back the very string/,
};
