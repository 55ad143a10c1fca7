import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { abilities, define, mapCache } from '../../fixtures/map-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = define((shelf, look) => {
  const cache = mapCache(shelf, look);
  return { ...cache, close: async () => {} };
});

export const wrong: Wrong = {
  about: 'it still answers when it is closed',
  run: (test) => cacheSuite(test, definition, abilities),
  caughtBy: 'closes twice, and fails clearly once it is closed',
  message: /getMany\(\) still answers after close\(\)\n {2}→ After close\(\) every call rejects/,
};
