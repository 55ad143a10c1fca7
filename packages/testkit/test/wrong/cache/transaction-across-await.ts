import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { defineOnTable } from '../../fixtures/table-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = defineOnTable((table) => ({
  ...table.cache,
  async setMany(entries) {
    table.open().exec('begin');
    for (const entry of entries) await table.cache.setMany([entry]);
    table.open().exec('commit');
  },
}));

export const wrong: Wrong = {
  about: 'a transaction stays open while others call',
  run: (test) => cacheSuite(test, definition),
  caughtBy: 'takes many calls at once',
  message:
    /cannot start a transaction within a transaction\n {2}→ Calls overlap: a transaction must not stay open/,
};
