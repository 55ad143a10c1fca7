import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { abilities, define, mapCache } from '../../fixtures/map-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = define((shelf, look) => {
  const cache = mapCache(shelf, look);
  return { ...cache, setMany: (entries) => cache.setMany(entries) };
});

export const wrong: Wrong = {
  about: 'setMany() does not look at claims',
  run: (test) => cacheSuite(test, definition, abilities),
  caughtBy: 'writes nothing once another owner has the lease, or has had it',
  message:
    /setMany\(\) with a claim writes although another owner has the lease\n {2}→ Throw new BowerbirdError\('LEASE_LOST'/,
};
