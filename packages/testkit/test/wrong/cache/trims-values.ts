import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { abilities, define, mapCache } from '../../fixtures/map-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = define((shelf, look) => {
  const cache = mapCache(shelf, look);
  return {
    ...cache,
    getMany: async (keys) => (await cache.getMany(keys)).map((value) => value?.trimEnd()),
  };
});

export const wrong: Wrong = {
  about: 'it trims what it reads',
  run: (test) => cacheSuite(test, definition, abilities),
  caughtBy: 'gives back any text as it was',
  message:
    /space around, as a value, is not as it was written.*\n {2}→ Values are any text\. Do not parse or trim/,
};
