import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { abilities, define, mapCache } from '../../fixtures/map-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = define((shelf, look) => mapCache(shelf, look));

export const wrong: Wrong = {
  about: 'it has leases, and its author did not say so',
  run: (test) => cacheSuite(test, definition, { ...abilities, leases: false }),
  caughtBy: 'has what the suite was told, and nothing that it was not',
  message: /it has lease\(\), and the suite was told it had none\n {2}→ Tell the suite `leases: true`/,
};
