import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { defineOnTable } from '../../fixtures/table-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = defineOnTable((table) => ({
  ...table.cache,
  async setMany(entries) {
    const values = entries.map(() => '(?, ?, ?)').join();
    const given = entries.flatMap(({ key, value, expires }) => [
      JSON.stringify(key),
      JSON.stringify(value),
      expires ?? null,
    ]);
    table
      .open()
      .prepare(`insert or replace into entries values ${values}`)
      .run(...given);
  },
}));

export const wrong: Wrong = {
  about: 'setMany() of nothing is a syntax error',
  run: (test) => cacheSuite(test, definition),
  caughtBy: 'takes empty batches',
  message: /setMany\(\) of 0 keys failed: .*\n {2}→ An empty batch is nothing to do/,
};
