import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { KeyvSqlite } from '@keyv/sqlite';
import type { KeyvStorageEntry, KeyvStorageGetResult } from 'keyv';
import type { KeyLister } from './keyv-store.ts';
import { retryWhileBusy, SqliteConnection } from './sqlite-connection.ts';

const PAGE = 1000;
const text = new TextDecoder('utf-8', { ignoreBOM: true });

// `json_each` takes any number of keys with one compiled statement. The cross join keeps its row order: one look-up per key.
const SELECT =
  "SELECT j.key, keyv.value FROM json_each(?) j CROSS JOIN keyv ON keyv.key = j.value AND namespace = ''";
const SELECT_ONE = "SELECT 0, value FROM keyv WHERE key = ? AND namespace = ''";
const UPSERT = `INSERT INTO keyv (key, value) VALUES (?, ?)
  ON CONFLICT (key, namespace) DO UPDATE SET value = excluded.value, expires = NULL`;
const DELETE =
  "DELETE FROM keyv WHERE namespace = '' AND key IN (SELECT value FROM json_each(?)) RETURNING key";
// As bytes, because Node 22 cuts the text of a column off at a NUL.
const list = (from: string) =>
  `SELECT CAST(key AS BLOB) FROM keyv WHERE namespace = '' AND key ${from} ? ORDER BY key LIMIT ${PAGE}`;
const LIST = list('>=');
const LIST_ON = list('>');

/**
 * @keyv/sqlite on node:sqlite, for the cache alone: batches are one statement or one transaction, errors reject, and there are
 * no namespaces and no expiry in the table, over which 6.0.0-beta.4 loses entries.
 */
export class SqliteStore extends KeyvSqlite implements KeyLister {
  readonly #connection: SqliteConnection;

  constructor(connection: SqliteConnection) {
    super({ driver: { name: 'custom', connect: async () => driver(connection) } });
    this.#connection = connection;
  }

  override async getMany<Value>(keys: string[]): Promise<KeyvStorageGetResult<Value | undefined>[]> {
    const found: KeyvStorageGetResult<Value | undefined>[] = new Array(keys.length).fill(undefined);
    const [first] = keys;
    const rows =
      keys.length === 1 && first !== undefined
        ? await this.#connection.rows(SELECT_ONE, first)
        : await this.#connection.rows(SELECT, JSON.stringify(keys));
    for (const [index, value] of rows) found[Number(index)] = value as KeyvStorageGetResult<Value>;
    return found;
  }

  override async setMany<Value>(entries: KeyvStorageEntry<Value>[]): Promise<boolean[]> {
    const [only] = entries;
    if (entries.length === 1 && only) await this.#connection.rows(UPSERT, only.key, String(only.value));
    else {
      await this.#connection.transaction((run) => {
        for (const { key, value } of entries) run(UPSERT, key, String(value));
      });
    }
    return entries.map(() => true);
  }

  override async deleteMany(keys: string[]): Promise<boolean[]> {
    const rows = await this.#connection.rows(DELETE, JSON.stringify(keys));
    const deleted = new Set(rows.map(([key]) => key));
    return keys.map((key) => deleted.has(key));
  }

  async *keysFrom(prefix: string): AsyncGenerator<string> {
    let rows = await this.#connection.rows(LIST, prefix);
    for (;;) {
      let last = '';
      for (const [key] of rows) {
        last = text.decode(key as Uint8Array);
        // The order is that of the bytes, so the keys with the prefix lie together.
        if (!last.startsWith(prefix)) return;
        yield last;
      }
      if (rows.length < PAGE) return;
      rows = await this.#connection.rows(LIST_ON, last);
    }
  }
}

/**
 * Opens the store in a file, and makes file and folder at need. Many processes may do so at once: to switch a new file to WAL
 * and to lay the table out can fail at another's lock even after waiting, so the whole of it is tried again.
 */
export async function openSqliteStore(file: string): Promise<SqliteStore> {
  await mkdir(dirname(file), { recursive: true });
  return retryWhileBusy(async () => {
    const connection = new SqliteConnection(file);
    try {
      const store = new SqliteStore(connection);
      await store.ready;
      return store;
    } catch (error) {
      connection.close();
      throw error;
    }
  });
}

function driver(connection: SqliteConnection) {
  return {
    query: (sql: string, ...parameters: unknown[]) => connection.query(sql, ...parameters),
    close: async () => connection.close(),
  };
}
