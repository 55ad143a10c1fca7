import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { abilities, define, mapCache } from '../../fixtures/map-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = define((shelf, look) => {
  const cache = mapCache(shelf, look);
  return {
    ...cache,
    async prune() {
      await look();
      const expired = [...shelf.entries.values()].filter(
        ({ expires = Number.POSITIVE_INFINITY }) => expires < Date.now(),
      );
      const gone = expired.slice(0, 1000);
      await cache.deleteMany(gone.map(({ key }) => key));
      return {
        entries: gone.length,
        bytes: gone.reduce((sum, { key, value }) => sum + key.length + value.length, 0),
      };
    },
  };
});

export const wrong: Wrong = {
  about: 'prune() stops after a thousand',
  run: (test) => cacheSuite(test, definition, abilities),
  caughtBy: 'deletes what has expired, and says how much that was',
  message:
    /prune\(\) tells \{"entries":1000,.* for 1,500 entries that had expired\n {2}→ Delete all that has expired/,
};
