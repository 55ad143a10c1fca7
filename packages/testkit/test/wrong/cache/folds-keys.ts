import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { abilities, define, mapCache } from '../../fixtures/map-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = define((shelf, look) => {
  const cache = mapCache(shelf, look);
  const fold = (key: string) => key.toLowerCase();
  return {
    ...cache,
    getMany: (keys) => cache.getMany(keys.map(fold)),
    setMany: (entries, claim) =>
      cache.setMany(
        entries.map((entry) => ({ ...entry, key: fold(entry.key) })),
        claim,
      ),
    deleteMany: (keys) => cache.deleteMany(keys.map(fold)),
  };
});

export const wrong: Wrong = {
  about: 'it does not tell capital letters',
  run: (test) => cacheSuite(test, definition, abilities),
  caughtBy: 'keeps keys apart that look alike',
  message: /of keys that look alike: "a".* has "value of A", not "value of a"\n {2}→ Each key is its own/,
};
