import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { abilities, define, mapCache } from '../../fixtures/map-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = define((shelf, look) => {
  const cache = mapCache(shelf, look);
  return {
    ...cache,
    async *scan(prefix) {
      let left = 1000;
      for await (const key of cache.scan(prefix)) if (left-- > 0) yield key;
    },
  };
});

export const wrong: Wrong = {
  about: 'scan() lists the first page',
  run: (test) => cacheSuite(test, definition, abilities),
  caughtBy: 'lists thousands of keys, each once',
  message: /scan\(\) lists 1000 keys.* of 2,500\n {2}→ List all pages/,
};
