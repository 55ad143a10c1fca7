import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { defineOnTable } from '../../fixtures/table-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = defineOnTable((table) => ({
  ...table.cache,
  async setMany(entries) {
    if (entries.length === 0) return;
    const rows = [...new Map(entries.map((entry) => [entry.key, entry])).values()];
    const places = rows.map(() => '(?, ?, ?)').join();
    table
      .open()
      .prepare(`insert or replace into entries values ${places}`)
      .run(
        ...rows.flatMap(({ key, value, expires }) => [
          JSON.stringify(key),
          JSON.stringify(value),
          expires ?? null,
        ]),
      );
  },
}));

export const wrong: Wrong = {
  about: 'setMany() is one statement with three variables for each entry',
  run: (test) => cacheSuite(test, definition),
  caughtBy: 'takes 11,000 keys at once',
  message:
    /setMany\(\) of 11000 keys failed: .*\n {2}→ setMany\(\) must take batches of any size: split them/,
};
