import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { CacheAdapter } from '@bowerbird/core';
import KeyvPostgres from '@keyv/postgres';
import KeyvRedis from '@keyv/redis';
import { KeyvSqlite } from '@keyv/sqlite';
import { Keyv, KeyvMemoryAdapter } from 'keyv';
import { keyvCache, memoryCache, namespaced, sqliteCache, tieredCache } from '../src/index.ts';
import { type Abilities, describeCache } from './cache-contract.ts';
import { describePostgres, describeRedis } from './describe-server.ts';
import { temporaryFolder } from './temporary.ts';

const folder = temporaryFolder();
let file = '';
const newFile = () => {
  file = join(folder, randomUUID(), 'cache.sqlite');
  return file;
};
const plain: Abilities = { entries: true, prune: 'when asked', counts: true };
// It deletes a few of what has expired at every write.
const sqlite: Abilities = { ...plain, leases: true, usage: true, prune: 'by itself' };

describeCache('memory', memoryCache, { ...plain, usage: true });
describeCache('sqlite', () => sqliteCache({ file: newFile() }), {
  ...sqlite,
  again: () => sqliteCache({ file }),
});
describeCache('sqlite, reopened after every write', () => reopening(newFile()));
describeCache('a Keyv on a Map', () => keyvCache(new Keyv({ store: new Map() })), plain);
describeCache('a Keyv memory adapter', () => keyvCache(new KeyvMemoryAdapter(new Map())), plain);
describeCache(
  '@keyv/sqlite with a driver of its own',
  () => keyvCache(new KeyvSqlite({ driver: 'better-sqlite3' })),
  plain,
);
describeCache(
  'namespaced memory',
  async () => {
    const inner = memoryCache();
    await inner.setMany([{ key: 'a', value: 'not seen from inside' }]);
    return namespaced(inner, 'tälks:%_');
  },
  { ...plain, usage: true },
);
describeCache(
  'namespaced sqlite',
  async () => namespaced(await sqliteCache({ file: newFile() }), 'talks'),
  sqlite,
);

describeCache('two tiers', () => tieredCache([keyvCache(new Map()), keyvCache(new Map())]), plain);
describeCache(
  'a tier above sqlite',
  async () => tieredCache([keyvCache(new Map()), await sqliteCache({ file: newFile() })]),
  sqlite,
);

describeRedis('on Redis', (server) => {
  const connect = () => keyvCache(new KeyvRedis(server().url));
  describeCache(
    'redis',
    async () => {
      const adapter = new KeyvRedis(server().url, { noNamespaceAffectsAll: true });
      await adapter.clear();
      return keyvCache(adapter);
    },
    { ...plain, leases: true, prune: 'by itself', again: connect },
  );
});

describePostgres('on PostgreSQL', (server) => {
  let table = '';
  // Adapters that are set up alike share their connections, and close them for each other.
  const connect = (name: string) =>
    keyvCache(new KeyvPostgres({ uri: server().url, table, application_name: name }));
  describeCache(
    'postgres',
    () => {
      table = randomUUID();
      return connect('one');
    },
    {
      ...plain,
      again: () => connect('another'),
      refuses: (key) => key.includes('\0') || [...key].length > 255,
    },
  );
});

/** A cache that is opened anew after each change: what it answers has been in the file. */
async function reopening(path: string): Promise<CacheAdapter> {
  let cache = await sqliteCache({ file: path });
  const reopen = async () => {
    await cache.close();
    cache = await sqliteCache({ file: path });
  };
  return {
    getMany: (keys) => cache.getMany(keys),
    setMany: (entries) => cache.setMany(entries).then(reopen),
    deleteMany: (keys) => cache.deleteMany(keys).then(reopen),
    scan: (prefix) => cache.scan!(prefix),
    close: () => cache.close(),
  };
}
