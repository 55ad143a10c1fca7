import { BowerbirdError, type CacheAmount } from '@bowerbird/core';
import type { KeyvStorageAdapter, KeyvStorageEntry, KeyvStorageGetResult } from 'keyv';
import type { AbleStore } from '../keyv/store-abilities.ts';
import { type PostgresAdapter, type PostgresSource, PostgresTable } from './postgres-table.ts';

const PAGE = 1000;
// The index is on both.
const HERE = "COALESCE(namespace, '') = ''";

/** Whether it is a `KeyvPostgres`. Told by what it has: the adapter is an optional dependency. */
export function isPostgres(store: KeyvStorageAdapter): store is PostgresAdapter {
  return 'useUnloggedTable' in store && 'query' in store && !('keysFrom' in store);
}

/**
 * A `KeyvPostgres` with what it lacks. It deletes what it finds expired, and what was written meanwhile as well: so here it is
 * not asked to read. It deletes key by key, and lists by reading all values ten at a time: here each is a statement.
 *
 * Without a source the adapter is one that a program has made. Its pool of connections is then out of reach: to lose one that is
 * idle ends the process, and adapters that are set up alike close it for each other. `keyvCacheFrom` makes adapters without that.
 */
export function postgresStore(first: PostgresAdapter, source?: PostgresSource): AbleStore {
  const table = new PostgresTable(first, source);
  const refuse = (keys: readonly string[]) => refuseKeys(keys, first.keyLength);
  // The adapter goes on to do what is not replaced here.
  const around: PostgresAdapter = Object.create(first);
  return Object.assign(around, {
    keepsExpiry: true,
    async getMany<Value>(keys: string[]) {
      refuse(keys);
      return select<Value>(table, keys);
    },
    async setMany<Value>(entries: KeyvStorageEntry<Value>[]) {
      refuse(entries.map(({ key }) => key));
      return (await table.open()).setMany(inOrder(entries));
    },
    async deleteMany(keys: string[]) {
      refuse(keys);
      const sql = `DELETE FROM ${table.name} WHERE key = ANY($1) AND ${HERE} RETURNING key`;
      const deleted = new Set((await table.query(sql, keys)).map((row) => row.key));
      return keys.map((key) => deleted.has(key));
    },
    keysFrom: (prefix: string) => list(table, prefix),
    prune: () => prune(table),
    on: (_event: 'error', listener: (error: unknown) => void) => table.listen(listener),
    async disconnect() {
      await table.close();
      source?.release();
    },
  });
}

async function select<Value>(table: PostgresTable, keys: readonly string[]) {
  const sql = `SELECT key, value FROM ${table.name} WHERE key = ANY($1) AND ${HERE}`;
  const rows = await table.query(sql, keys);
  const found = new Map(rows.map(({ key, value }) => [key, value as KeyvStorageGetResult<Value>]));
  return keys.map((key) => found.get(key));
}

async function* list(table: PostgresTable, prefix: string): AsyncGenerator<string> {
  const sql = `SELECT key FROM ${table.name} WHERE ${HERE} AND starts_with(key, $1) AND ($2::text IS NULL OR key > $2)
    ORDER BY key LIMIT ${PAGE}`;
  let last: string | undefined;
  for (;;) {
    const rows = await table.query(sql, prefix, last ?? null);
    for (const { key } of rows) {
      last = String(key);
      yield last;
    }
    if (rows.length < PAGE) return;
  }
}

async function prune(table: PostgresTable): Promise<CacheAmount> {
  const sql = `WITH gone AS (
      DELETE FROM ${table.name} WHERE expires <= $1 AND ${HERE}
        AND key IN (SELECT key FROM ${table.name} WHERE expires <= $1 AND ${HERE} LIMIT ${PAGE})
      RETURNING octet_length(key) + octet_length(value) AS bytes)
    SELECT count(*) AS entries, COALESCE(sum(bytes), 0) AS bytes FROM gone`;
  const total = { entries: 0, bytes: 0 };
  const now = Date.now();
  for (;;) {
    const [amount] = await table.query(sql, now);
    const entries = Number(amount?.entries);
    total.entries += entries;
    total.bytes += Number(amount?.bytes);
    if (entries < PAGE) return total;
  }
}

// Rows are locked one after another: in two orders, two writers may wait for each other.
function inOrder<Entry extends { readonly key: string }>(entries: readonly Entry[]): Entry[] {
  return entries.toSorted((one, other) => (one.key < other.key ? -1 : 1));
}

function refuseKeys(keys: readonly string[], most: number): void {
  for (const key of keys) {
    if (key.includes('\0')) throw unusable(key, 'it holds NUL');
    // PostgreSQL counts characters, of which JavaScript may count two.
    if (key.length > most && [...key].length > most)
      throw unusable(key, `it has more than ${most} characters`);
  }
}

function unusable(key: string, reason: string): BowerbirdError {
  const shown = JSON.stringify(key.length > 60 ? `${key.slice(0, 60)}…` : key);
  return new BowerbirdError('CACHE_FAILED', `${shown} cannot be a key in PostgreSQL: ${reason}`, {
    hint: 'Use a key generator that makes short, plain keys, such as sha256.',
  });
}
