import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { abilities, define, mapCache } from '../../fixtures/map-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = define((shelf, look) => {
  const cache = mapCache(shelf, look);
  return {
    ...cache,
    async setMany(entries, claim) {
      const now = Date.now();
      const live = entries.filter(({ expires }) => expires === undefined || expires > now);
      await cache.deleteMany(entries.map(({ key }) => key));
      await cache.setMany(
        live.map(({ key, value }) => ({ key, value })),
        claim,
      );
    },
    getEntries: (keys) => cache.getEntries(keys),
  };
});

export const wrong: Wrong = {
  about: 'it drops what has expired when it is written, and never looks again',
  run: (test) => cacheSuite(test, definition, abilities),
  caughtBy: 'gives out nothing whose time has come',
  message: /expired long ago is still given out\n {2}→ .*compare it with Date\.now\(\) at each read/,
};
