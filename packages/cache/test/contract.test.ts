import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { CacheAdapter } from '@bowerbird/core';
import { KeyvSqlite } from '@keyv/sqlite';
import { Keyv, KeyvMemoryAdapter } from 'keyv';
import { keyvCache, memoryCache, namespaced, sqliteCache } from '../src/index.ts';
import { describeCache } from './cache-contract.ts';
import { temporaryFolder } from './temporary.ts';

const folder = temporaryFolder();
const newFile = () => join(folder, randomUUID(), 'cache.sqlite');

describeCache('memory', memoryCache);
describeCache('sqlite', () => sqliteCache({ file: newFile() }));
describeCache('sqlite, reopened after every write', () => reopening(newFile()));
describeCache('a Keyv on a Map', () => keyvCache(new Keyv({ store: new Map() })));
describeCache('a Keyv memory adapter', () => keyvCache(new KeyvMemoryAdapter(new Map())));
describeCache('@keyv/sqlite with a driver of its own', () =>
  keyvCache(new KeyvSqlite({ driver: 'better-sqlite3' })),
);
describeCache('namespaced memory', async () => {
  const inner = memoryCache();
  await inner.setMany([{ key: 'a', value: 'not seen from inside' }]);
  return namespaced(inner, 'tälks:%_');
});
describeCache('namespaced sqlite', async () => namespaced(await sqliteCache({ file: newFile() }), 'talks'));

/** A cache that is opened anew after each change: what it answers has been in the file. */
async function reopening(file: string): Promise<CacheAdapter> {
  let cache = await sqliteCache({ file });
  const reopen = async () => {
    await cache.close();
    cache = await sqliteCache({ file });
  };
  return {
    getMany: (keys) => cache.getMany(keys),
    setMany: (entries) => cache.setMany(entries).then(reopen),
    deleteMany: (keys) => cache.deleteMany(keys).then(reopen),
    scan: (prefix) => cache.scan!(prefix),
    close: () => cache.close(),
  };
}
