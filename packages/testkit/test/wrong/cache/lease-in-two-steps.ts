import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { abilities, define, mapCache } from '../../fixtures/map-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = define((shelf, look) => {
  const cache = mapCache(shelf, look);
  return {
    ...cache,
    async lease(key, owner, until) {
      await look();
      const held = shelf.leases.get(key);
      if (held && held.owner !== owner && held.until > Date.now()) return false;
      await look();
      if (until === 0 && held?.owner !== owner) return false;
      shelf.leases.set(key, until === 0 ? { owner: '', until: 0 } : { owner, until });
      return until !== 0;
    },
  };
});

export const wrong: Wrong = {
  about: 'lease() looks, and takes later',
  run: (test) => cacheSuite(test, definition, abilities),
  caughtBy: 'gives a lease to one of many that want it at once',
  message:
    /of 20 that want a lease at once \d+ get it.*\n {2}→ To look and to take must be one step of the store/,
};
