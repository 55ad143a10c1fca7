import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { abilities, define, mapCache } from '../../fixtures/map-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = define((shelf, look) => {
  const cache = mapCache(shelf, look);
  // In one order, so that two never lock rows crosswise.
  return { ...cache, getMany: (keys) => cache.getMany((keys as string[]).sort()) };
});

export const wrong: Wrong = {
  about: 'getMany() sorts the keys that it was given',
  run: (test) => cacheSuite(test, definition, abilities),
  caughtBy: 'changes nothing of what it is given',
  message: /has changed the keys or the entries that it was given\n {2}→ They belong to the caller/,
};
