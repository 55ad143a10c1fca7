import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { abilities, define, mapCache } from '../../fixtures/map-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = define((shelf, look) => {
  const cache = mapCache(shelf, look);
  return {
    ...cache,
    async setMany(entries, claim) {
      for (const entry of entries) {
        if (!entry.key.isWellFormed()) throw new Error(`${JSON.stringify(entry.key)} cannot be a key`);
        await cache.setMany([entry], claim);
      }
    },
  };
});

export const wrong: Wrong = {
  about: 'it looks at each key when it comes to it',
  run: (test) => cacheSuite(test, definition, abilities),
  caughtBy: 'refuses a key that has no UTF-8 form, or keeps it apart',
  message: /a batch that was refused has been written in part\n {2}→ .*before anything is written/,
};
