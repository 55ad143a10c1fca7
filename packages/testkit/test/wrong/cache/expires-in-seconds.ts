import type { CacheEntry } from '@bowerbird/core';
import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { abilities, define, mapCache } from '../../fixtures/map-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = define((shelf, look) => {
  const cache = mapCache(shelf, look);
  const toMilliseconds = (entry: CacheEntry) =>
    entry.expires === undefined ? entry : { ...entry, expires: entry.expires * 1000 };
  return { ...cache, setMany: (entries, claim) => cache.setMany(entries.map(toMilliseconds), claim) };
});

export const wrong: Wrong = {
  about: 'it takes `expires` for seconds',
  run: (test) => cacheSuite(test, definition, abilities),
  caughtBy: 'does not give out what has expired, and holds what is written in its place',
  message: /"past".* has "x", not undefined\n {2}→ `expires` is a time in epoch milliseconds, not seconds/,
};
