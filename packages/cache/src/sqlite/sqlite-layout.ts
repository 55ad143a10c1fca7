import { setImmediate as pause } from 'node:timers/promises';
import type { SqliteConnection } from './sqlite-connection.ts';
import type { SqliteLayout } from './sqlite-database.ts';

const VERSION = 1;

/*
 * The table is that of @keyv/sqlite with a column for the size limit. `value` comes last: what stands after a long value can only
 * be reached by reading it. `used` is in hours since 1970: as long as an hour a row is not written for having been read.
 */
const TABLE = `CREATE TABLE IF NOT EXISTS keyv (
  key TEXT NOT NULL,
  namespace TEXT NOT NULL DEFAULT '',
  expires INTEGER,
  used INTEGER NOT NULL DEFAULT 0,
  value,
  UNIQUE (key, namespace)
)`;
const EXPIRES = 'CREATE INDEX IF NOT EXISTS keyv_expires_idx ON keyv (expires) WHERE expires IS NOT NULL';
const LEASES =
  'CREATE TABLE IF NOT EXISTS lease (key TEXT PRIMARY KEY, owner TEXT NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID';

/** The tables of the cache. */
export const cacheLayout: SqliteLayout = {
  create(connection) {
    // Most often they are there: to look takes no lock.
    if (versionOf(connection.rows('PRAGMA user_version')) >= VERSION) return;
    connection.transaction(() => {
      connection.run(TABLE);
      const columns = connection.rows('PRAGMA table_info(keyv)').map(([, name]) => name);
      if (!columns.includes('used'))
        connection.run('ALTER TABLE keyv ADD COLUMN used INTEGER NOT NULL DEFAULT 0');
      connection.run(EXPIRES);
      connection.run(LEASES);
      connection.run(`PRAGMA user_version = ${VERSION}`);
    });
  },
  salvage,
};

function versionOf([row]: readonly unknown[][]): number {
  return Number(row?.[0] ?? 0);
}

const BATCH = 200;
const COPY = 'SELECT rowid, key, expires, used, value FROM keyv WHERE rowid > ? ORDER BY rowid LIMIT ?';
const KEEP = 'INSERT OR IGNORE INTO keyv (key, expires, used, value) VALUES (?, ?, ?, ?)';
// Row ids have 63 bits: after so many doublings the end has been passed.
const MOST_DOUBLINGS = 63;

/**
 * Copies the rows that can be read. Around a damaged page it looks further on, twice as far each time. Whether a row is what was
 * written is for its checksum to say, when it is read.
 */
async function salvage(from: SqliteConnection, to: SqliteConnection): Promise<void> {
  let last = 0;
  for (let failures = 0; failures < MOST_DOUBLINGS; ) {
    const rows = tryRows(from, last, failures === 0 ? BATCH : 1);
    if (!rows) {
      last += failures === 0 ? 0 : 2 ** (failures - 1);
      failures++;
      continue;
    }
    if (rows.length === 0) return;
    keepRows(to, rows);
    last = Number(rows.at(-1)?.[0]);
    failures = 0;
    await pause();
  }
}

function tryRows(from: SqliteConnection, last: number, limit: number): unknown[][] | undefined {
  try {
    return from.rows(COPY, last, limit);
  } catch {
    return undefined;
  }
}

function keepRows(to: SqliteConnection, rows: readonly unknown[][]): void {
  to.transaction(() => {
    for (const [, key, expires, used, value] of rows) {
      // A damaged row can hold anything.
      if (typeof key !== 'string' || (typeof value !== 'string' && !(value instanceof Uint8Array))) continue;
      to.run(KEEP, key, wholeOr(expires, null), wholeOr(used, 0), value);
    }
  });
}

function wholeOr<T>(value: unknown, otherwise: T): number | T {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : otherwise;
}
