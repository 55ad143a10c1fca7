import type { CacheAmount } from '@bowerbird/core';
import type { SqliteConnection } from './sqlite-connection.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { removeOlder } from './sqlite-generations.ts';

const HOUR_MS = 3_600_000;
// Between two looks at the size, at most so much is written, and less where the limit is small.
const LOOK_AFTER_BYTES = 1024 * 1024;
const EXPIRED_AT_ONCE = 200;
const SAMPLE = 64;
const VICTIMS = 16;
const MOST_ROUNDS = 256;
const READ_AT_ONCE = 1000;
// Pages of free space that one call gives back to the file system.
const FREED_PAGES = 1000;

const SIZE = `SELECT (page_count - freelist_count) * page_size, freelist_count
  FROM pragma_page_count, pragma_freelist_count, pragma_page_size`;
const COUNT = "SELECT count(*) FROM keyv WHERE namespace = ''";
const EXPIRED = `DELETE FROM keyv WHERE rowid IN (SELECT rowid FROM keyv WHERE expires <= ? LIMIT ${EXPIRED_AT_ONCE})
  RETURNING octet_length(key) + octet_length(value)`;
const LAPSED = 'DELETE FROM lease WHERE until <= ?';
const ENDS = 'SELECT (SELECT min(rowid) FROM keyv), (SELECT max(rowid) FROM keyv)';
const SAMPLED = `SELECT keyv.rowid, keyv.used FROM json_each(?) j
  JOIN keyv ON keyv.rowid = (SELECT rowid FROM keyv WHERE rowid >= j.value ORDER BY rowid LIMIT 1)`;
const EVICT = 'DELETE FROM keyv WHERE rowid IN (SELECT value FROM json_each(?))';
const USED = `UPDATE keyv SET used = ?1
  WHERE namespace = '' AND used < ?1 AND key IN (SELECT value FROM json_each(?2))`;

/** Hours since 1970. */
export function hourOf(time: number): number {
  return Math.floor(time / HOUR_MS);
}

/**
 * Keeps a database in bounds while it is written to: deletes what has expired, and beyond the limit what was used longest ago. Which
 * that is, is told by a sample of rows, as Redis does (https://redis.io/docs/latest/develop/reference/eviction/, "Approximated LRU
 * algorithm"): an index over all of them would be written at every use.
 */
export class SqliteUpkeep {
  readonly #database: SqliteDatabase;
  readonly #name: string;
  readonly #maxBytes: number;
  readonly #lookAfter: number;
  readonly #read = new Set<string>();
  #written: number;
  #half = false;
  #evicted = 0;

  /** @param name the path of the database as it was asked for */
  constructor(database: SqliteDatabase, name: string, maxBytes: number) {
    this.#database = database;
    this.#name = name;
    this.#maxBytes = maxBytes;
    this.#lookAfter = Math.min(LOOK_AFTER_BYTES, maxBytes / 16);
    // The first write looks.
    this.#written = this.#lookAfter;
  }

  get evicted(): number {
    return this.#evicted;
  }

  /** What was read will be kept longer. Far below the limit nobody needs to know. */
  noteRead(keys: readonly string[]): void {
    if (!this.#half) return;
    for (const key of keys) this.#read.add(key);
    if (this.#read.size >= READ_AT_ONCE) void this.#storeUse();
  }

  /** After a write: a few rows go, if there is need. */
  noteWritten(bytes: number): Promise<void> | undefined {
    this.#written += bytes;
    if (this.#written < this.#lookAfter) return undefined;
    this.#written = 0;
    return this.#keepInBounds();
  }

  async #keepInBounds(): Promise<void> {
    await this.#database.write((connection) => connection.rows(EXPIRED, Date.now()));
    const size = await this.#size();
    this.#half = size > this.#maxBytes / 2;
    if (size <= this.#maxBytes) return;
    await this.#storeUse();
    await this.#evict();
  }

  async usage(): Promise<CacheAmount> {
    const rows = await this.#database.read((connection) => connection.rows(COUNT));
    return { entries: Number(rows[0]?.[0] ?? 0), bytes: await this.#size() };
  }

  async prune(): Promise<CacheAmount> {
    const total = { entries: 0, bytes: 0 };
    for (let more = true; more; ) {
      const rows = await this.#database.write((connection) => connection.rows(EXPIRED, Date.now()));
      for (const [bytes] of rows) total.bytes += Number(bytes);
      total.entries += rows.length;
      more = rows.length === EXPIRED_AT_ONCE;
    }
    await this.#database.write((connection) => connection.run(LAPSED, Date.now()));
    await this.#giveBack();
    await removeOlder(this.#database.file, this.#name);
    return total;
  }

  async end(): Promise<void> {
    await this.#storeUse();
  }

  async #size(): Promise<number> {
    const rows = await this.#database.read((connection) => connection.rows(SIZE));
    return Number(rows[0]?.[0] ?? 0);
  }

  async #evict(): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const evicted = await this.#database.write((connection) =>
        connection.transaction(() => evictSome(connection)),
      );
      this.#evicted += evicted;
      if (evicted === 0 || (await this.#size()) <= this.#maxBytes) return;
    }
  }

  /** Free pages go back to the file system, a few at a time. */
  async #giveBack(): Promise<void> {
    for (;;) {
      const [row] = await this.#database.read((connection) => connection.rows(SIZE));
      const before = Number(row?.[1] ?? 0);
      if (before === 0) return;
      await this.#database.write((connection) =>
        connection.rows(`PRAGMA incremental_vacuum(${FREED_PAGES})`),
      );
      const [after] = await this.#database.read((connection) => connection.rows(SIZE));
      // A file that was laid out by an earlier version keeps them, and uses them again.
      if (Number(after?.[1] ?? 0) >= before) return;
    }
  }

  async #storeUse(): Promise<void> {
    if (this.#read.size === 0) return;
    const keys = JSON.stringify([...this.#read]);
    this.#read.clear();
    try {
      await this.#database.write((connection) => connection.run(USED, hourOf(Date.now()), keys));
    } catch {
      // That something was read is worth less than the reading, which must not fail over it. What is broken is told at the next write.
    }
  }
}

/** Deletes those of a random sample that were used longest ago. How many. */
function evictSome(connection: SqliteConnection): number {
  const [ends] = connection.rows(ENDS);
  const [first, last] = [Number(ends?.[0] ?? 0), Number(ends?.[1] ?? 0)];
  const ids = Array.from({ length: SAMPLE }, () => Math.floor(first + Math.random() * (last - first + 1)));
  const ages = new Map(
    connection.rows(SAMPLED, JSON.stringify(ids)).map(([id, used]) => [Number(id), Number(used)]),
  );
  // Among equals the one that was written first.
  const oldest = [...ages].sort(([a, usedA], [b, usedB]) => usedA - usedB || a - b).slice(0, VICTIMS);
  if (oldest.length > 0) connection.run(EVICT, JSON.stringify(oldest.map(([id]) => id)));
  return oldest.length;
}
