import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { abilities, define, mapCache } from '../../fixtures/map-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = define((shelf, look) => {
  const cache = mapCache(shelf, look);
  return { ...cache, setMany: (entries, claim) => cache.setMany(entries, claim).catch(() => {}) };
});

export const wrong: Wrong = {
  about: 'setMany() logs errors and goes on',
  run: (test) => cacheSuite(test, definition, abilities),
  caughtBy: 'throws when its store cannot answer',
  message:
    /setMany\(\) of a cache whose store cannot answer resolves.*\n {2}→ A broken cache is not a miss: let the error/,
};
