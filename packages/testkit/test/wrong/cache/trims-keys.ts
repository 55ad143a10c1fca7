import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { abilities, define, mapCache } from '../../fixtures/map-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = define((shelf, look) => {
  const cache = mapCache(shelf, look);
  const trim = (key: string) => key.trim();
  return {
    ...cache,
    getMany: (keys) => cache.getMany(keys.map(trim)),
    setMany: (entries, claim) =>
      cache.setMany(
        entries.map((entry) => ({ ...entry, key: trim(entry.key) })),
        claim,
      ),
    deleteMany: (keys) => cache.deleteMany(keys.map(trim)),
  };
});

export const wrong: Wrong = {
  about: 'it trims keys',
  run: (test) => cacheSuite(test, definition, abilities),
  caughtBy: 'keeps keys apart that look alike',
  message: /of keys that look alike: .*\n {2}→ .*do not trim, normalise or change case/,
};
