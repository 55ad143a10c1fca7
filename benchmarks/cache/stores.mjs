// The stores that are compared: bare prepared statements of node:sqlite (the limit), the cache, and its peers, each on a file of its
// own. All of them keep objects as JSON.
import { mkdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sqliteCache } from '@bowerbird/cache';
import { KeyvSqlite } from '@keyv/sqlite';
import { BentoCache, bentostore } from 'bentocache';
import { kyselyDriver } from 'bentocache/drivers/kysely';
import Database from 'better-sqlite3';
import { createCache as createCacheManager } from 'cache-manager';
import { Cacheable } from 'cacheable';
import Keyv from 'keyv';
import { Kysely, SqliteDialect } from 'kysely';

export function openRaw(folder) {
  const database = new DatabaseSync(join(folder, 'raw.sqlite'));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  database.exec('CREATE TABLE entry (key TEXT PRIMARY KEY, value TEXT)');
  const select = database.prepare('SELECT value FROM entry WHERE key = ?');
  const selectMany = database.prepare(
    'SELECT entry.key, entry.value FROM json_each(?) j JOIN entry ON entry.key = j.value',
  );
  const upsert = database.prepare(
    'INSERT INTO entry VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  select.setReturnArrays(true);
  selectMany.setReturnArrays(true);
  return {
    name: 'raw node:sqlite',
    get: (key) => JSON.parse(select.get(key)[0]),
    getMany(keys) {
      const found = new Map(selectMany.all(JSON.stringify(keys)));
      return keys.map((key) => JSON.parse(found.get(key)));
    },
    set: (key, value) => upsert.run(key, JSON.stringify(value)),
    setMany(entries) {
      database.exec('BEGIN IMMEDIATE');
      for (const { key, value } of entries) upsert.run(key, JSON.stringify(value));
      database.exec('COMMIT');
    },
    close: () => database.close(),
  };
}

/** The cache on SQLite as the runner calls it, with checksum. */
export async function openOurs(folder, { compress = true } = {}) {
  const cache = await sqliteCache({
    file: join(folder, `ours-${compress}.sqlite`),
    compressAbove: compress ? undefined : Number.POSITIVE_INFINITY,
  });
  return {
    name: compress ? 'the cache' : 'the cache, uncompressed',
    get: async (key) => JSON.parse((await cache.getMany([key]))[0]),
    getMany: async (keys) => (await cache.getMany(keys)).map((value) => JSON.parse(value)),
    set: (key, value) => cache.setMany([{ key, value: JSON.stringify(value) }]),
    setMany: (entries) =>
      cache.setMany(entries.map(({ key, value }) => ({ key, value: JSON.stringify(value) }))),
    usage: () => cache.usage(),
    close: () => cache.close(),
  };
}

/** Keyv with @keyv/sqlite as it comes, in WAL mode and with synchronous=NORMAL. */
async function stockKeyv(folder, name) {
  const store = new KeyvSqlite({
    uri: `sqlite://${join(folder, name)}`,
    driver: 'node:sqlite',
    wal: true,
    busyTimeout: 5000,
  });
  await store.ready;
  await store.query('PRAGMA synchronous = NORMAL');
  const keyv = new Keyv({ store });
  keyv.on('error', (error) => {
    throw error;
  });
  return keyv;
}

export async function openKeyv(folder) {
  const keyv = await stockKeyv(folder, 'keyv.sqlite');
  return {
    name: 'Keyv + @keyv/sqlite',
    get: (key) => keyv.get(key),
    getMany: (keys) => keyv.getMany(keys),
    set: (key, value) => keyv.set(key, value),
    setMany: (entries) => keyv.setMany(entries),
    close: () => keyv.disconnect(),
  };
}

async function openCacheable(folder) {
  const cacheable = new Cacheable({ primary: await stockKeyv(folder, 'cacheable.sqlite') });
  return {
    name: 'cacheable',
    get: (key) => cacheable.get(key),
    getMany: (keys) => cacheable.getMany(keys),
    set: (key, value) => cacheable.set(key, value),
    setMany: (entries) => cacheable.setMany(entries),
    close: () => cacheable.disconnect(),
  };
}

async function openCacheManager(folder) {
  const manager = createCacheManager({ stores: [await stockKeyv(folder, 'cache-manager.sqlite')] });
  return {
    name: 'cache-manager',
    get: (key) => manager.get(key),
    getMany: (keys) => manager.mget(keys),
    set: (key, value) => manager.set(key, value),
    setMany: (entries) => manager.mset(entries),
    close: () => manager.disconnect(),
  };
}

function openBento(folder) {
  const database = new Database(join(folder, 'bentocache.sqlite'));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  const connection = new Kysely({ dialect: new SqliteDialect({ database }) });
  const bento = new BentoCache({
    default: 'store',
    stores: { store: bentostore().useL2Layer(kyselyDriver({ connection, pruneInterval: false })) },
  });
  return {
    name: 'bentocache',
    get: (key) => bento.get({ key }),
    // It has no batches.
    getMany: (keys) => Promise.all(keys.map((key) => bento.get({ key }))),
    set: (key, value) => bento.set({ key, value }),
    async setMany(entries) {
      for (const entry of entries) await bento.set(entry);
    },
    close: () => bento.disconnectAll(),
  };
}

/** One JSON file an entry: the pattern of the systems that Bowerbird grew out of. */
export function openFiles(folder) {
  const home = join(folder, 'files');
  mkdirSync(home, { recursive: true });
  const fileOf = (key) => join(home, `${key.replaceAll(':', '_')}.json`);
  const get = async (key) => JSON.parse(await readFile(fileOf(key), 'utf8'));
  return {
    name: 'a JSON file each',
    get,
    async getMany(keys) {
      const values = [];
      for (const key of keys) values.push(await get(key));
      return values;
    },
    set: (key, value) => writeFile(fileOf(key), JSON.stringify(value)),
    async setMany(entries) {
      for (const { key, value } of entries) await writeFile(fileOf(key), JSON.stringify(value));
    },
    close: () => {},
  };
}

export const openPeers = async (folder) => [
  await openKeyv(folder),
  await openCacheable(folder),
  openBento(folder),
  await openCacheManager(folder),
  openFiles(folder),
];
