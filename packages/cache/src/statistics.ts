import { BowerbirdError } from '@bowerbird/core';
import type { SqliteConnection } from './sqlite/sqlite-connection.ts';

/** Something that was counted. */
export interface Count {
  /** Of what: the name of a collector, of a function. Empty: of the whole. */
  readonly scope: string;
  readonly name: string;
  readonly amount: number;
}

/** Counts that survive the process, and that many processes add to. */
export interface Statistics {
  /** All of them or none. */
  add(counts: readonly Count[]): Promise<void>;
  /** The sums, with `since` of the empty scope: when counting began, in epoch milliseconds. Nothing was counted: an empty list. */
  read(): Promise<readonly Count[]>;
  close(): Promise<void>;
}

const TABLE = `CREATE TABLE IF NOT EXISTS count (scope TEXT NOT NULL, name TEXT NOT NULL, amount REAL NOT NULL,
  PRIMARY KEY (scope, name)) WITHOUT ROWID`;
const ADD = `INSERT INTO count (scope, name, amount) VALUES (?, ?, ?)
  ON CONFLICT (scope, name) DO UPDATE SET amount = amount + excluded.amount`;
const BEGIN = "INSERT OR IGNORE INTO count (scope, name, amount) VALUES ('', 'since', ?)";
const READ = 'SELECT scope, name, amount FROM count ORDER BY scope, name';

/**
 * Statistics in a SQLite file, made at need with its folder. A file that is damaged is begun anew.
 * @throws {BowerbirdError} `CACHE_FAILED`, as its methods do
 */
export async function openStatistics(file: string): Promise<Statistics> {
  // Only here: node:sqlite prints a warning on Node 22.
  const { SqliteDatabase } = await import('./sqlite/sqlite.ts');
  const create = (connection: SqliteConnection) => connection.run(TABLE);
  const database = await telling(file, async () => SqliteDatabase.open(file, { create }));
  return {
    async add(counts) {
      if (counts.length === 0) return;
      const write = (connection: SqliteConnection) =>
        connection.transaction(() => {
          connection.run(BEGIN, Date.now());
          for (const { scope, name, amount } of counts) connection.run(ADD, scope, name, amount);
        });
      await telling(file, async () => database.write(write));
    },
    async read() {
      const rows = await telling(file, async () => database.read((connection) => connection.rows(READ)));
      return rows.map(([scope, name, amount]) => ({
        scope: String(scope),
        name: String(name),
        amount: Number(amount),
      }));
    },
    close: () => database.close(),
  };
}

async function telling<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new BowerbirdError('CACHE_FAILED', `the statistics in ${file} cannot be used: ${message}`, {
      hint: `Check that ${file} and its folder can be written.`,
      cause: error,
    });
  }
}
