import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { defineOnTable } from '../../fixtures/table-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = defineOnTable((table) => ({
  ...table.cache,
  async close() {
    table.open().close();
  },
}));

export const wrong: Wrong = {
  about: 'close() fails the second time',
  run: (test) => cacheSuite(test, definition),
  caughtBy: 'closes twice, and fails clearly once it is closed',
  message: /the second close\(\) fails: .*\n {2}→ close\(\) may be called twice/,
};
