import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  BowerbirdError,
  type CacheAdapter,
  type CacheAdapterDefinition,
  type CacheEntry,
  defineCacheAdapter,
} from '@bowerbird/core';

/** A table of entries, and a right cache on it, for wrong ones to differ from. */
export interface Table {
  readonly cache: Required<Pick<CacheAdapter, 'getMany' | 'setMany' | 'deleteMany' | 'scan' | 'close'>>;
  /** The database, while it is open. */
  open(): DatabaseSync;
}

/** A cache in a SQLite table. Keys and values are JSON texts: as UTF-8 some could not be told apart. */
export function defineOnTable(make: (table: Table) => CacheAdapter): CacheAdapterDefinition {
  return defineCacheAdapter({
    name: 'table',
    summary: 'Keeps the cache in a table.',
    async create(_, { state }) {
      await mkdir(state, { recursive: true });
      const database = new DatabaseSync(join(state, 'entries.sqlite'));
      database.exec(`pragma journal_mode = wal; pragma synchronous = off;
        create table if not exists entries (key text primary key, value text, expires integer)`);
      return make(tableOf(database));
    },
  });
}

function tableOf(database: DatabaseSync): Table {
  let closed = false;
  const open = () => {
    if (closed) throw new BowerbirdError('CACHE_FAILED', 'the cache is closed', { hint: 'Open it again.' });
    return database;
  };
  const live = 'select value from entries where key = ? and coalesce(expires, ?) > ?';
  const write = ({ key, value, expires }: CacheEntry) =>
    open()
      .prepare('insert or replace into entries values (?, ?, ?)')
      .run(JSON.stringify(key), JSON.stringify(value), expires ?? null);
  return {
    open,
    cache: {
      async getMany(keys) {
        const now = Date.now();
        return keys.map((key) => {
          const row = open()
            .prepare(live)
            .get(JSON.stringify(key), now + 1, now);
          return row && JSON.parse(String(row.value));
        });
      },
      async setMany(entries) {
        for (const entry of entries) write(entry);
      },
      async deleteMany(keys) {
        for (const key of keys) open().prepare('delete from entries where key = ?').run(JSON.stringify(key));
      },
      async *scan(prefix) {
        const rows = open().prepare('select key from entries').all();
        const keys = rows.map(({ key }): string => JSON.parse(String(key)));
        yield* keys.filter((key) => key.startsWith(prefix));
      },
      async close() {
        if (!closed) database.close();
        closed = true;
      },
    },
  };
}

/** A right one. */
export const rightTable = defineOnTable(({ cache }) => cache);
