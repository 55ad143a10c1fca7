import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { abilities, define, mapCache } from '../../fixtures/map-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = define((shelf, look) => {
  const cache = mapCache(shelf, look);
  return { ...cache, lease: async () => look().then(() => true) };
});

export const wrong: Wrong = {
  about: 'lease() gives the lease to everyone',
  run: (test) => cacheSuite(test, definition, abilities),
  caughtBy: 'gives a lease to one owner, who may renew it and give it back',
  message: /a lease that another owner has: lease\(\) answers true, not false\n {2}→ .*one step of the store/,
};
