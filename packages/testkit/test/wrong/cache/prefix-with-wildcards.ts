import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import { defineOnTable } from '../../fixtures/table-cache.ts';
import type { Wrong } from '../wrong.ts';

const definition = defineOnTable((table) => ({
  ...table.cache,
  async *scan(prefix) {
    const start = JSON.stringify(prefix).slice(0, -1);
    const rows = table.open().prepare('select key from entries where key like ?').all(`${start}%`);
    for (const { key } of rows) yield JSON.parse(String(key));
  },
}));

export const wrong: Wrong = {
  about: 'scan() puts the prefix into LIKE',
  run: (test) => cacheSuite(test, definition),
  caughtBy: 'lists the keys with a prefix, in which nothing is a wildcard',
  message: /scan\("users"\) lists \["Users:1"\]\n {2}→ A prefix is plain text: nothing in it is a wildcard/,
};
