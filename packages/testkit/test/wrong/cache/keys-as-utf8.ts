import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { abilities, define, mapCache } from '../../fixtures/map-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = define((shelf, look) => {
  const cache = mapCache(shelf, look);
  const stored = (key: string) => Buffer.from(key, 'utf8').toString('hex');
  return {
    ...cache,
    getMany: (keys) => cache.getMany(keys.map(stored)),
    setMany: (entries, claim) =>
      cache.setMany(
        entries.map((entry) => ({ ...entry, key: stored(entry.key) })),
        claim,
      ),
    deleteMany: (keys) => cache.deleteMany(keys.map(stored)),
  };
});

export const wrong: Wrong = {
  about: 'it keeps keys as UTF-8',
  run: (test) => cacheSuite(test, definition, abilities),
  caughtBy: 'refuses a key that has no UTF-8 form, or keeps it apart',
  message:
    /the keys "\\ud800" and "\\ud801".* have \["2","2"\]\n {2}→ As UTF-8 all halves of surrogate pairs are one character/,
};
