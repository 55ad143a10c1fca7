import type { CacheAdapter } from '@bowerbird/core';
import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { abilities, define, mapCache } from '../../fixtures/map-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = define((shelf, look) => {
  const cache = mapCache(shelf, look);
  const rows = async (keys: readonly string[]) => (await cache.getMany(keys)).map((value) => value ?? null);
  // As a client without types.
  return { ...cache, getMany: rows as unknown as CacheAdapter['getMany'] };
});

export const wrong: Wrong = {
  about: 'it answers null for what is missing',
  run: (test) => cacheSuite(test, definition, abilities),
  caughtBy: 'answers in the order of the keys, which may repeat',
  message:
    /getMany\(\) answers null for the key "none", and not undefined or a string\n {2}→ .*`undefined` \(not null/,
};
