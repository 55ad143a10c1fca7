import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { CacheAdapter, Home } from '@bowerbird/core';
import { type CacheAbilities, cacheSuite } from '@bowerbird/testkit';
import KeyvPostgres from '@keyv/postgres';
import KeyvRedis from '@keyv/redis';
import { KeyvSqlite } from '@keyv/sqlite';
import { Keyv, KeyvMemoryAdapter } from 'keyv';
import { expect, it } from 'vitest';
import { keyvCache, memoryCache, namespaced, sqliteCache, tieredCache } from '../src/index.ts';
import { BreakableStore } from './broken-store.ts';
import { describePostgres, describeRedis } from './describe-server.ts';
import { itKeepsNamespacesApart } from './namespaces.ts';

const fileIn = ({ state }: Home) => join(state, 'cache.sqlite');
const inFile = (home: Home) => sqliteCache({ file: fileIn(home) });
/** A cache that finds nobody to answer. */
const broken = () => {
  const store = new BreakableStore();
  store.failure = 'rejects';
  return keyvCache(store.asAdapter());
};
/** What it can do that goes through Keyv. */
const plain: CacheAbilities = { entries: true, prune: 'when asked', counts: true, broken };
// It deletes a few of what has expired at every write.
const sqlite: CacheAbilities = { ...plain, leases: true, usage: true, prune: 'by itself' };

cacheSuite(it, { name: 'sqlite, reopened after every write', open: reopening }, { broken: false });
cacheSuite(it, { name: 'Keyv on a Map', open: () => keyvCache(new Keyv({ store: new Map() })) }, plain);
cacheSuite(
  it,
  { name: 'Keyv memory adapter', open: () => keyvCache(new KeyvMemoryAdapter(new Map())) },
  plain,
);
cacheSuite(
  it,
  {
    name: '@keyv/sqlite with a driver of its own',
    open: () => keyvCache(new KeyvSqlite({ driver: 'better-sqlite3' })),
  },
  plain,
);
cacheSuite(
  it,
  {
    name: 'namespaced memory',
    async open() {
      const inner = memoryCache();
      await inner.setMany([{ key: 'a', value: 'not seen from inside' }]);
      return namespaced(inner, 'tälks:%_');
    },
  },
  { ...plain, usage: true, broken: () => namespaced(broken(), 'talks') },
);
const talks = async (home: Home) => namespaced(await inFile(home), 'talks');
cacheSuite(it, { name: 'namespaced sqlite', open: talks, again: talks }, sqlite);
cacheSuite(
  it,
  { name: 'two tiers', open: () => tieredCache([keyvCache(new Map()), keyvCache(new Map())]) },
  { ...plain, broken: () => tieredCache([memoryCache(), broken()]) },
);
cacheSuite(
  it,
  {
    name: 'tier above sqlite',
    open: async (home) => tieredCache([keyvCache(new Map()), await inFile(home)]),
  },
  sqlite,
);

// Nobody listens there.
const nowhere = '127.0.0.1:1';

describeRedis('on Redis', (server) => {
  const connect = () => keyvCache(new KeyvRedis(server().url));
  const open = async () => {
    const adapter = new KeyvRedis(server().url, { noNamespaceAffectsAll: true });
    await adapter.clear();
    return keyvCache(adapter);
  };
  cacheSuite(
    it,
    { name: 'redis', open, again: connect },
    {
      ...plain,
      leases: true,
      prune: 'by itself',
      broken: () => keyvCache(new KeyvRedis(`redis://${nowhere}`)),
    },
  );
  itKeepsNamespacesApart(open, connect);
});

describePostgres('on PostgreSQL', (server) => {
  // Adapters that are set up alike share their connections, and close them for each other.
  const connect = (uri: string, table: string, name: string) =>
    keyvCache(new KeyvPostgres({ uri, table, application_name: name }));
  const tables = new WeakMap<Home, string>();
  const tableOf = (home: Home) => {
    const table = tables.get(home) ?? randomUUID();
    tables.set(home, table);
    return table;
  };
  cacheSuite(
    it,
    {
      name: 'postgres',
      open: (home) => connect(server().url, tableOf(home), 'one'),
      again: (home) => connect(server().url, tableOf(home), 'another'),
    },
    {
      ...plain,
      refuses: (key) => key.includes('\0') || [...key].length > 255,
      broken: () => connect(`postgresql://postgres@${nowhere}/postgres`, 'none', 'one'),
    },
  );
  const table = randomUUID();
  itKeepsNamespacesApart(
    () => connect(server().url, table, 'one'),
    () => connect(server().url, table, 'another'),
  );

  it('names a key that it cannot hold, and holds one that is as long as can be', async () => {
    const cache = connect(server().url, randomUUID(), 'one');
    const failed = { code: 'CACHE_FAILED', message: expect.stringContaining('cannot be a key') };
    for (const key of ['a\0', 'k'.repeat(256), '漢'.repeat(256)])
      await expect(cache.setMany([{ key, value: 'x' }])).rejects.toMatchObject(failed);
    const longest = '👩'.repeat(255);
    await cache.setMany([{ key: longest, value: 'x' }]);
    expect(await cache.getMany([longest])).toEqual(['x']);
    await cache.close();
  });
});

/** A cache that is opened anew after each change: what it answers has been in the file. */
async function reopening(home: Home): Promise<CacheAdapter> {
  let cache = await inFile(home);
  const reopen = async () => {
    const before = cache;
    cache = await inFile(home);
    await before.close();
  };
  return {
    getMany: (keys) => cache.getMany(keys),
    setMany: (entries) => cache.setMany(entries).then(reopen),
    deleteMany: (keys) => cache.deleteMany(keys).then(reopen),
    scan: (prefix) => cache.scan!(prefix),
    close: () => cache.close(),
  };
}
