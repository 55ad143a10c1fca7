import type { SQLInputValue } from 'node:sqlite';
import type { CacheAmount, LeaseClaim } from '@bowerbird/core';
import { KeyvSqlite } from '@keyv/sqlite';
import type { KeyvStorageEntry, KeyvStorageGetResult } from 'keyv';
import type { BoundedStore, KeyLister, LeaseStore, StoreEntry } from '../keyv/store-abilities.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { SqliteDatabase } from './sqlite-database.ts';
import { damage } from './sqlite-errors.ts';
import { cacheLayout } from './sqlite-layout.ts';
import { claimHolds, takeLease } from './sqlite-leases.ts';
import { hourOf, SqliteUpkeep } from './sqlite-upkeep.ts';

const PAGE = 1000;
const text = new TextDecoder('utf-8', { ignoreBOM: true });

// `json_each` takes any number of keys with one compiled statement. The cross join keeps its row order: one look-up per key.
const SELECT =
  "SELECT j.key, keyv.value FROM json_each(?) j CROSS JOIN keyv ON keyv.key = j.value AND namespace = ''";
const SELECT_ONE = "SELECT 0, value FROM keyv WHERE key = ? AND namespace = ''";
const upsertOf = (rows: number) => `INSERT INTO keyv (key, expires, used, value)
  VALUES ${Array(rows).fill('(?, ?, ?, ?)').join(', ')} ON CONFLICT (key, namespace)
  DO UPDATE SET expires = excluded.expires, used = excluded.used, value = excluded.value`;
const UPSERT = upsertOf(1);
// Ten rows a statement take a fifth less time than ten statements; more gain nothing.
const ROWS = 10;
const UPSERT_ROWS = upsertOf(ROWS);
const DELETE =
  "DELETE FROM keyv WHERE namespace = '' AND key IN (SELECT value FROM json_each(?)) RETURNING key";
// As bytes, because Node 22 cuts the text of a column off at a NUL.
const list = (from: string) =>
  `SELECT CAST(key AS BLOB) FROM keyv WHERE namespace = '' AND key ${from} ? ORDER BY key LIMIT ${PAGE}`;
const LIST = list('>=');
const LIST_ON = list('>');

/**
 * @keyv/sqlite on node:sqlite, for the cache alone: batches are one statement or one transaction, errors reject, and there are
 * no namespaces. Expired entries are deleted by the upkeep, and by no reading: over that 6.0.0-beta.4 loses entries.
 */
export class SqliteStore extends KeyvSqlite implements KeyLister, LeaseStore, BoundedStore {
  readonly takesBytes = true;
  readonly keepsExpiry = true;
  readonly #database: SqliteDatabase;
  readonly #upkeep: SqliteUpkeep;

  constructor(database: SqliteDatabase, upkeep: SqliteUpkeep) {
    super({ driver: { name: 'custom', connect: async () => driver(database) } });
    this.#database = database;
    this.#upkeep = upkeep;
  }

  get evicted(): number {
    return this.#upkeep.evicted;
  }

  get repairs(): number {
    return this.#database.repairs;
  }

  override async getMany<Value>(keys: string[]): Promise<KeyvStorageGetResult<Value | undefined>[]> {
    const found: KeyvStorageGetResult<Value | undefined>[] = new Array(keys.length).fill(undefined);
    const reading = this.#database.read((connection) => select(connection, keys));
    const rows = reading instanceof Promise ? await reading : reading;
    for (const [index, value] of rows) found[Number(index)] = value as KeyvStorageGetResult<Value>;
    this.#upkeep.noteRead(keys);
    return found;
  }

  override async setMany<Value>(entries: KeyvStorageEntry<Value>[]): Promise<boolean[]> {
    const stored = entries as unknown as readonly StoreEntry[];
    const writing = this.#database.write((connection) => upsert(connection, stored));
    if (writing !== undefined) await writing;
    const upkeep = this.#upkeep.noteWritten(sizeOf(stored));
    if (upkeep !== undefined) await upkeep;
    return new Array(entries.length).fill(true);
  }

  async setManyClaimed(entries: readonly StoreEntry[], claim: LeaseClaim): Promise<boolean> {
    const written = await this.#database.write((connection) =>
      connection.transaction(() => {
        if (!claimHolds(connection, claim)) return false;
        upsertAll(connection, entries);
        return true;
      }),
    );
    if (written) await this.#upkeep.noteWritten(sizeOf(entries));
    return written;
  }

  override async deleteMany(keys: string[]): Promise<boolean[]> {
    const rows = await this.#database.write((connection) => connection.rows(DELETE, JSON.stringify(keys)));
    const deleted = new Set(rows.map(([key]) => key));
    return keys.map((key) => deleted.has(key));
  }

  async lease(key: string, owner: string, until: number): Promise<boolean> {
    return this.#database.write((connection) => takeLease(connection, key, owner, until));
  }

  usage(): Promise<CacheAmount> {
    return this.#upkeep.usage();
  }

  prune(): Promise<CacheAmount> {
    return this.#upkeep.prune();
  }

  async *keysFrom(prefix: string): AsyncGenerator<string> {
    let keys = await this.#database.read((connection) => listPage(connection, LIST, prefix));
    for (;;) {
      for (const key of keys) {
        // The order is that of the bytes, so the keys with the prefix lie together.
        if (!key.startsWith(prefix)) return;
        yield key;
      }
      const last = keys.at(-1);
      if (last === undefined || keys.length < PAGE) return;
      keys = await this.#database.read((connection) => listPage(connection, LIST_ON, last));
    }
  }

  override async disconnect(): Promise<void> {
    await this.#upkeep.end();
    await super.disconnect();
  }
}

/** Opens the store in a file that may grow to `maxBytes`, and makes file and folder at need. Many processes may do so at once. */
export async function openSqliteStore(file: string, maxBytes: number): Promise<SqliteStore> {
  const database = await SqliteDatabase.open(file, cacheLayout);
  try {
    const store = new SqliteStore(database, new SqliteUpkeep(database, file, maxBytes));
    await store.ready;
    return store;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** @throws as SQLite does for damage, when the index holds what is no key, or lies out of order: to list on from there may never end. */
function listPage(connection: SqliteConnection, sql: string, from: string): string[] {
  let before: Uint8Array = Buffer.from(from);
  return connection.rows(sql, from).map(([key], index) => {
    const order = key instanceof Uint8Array ? Buffer.compare(key, before) : -1;
    if (order < 0 || (order === 0 && (index > 0 || sql === LIST_ON)))
      throw damage('the index of the keys is damaged');
    before = key as Uint8Array;
    return text.decode(before);
  });
}

function select(connection: SqliteConnection, keys: readonly string[]): unknown[][] {
  const [first] = keys;
  return keys.length === 1 && first !== undefined
    ? connection.rows(SELECT_ONE, first)
    : connection.rows(SELECT, JSON.stringify(keys));
}

function upsert(connection: SqliteConnection, entries: readonly StoreEntry[]): void {
  if (entries.length === 1) upsertAll(connection, entries);
  else connection.transaction(() => upsertAll(connection, entries));
}

function upsertAll(connection: SqliteConnection, entries: readonly StoreEntry[]): void {
  const used = hourOf(Date.now());
  const whole = entries.length - (entries.length % ROWS);
  for (let start = 0; start < whole; start += ROWS) {
    const values: SQLInputValue[] = [];
    for (const { key, value, expires } of entries.slice(start, start + ROWS))
      values.push(key, expires ?? null, used, value);
    connection.run(UPSERT_ROWS, ...values);
  }
  for (let at = whole; at < entries.length; at++) {
    const entry = entries[at];
    if (entry) connection.run(UPSERT, entry.key, entry.expires ?? null, used, entry.value);
  }
}

function sizeOf(entries: readonly StoreEntry[]): number {
  let size = 0;
  for (const { key, value } of entries) size += key.length + value.length;
  return size;
}

function driver(database: SqliteDatabase) {
  return {
    query: async (sql: string, ...parameters: unknown[]) =>
      database.write((connection) => connection.query(sql, ...parameters)),
    close: () => database.close(),
  };
}
